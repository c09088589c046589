"""What a finger aims at does not move away: no part of a page jumps when the rest of it comes."""

from typing import Any

import pytest

from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit
from tests.e2e.test_every_page import PAGES, address_of

pytestmark = pytest.mark.browser

UNNOTICED = 0.03
"""Of the score by which browsers count jumps (https://web.dev/articles/cls), where 0.1 still counts as good. A column
that grows by a few pixels with what came meanwhile stays below; a line more above a list on a phone does not.
"""

WATCH = """
window.jumps = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => jumps.push([
  entry.value, entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80)),
]))).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize(
    "email", ["ana.ruiz@acme.example", "marta.soler@acme.example", "tomas.vidal@acme.example"]
)
def test_no_page_jumps_while_it_fills(portal: Portal, rows: Any, email: str, viewport: Any):
    with portal.visit(email, "en", viewport) as visit:
        visit.page.add_init_script(WATCH)
        jumps = {page.route: _jumps(visit, address_of(page, rows)) for page in PAGES if page.is_for_customers}
    assert {route: found for route, found in jumps.items() if found} == {}


def _jumps(visit: Visit, address: str) -> list[Any]:
    """What moved on the page until it was filled and alive."""
    visit.open(address)
    visit.page.wait_for_load_state("networkidle")
    return [jump for jump in visit.page.evaluate("jumps") if jump[0] > UNNOTICED]
