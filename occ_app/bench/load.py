"""Loading the list: what travels, when its rows are to be seen, and when a click works as it should."""

import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession

from occ_app.bench.browser import LIST, chromium, visitor
from occ_app.bench.drafts import Row
from occ_app.bench.served import portal, signed_in
from occ_app.testing.server import Server

LOADS = 5
KINDS = {"Document": "html", "Script": "js", "Stylesheet": "css", "Font": "fonts"}
SLOW_CPU = 4
SLOW_NETWORK = {"offline": False, "latency": 80, "downloadThroughput": 1e6, "uploadThroughput": 1e6}
"""8 Mbit/s each way (CDP counts bytes)."""

PROFILES = {"as it is": False, "CPU ×4, 8 Mbit, 80 ms": True}

WATCH = """
window.loading = new Promise((done) => {
  const seen = {};
  const row = () => document.querySelector("table.list tbody a.number");
  const finish = () => "rows_ms" in seen && "first_click_ms" in seen && done(seen);
  new PerformanceObserver((list) => {
    seen.rows_ms ??= list.getEntries()[0].renderTime;
    finish();
  }).observe({ type: "element", buffered: true });
  let before;
  new MutationObserver(() => {
    row()?.closest("td").setAttribute("elementtiming", "rows");
    if (before === undefined || !row() || row().textContent === before) return;
    seen.first_click_ms ??= performance.now();
    finish();
  }).observe(document, { childList: true, characterData: true, subtree: true });
  const live = () => {
    const link = document.querySelector("thead a[href*=total]");
    if (!row() || !link || !Object.keys(link).some((key) => key.startsWith("__reactProps"))) return setTimeout(live, 4);
    seen.live_ms = performance.now();
    before = row().textContent;
    link.click();
  };
  live();
});
"""
"""`rows_ms`: the first row is painted; `live_ms`: a click is answered in place; `first_click_ms`: that click's rows."""


def measured(database_url: str, account_id: int, about: Row) -> Iterator[Row]:
    """A row a profile and cache: medians of a few loads."""
    (token,) = signed_in(account_id, 1)
    with portal(database_url) as server, chromium() as browser:
        for profile, is_slow in PROFILES.items():
            loads: dict[str, list[Row]] = {"cold": [], "warm": []}
            for _ in range(LOADS):
                with closing(visitor(browser, server, token)) as context:
                    for rows in loads.values():
                        rows.append(_load(context, server, is_slow=is_slow))
            for cache, rows in loads.items():
                yield about | {"cache": cache, "profile": profile} | _medians(rows)


def _load(context: BrowserContext, server: Server, *, is_slow: bool) -> Row:
    page = context.new_page()
    page.add_init_script(WATCH)
    talk = context.new_cdp_session(page)
    kilobytes = _counted(talk)
    if is_slow:
        talk.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
        talk.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    page.goto(server.url + LIST)
    times: Row = page.evaluate("loading")
    page.wait_for_load_state("networkidle")
    page.close()
    sizes = {f"{kind}_kb": round(kilobytes[kind], 1) for kind in (*KINDS.values(), "other")}
    return sizes | {"total_kb": round(sum(kilobytes.values()), 1)} | times


def _counted(talk: CDPSession) -> Counter[str]:
    """What arrives from here on, encoded and with its headers, in kB by kind."""
    kinds: dict[str, str] = {}
    kilobytes: Counter[str] = Counter()

    def finished(event: dict[str, Any]) -> None:
        kilobytes[kinds.get(event["requestId"], "other")] += event["encodedDataLength"] / 1000

    talk.on(
        "Network.responseReceived",
        lambda event: kinds.update({event["requestId"]: KINDS.get(event["type"], "other")}),
    )
    talk.on("Network.loadingFinished", finished)
    talk.send("Network.enable")
    return kilobytes


def _medians(loads: list[Row]) -> Row:
    return {name: round(statistics.median(load[name] for load in loads), 1) for name in loads[0]}
