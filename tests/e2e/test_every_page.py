"""Every page there is, for every kind of person, in every language: filled, or refused in a clear sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app import pages
from occ_app.access.permissions import GRANTS, Role
from occ_app.i18n import LANGUAGES, speaking
from occ_app.i18n import gettext as _
from occ_app.navigation import PUBLIC, PortalPage, discover
from occ_app.settings import get_settings
from occ_app.testing.browser import PHONE, ZOOMED, Portal, Visit
from tests.e2e.paying_steps import a_draft

pytestmark = pytest.mark.browser

PEOPLE = {
    "ana.ruiz@acme.example": {Role.FINANCE},
    "tomas.vidal@acme.example": {Role.TECHNICAL},
    "elena.marin@acme.example": {Role.EXECUTIVE},
    "marta.soler@acme.example": {Role.ADMIN, Role.FINANCE, Role.TECHNICAL},
    "staff@meridian.example": {Role.STAFF},
}
PAGES = [page for page in discover(pages) if page.needs is not PUBLIC]

EXAMPLES: dict[str, Callable[[Any], str]] = {
    "/invoices/[number]": lambda rows: f"/invoices/{rows(OF_TOMAS)[0].number}",
    "/staff/companies/[number]": lambda rows: f"/staff/companies/{rows(A_COMPANY)[0].number}",
    "/pay/[number]": lambda _rows: f"/pay/{a_draft()}",
    "/payments/[number]": lambda rows: f"/payments/{rows(A_PAYMENT)[0].number}",
    "/people/[person]": lambda rows: f"/people/{rows(PLACE_OF_TOMAS)[0].id}",
}
"""An address for each page whose route has a parameter."""

A_COMPANY = "SELECT number FROM account ORDER BY id LIMIT 1"
A_PAYMENT = (
    "SELECT number FROM payment WHERE account_id ="
    " (SELECT id FROM account WHERE name LIKE 'Acme%' ORDER BY id LIMIT 1) ORDER BY id LIMIT 1"
)
OF_TOMAS = """
SELECT number FROM invoice WHERE order_id IN (SELECT order_id FROM order_contact JOIN person ON person.id = person_id
WHERE email = 'tomas.vidal@acme.example') ORDER BY urgency, id LIMIT 1
"""

PLACE_OF_TOMAS = """
SELECT contact.id FROM contact JOIN person ON person.id = person_id WHERE email = 'tomas.vidal@acme.example'
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("email", PEOPLE)
def test_every_page_is_filled_or_says_who_can_open_it(portal: Portal, rows: Any, email: str, language: str):
    with portal.visit(email, language) as visit:
        for page in PAGES:
            visit.open(address_of(page, rows))
            if PEOPLE[email] & set(GRANTS[page.needs]):
                _is_filled(visit, page)
            else:
                _is_refused(visit, page)


def address_of(page: PortalPage, rows: Any) -> str:
    """The page's route, or its example."""
    return EXAMPLES[page.route](rows) if "[" in page.route else page.route


def _is_filled(visit: Visit, page: PortalPage) -> None:
    _is_framed(visit)
    with speaking(visit.language):
        expect(visit.page).to_have_title(f"{_(page.title)} · {get_settings().brand_name}")
    expect(visit.page.get_by_role("alert")).to_have_count(0)
    expect(visit.page.locator("main :is(table, ul, dl, .empty):visible").first).to_be_visible()


def _is_refused(visit: Visit, page: PortalPage) -> None:
    if page.route == "/overview":  # staff have another first page
        expect(visit.page).to_have_url(visit.url("/staff/outbox"))
        return
    _is_framed(visit)
    who = visit.page.locator(".company")
    expect(who).to_contain_text("")
    at_acme = "Acme" in who.inner_text()
    sentence = {"es": "No tiene permiso", "en": "You do not have the right"}[visit.language]
    expect(visit.page.get_by_role("alert")).to_contain_text(sentence)
    expect(visit.page.get_by_role("alert")).to_contain_text("Marta Soler" if at_acme else ".")


def _is_framed(visit: Visit) -> None:
    expect(visit.page.locator("html")).to_have_attribute("lang", visit.language)
    expect(visit.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(visit.page.get_by_role("navigation").first).to_be_visible()


@pytest.mark.parametrize(("viewport", "language"), [(PHONE, "es"), (ZOOMED, "es"), (ZOOMED, "en")])
def test_no_page_is_wider_than_the_screen(portal: Portal, rows: Any, viewport: Any, language: str):
    addresses = [address_of(page, rows) for page in PAGES if page.is_for_customers]
    with portal.visit("marta.soler@acme.example", language, viewport) as marta:
        for address in [*addresses, "/invoices?q=nothing-like-it", "/invoices/NO-SUCH"]:
            marta.open(address)
            assert not _too_wide(marta), address
    with portal.visit("", language, viewport) as visitor:
        for address in ("/sign-in", f"/../auth/link?token=x&language={language}"):
            visitor.page.goto(visitor.url(address))
            assert not _too_wide(visitor), address


def _too_wide(visit: Visit) -> list[str]:
    """What reaches beyond the right edge and can only be seen by scrolling the whole page, or not at all."""
    return visit.page.evaluate("""() => {
      const width = document.documentElement.clientWidth;
      const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
      const hidden = (e) => e.closest(".visually-hidden, .skip, [popover]:not(:popover-open), dialog:not([open])");
      const beyond = [...document.querySelectorAll("body *")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && box.right > width + 1 && !hidden(e) && !scrolls(e.parentElement);
      }).map((e) => e.outerHTML.slice(0, 120));
      return document.scrollingElement.scrollWidth > width ? ["the page scrolls", ...beyond] : beyond;
    }""")


def test_what_a_finger_touches_is_large_enough_on_a_phone(portal: Portal, rows: Any):
    with portal.visit("marta.soler@acme.example", "es", PHONE) as marta:
        for page in PAGES:
            if page.is_for_customers:
                marta.open(address_of(page, rows))
                assert not _too_small(marta), page.route
        for opener in ("account", "languages", "inbox", "rail"):
            marta.page.locator(f"[popovertarget={opener}]").click()
            assert not _too_small(marta), opener
            marta.page.keyboard.press("Escape")
        marta.open("/invoices").locator("[data-opens=mail-list]").click()
        marta.page.locator("#mail-list [value=weekly]").check()
        assert not _too_small(marta), "mail-list"


def _too_small(visit: Visit) -> list[str]:
    """Links in text and table cells need 24 px or room around them (WCAG 2.5.8); all else 44."""
    return visit.page.evaluate("""() => {
      const shown = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
        .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .skip"));
      return shown.filter((e) => {
        const target = e.closest("label") ?? e, box = target.getBoundingClientRect();
        if (!box.width || e.closest("td, dd, p, nav.crumbs, .timeline, .card-head, svg")) return false;
        return box.height < 43.5 || box.width < 24;
      }).map((e) => `${Math.round(e.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 120)}`);
    }""")
