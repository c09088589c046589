"""What the help page says of a role is what the browser offers it."""

import pytest
from playwright.sync_api import expect

from occ_app.access.permissions import GRANTS, Permission, Role
from occ_app.navigation import rail
from occ_app.services.roles import DEEDS, NEVER, ROLES
from occ_app.testing.browser import LAPTOP, Portal, Visit

pytestmark = pytest.mark.browser

PEOPLE = {
    Role.FINANCE: "ana.ruiz@acme.example",
    Role.TECHNICAL: "tomas.vidal@acme.example",
    Role.EXECUTIVE: "elena.marin@acme.example",
}
OFFERED = {
    Permission.INVOICES_MAIL: (
        "/invoices",
        '.title [data-opens="mailing"], .title button:has-text("E-mail")',
    ),
    Permission.FILES_ASK: ("/invoices", ".title .drop button"),
    Permission.VIEWS_KEEP: ("/invoices", ".likes"),
    Permission.INBOX_READ: ("/overview", ".bell"),
    Permission.PREFERENCES_CHANGE: ("/overview", "#languages"),
}
"""Where a button tells that somebody may do something."""


def said(visit: Visit, role: Role) -> dict[Permission, bool]:
    """What the help page says of a role."""
    page = visit.open("/help/roles")
    column = list(ROLES).index(role)
    rows = page.locator(".matrix tbody tr")
    expect(rows).to_have_count(len(DEEDS))
    cells = [rows.nth(place).locator("td").nth(column).inner_text() for place in range(len(DEEDS))]
    return {permission: NEVER not in cell for permission, cell in zip(DEEDS, cells, strict=True)}


@pytest.mark.parametrize("role", PEOPLE)
def test_the_browser_offers_what_the_page_says(portal: Portal, role: Role):
    with portal.visit(PEOPLE[role], "en", LAPTOP) as visit:
        may = said(visit, role)
        assert may == {permission: role in GRANTS[permission] for permission in DEEDS}
        links = "links => links.map((link) => link.getAttribute('href'))"
        shown = set(visit.page.eval_on_selector_all("#rail li a", links))
        for page in rail():
            if page.needs in may:
                assert (f"/en{page.route}" in shown) == may[page.needs], page.route
        for permission, (path, button) in OFFERED.items():
            found = visit.open(path).locator(button).count()
            assert (found > 0) == may[permission], permission
