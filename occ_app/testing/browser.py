"""A real browser for tests: a signed-in page that fails its test for anything it should not have done.

    with portal.visit("ana.ruiz@acme.example", "es", PHONE) as ana:
        ana.open("/invoices")
        expect(ana.page.get_by_role("heading", level=1)).to_have_text("Facturas")

When the block ends, console errors, broken pages, breaches of the Content-Security-Policy, failed requests and
requests to any other host fail the test. `wait_for_function` needs `eval`, which the policy forbids:
wait with `expect`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

LAPTOP: ViewportSize = {"width": 1440, "height": 900}
TABLET: ViewportSize = {"width": 900, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 812}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A 1280 × 1024 screen at 400 %, as WCAG 1.4.10 counts it."""

SECONDS_TO_WAIT = 30.0
"""What `expect` allows before it gives up; no test measures time."""

_LOCAL = ("data", "blob", "about")
_WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = files("axe_playwright_python") / "axe.min.js"
"""axe-core, as its pinned package brings it; run by the browser's own hand, so the page's policy stays strict."""

expect.set_options(timeout=SECONDS_TO_WAIT * 1000)

LEAVING = re.compile("/(signed-out|second-factor): WebSocket connection .* Unexpected response code: 403")
"""A page that was sent away and is slow to leave may try its socket once more, in vain."""


@dataclass
class Visit:
    """One person in one browser, with what went wrong on their pages."""

    address: str
    language: str
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    card_company: str = ""
    """The one other server that pages may ask: by its address, whatever this machine is called there."""

    def open(self, path: str) -> Page:
        """Load a page by its path without language, and wait until it is filled."""
        self.page.goto(self.url(path))
        self.is_filled()
        return self.page

    def url(self, path: str) -> str:
        """The whole address of a page named without its language."""
        return f"{self.address}/{self.language}{path}"

    def is_filled(self) -> None:
        """Wait until the frame knows the person and nothing grey stands for what is coming."""
        expect(self.page.locator(".avatar")).not_to_have_text("")
        expect(self.page.locator("main .skeleton:visible")).to_have_count(0)

    def sign_in(self, email: str) -> None:
        """Enter as a demo person, as the button of the sign-in page does."""
        answer = self.context.request.post(
            f"{self.address}/auth/demo",
            form={"email": email, "language": self.language},
            headers={"Origin": self.address},
            max_redirects=0,
        )
        assert answer.status == 303, f"{email} was not let in: {answer.status} {answer.text()[:200]}"

    def violations(self, *rules: str) -> list[str]:
        """What axe finds on the page as it is now: WCAG 2.0, 2.1 and 2.2, A and AA; or only these rules."""
        self.page.evaluate(AXE.read_text())
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        found = self.page.evaluate(
            "options => axe.run(options)", {"runOnly": only, "resultTypes": ["violations"]}
        )
        return [
            f"{urlsplit(self.page.url).path}: {one['id']}, {one['help']}: {node['html'][:160]} ({node['failureSummary']})"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def another_tab(self) -> "Visit":
        """A second tab of the same person, watched as the first."""
        page = self.context.new_page()
        tab = Visit(self.address, self.language, self.context, page, self.faults, self.card_company)
        tab.watch()
        return tab

    def watch(self) -> None:
        """Note down whatever the page does wrong."""
        self.page.on(
            "console", lambda said: self._note(said.text, is_fault=said.type in ("error", "warning"))
        )
        self.page.on("pageerror", lambda error: self._note(f"page error: {error}"))
        self.page.on("request", lambda request: self._is_ours(request.url))
        self.page.on("websocket", lambda socket: self._is_ours(socket.url))

    def _note(self, text: str, *, is_fault: bool = True) -> None:
        fault = f"{urlsplit(self.page.url).path}: {text}"
        if is_fault and not LEAVING.search(fault):
            self.faults.append(fault)

    def _is_ours(self, url: str) -> None:
        asked, allowed = urlsplit(url), {urlsplit(self.address).netloc}
        if self.card_company:
            port = urlsplit(self.card_company).port
            allowed |= {f"{host}:{port}" for host in ("localhost", "127.0.0.1")}
        if asked.scheme not in _LOCAL and asked.netloc not in allowed:
            self._note(f"asks another host: {url}")

    def was_sent_away(self) -> None:
        """Wait until the page has gone to the door."""
        expect(self.page).to_have_url(re.compile(r"/sign-in\?reason=ended$"))

    def forgive(self, *patterns: str) -> None:
        """Strike out the faults a test provokes on purpose; each pattern must fit at least one."""
        for pattern in patterns:
            fitting = [fault for fault in self.faults if re.search(pattern, fault)]
            assert fitting, f"nothing went wrong like {pattern!r}: {self.faults}"
            for fault in fitting:
                self.faults.remove(fault)


@dataclass
class Portal:
    """A served portal and the browser to see it with."""

    address: str
    browser: Browser
    card_company: str = ""

    @contextmanager
    def visit(
        self,
        email: str = "",
        language: str = "en",
        viewport: ViewportSize = LAPTOP,
        *,
        scheme: str = "light",
        **context: Any,
    ) -> Iterator[Visit]:
        """A browser of its own, signed in if an e-mail is given.

        `scheme` is what the person's system prefers; `context` are options of Playwright's `new_context`.
        """
        options: dict[str, Any] = {
            "viewport": viewport,
            "color_scheme": scheme,
            "locale": {"es": "es-ES", "en": "en-GB"}[language],
            "has_touch": viewport["width"] < 768,
            "permissions": ["clipboard-read", "clipboard-write"],
            **context,
        }
        opened = self.browser.new_context(**options)
        opened.set_default_timeout(SECONDS_TO_WAIT * 1000)
        try:
            if options.get("java_script_enabled", True):
                opened.add_init_script(_WATCH_POLICY)
            visit = Visit(self.address, language, opened, opened.new_page(), card_company=self.card_company)
            visit.watch()
            if email:
                visit.sign_in(email)
            yield visit
            assert not visit.faults, "\n".join(["The browser complains:", *dict.fromkeys(visit.faults)])
        finally:
            opened.close()
