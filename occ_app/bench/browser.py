"""A real browser on the list: from the click to the new rows, as the page itself sees it."""

import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from occ_app.access import cookies
from occ_app.bench.drafts import Row
from occ_app.bench.served import portal, signed_in
from occ_app.testing.browser import LAPTOP
from occ_app.testing.browser_path import FLAGS, browser_path
from occ_app.testing.server import Server

ROUNDS = 8
REST_MS = 150
"""Between clicks, so that one is over before the next."""

SETTLE_MS = 2_000
"""What a page that was just loaded may still be busy for."""

LIST = "/en/invoices"
NEXT, SORT, SEARCH = ".pager a[rel=next]", "thead th.c-total a", "[data-search]"
WORD = "annealer"
WALK = (
    ("tab", "[data-group=open]"),
    ("next page", NEXT),
    ("sort", SORT),
    ("next page", NEXT),
    ("sort", SORT),
    ("sort", SORT),
    ("tab", "[data-group=all]"),
    ("next page", NEXT),
    ("search", SEARCH),
    ("search", SEARCH),
)
"""A round of clicks, each of which brings other rows; the search field is filled, or emptied again."""

CLICK = """
([selector, word]) => new Promise((done, failed) => {
  const rows = () => document.querySelector("table.list tbody:has(a.number)")?.textContent;
  const before = rows();
  const target = document.querySelector(selector);
  const watcher = new MutationObserver(() => {
    if (!rows() || rows() === before) return;
    watcher.disconnect();
    const changed = performance.now() - began;
    requestAnimationFrame(() => setTimeout(() => done([changed, performance.now() - began])));
  });
  watcher.observe(document.body, { childList: true, characterData: true, subtree: true });
  setTimeout(() => failed(new Error(`no new rows after ${selector}`)), 15000);
  const began = performance.now();
  if (target.matches("input")) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(target, target.value ? "" : word);
    target.dispatchEvent(new Event("input", { bubbles: true }));
  } else target.click();
})
"""
"""Milliseconds until the new rows are in the document, and until they are painted."""


def measured(database_url: str, account_id: int, about: Row) -> Iterator[Row]:
    """A row a kind of click; the first round, on a page that is not warm yet, does not count."""
    (token,) = signed_in(account_id, 1)
    taken: dict[str, list[list[float]]] = defaultdict(list)
    with portal(database_url) as server, chromium() as browser:
        page = visitor(browser, server, token).new_page()
        page.goto(server.url + LIST, wait_until="networkidle")
        page.wait_for_timeout(SETTLE_MS)
        for at in range(ROUNDS + 1):
            for what, milliseconds in _round(page):
                if at:
                    taken[what].append(milliseconds)
    for what, times in taken.items():
        changed, painted = (statistics.median(one) for one in zip(*times, strict=True))
        yield about | {"what": what, "median_ms": round(changed, 1), "painted_ms": round(painted, 1)}


def _round(page: Page) -> Iterator[tuple[str, list[float]]]:
    for what, selector in WALK:
        page.wait_for_timeout(REST_MS)
        yield what, page.evaluate(CLICK, [selector, WORD])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody but the portal."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


def visitor(browser: Browser, server: Server, token: str) -> BrowserContext:
    """A browser of its own, with nothing cached, of a person who is signed in."""
    context = browser.new_context(viewport=LAPTOP, locale="en-GB")
    context.add_cookies([{"name": cookies.name(), "value": token, "url": server.url}])
    return context
