"""axe finds nothing on any page, in either colour scheme, on a phone or a laptop; motion can be turned off."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.models import Account, Person
from occ_app.services import exports
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit
from occ_app.worker import make_files

pytestmark = pytest.mark.browser

ANA, STAFF = "ana.ruiz@acme.example", "staff@meridian.example"
COLOURS = "color-contrast", "link-in-text-block"
"""The rules that another colour scheme could break; all others have been asked already."""


def _with_code(page: Page) -> None:
    page.locator("#email").fill(ANA)
    page.get_by_role("button", name="Enviarme un código").click()
    expect(page.locator("#code")).to_be_visible()


def _wrong_code(page: Page) -> None:
    _with_code(page)
    page.locator("#code").fill("00000000")
    page.get_by_role("button", name="Iniciar sesión").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _opened(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.click()


def _inbox(page: Page) -> None:
    """With a file that is ready, and one that waits."""
    for kind in ("csv", "zip"):
        make_files(Event())
        with database.transaction() as opened:
            person = opened.exec(select(Person).where(Person.email == ANA)).one()
            named = select(Account).where(Account.name.startswith("Acme"))
            account = opened.exec(named.order_by(Account.id)).first()
            exports.request(opened, sessions.absent(opened, person, account.pk), "q=0001", kind)
    page.locator(".bell").click()
    expect(page.locator("#inbox").get_by_role("progressbar")).to_be_visible()


def _filters(page: Page) -> None:
    page.get_by_role("button", name="Filtros").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _mailing(page: Page) -> None:
    page.get_by_role("button", name="Enviar por correo").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Cada semana").check()
    dialog.get_by_label("XLSX").uncheck()
    dialog.get_by_role("button", name="Enviar", exact=True).click()
    expect(dialog.get_by_role("alert")).to_be_visible()


def _planned(page: Page) -> None:
    _mailing(page)
    page.get_by_role("dialog").get_by_label("XLSX").check()
    page.get_by_role("dialog").get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.goto(page.url.replace("/invoices", "/mailings"))
    expect(page.locator(".mailings").first).to_be_visible()


def _stopping(page: Page) -> None:
    _planned(page)
    page.get_by_role("button", name="Detener").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _found(text: str, shown: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.keyboard.press("Control+k")
        page.keyboard.type(text)
        expect(page.locator(shown)).to_be_visible()

    return act


BEFORE_THE_DOOR: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "sign-in": ("/es/sign-in", None),
    "code": ("/es/sign-in", _with_code),
    "wrong code": ("/es/sign-in", _wrong_code),
    "link": ("/auth/link?token=x&language=es", None),
    "signed out": ("/es/sign-in?reason=ended", None),
}
INSIDE: dict[str, tuple[str, str, Callable[[Page], None] | None]] = {
    "overview": (ANA, "/overview", _opened("details summary")),
    "list": (ANA, "/invoices?type=support,usage&sort=-total", None),
    "empty list": (ANA, "/invoices?q=nothing-like-it", None),
    "filters": (ANA, "/invoices", _filters),
    "search": (ANA, "/overview", _found("", "#find .find-hint")),
    "search found": (ANA, "/overview", _found("po-2026", "#found .find-heading >> nth=2")),
    "search found nothing": (ANA, "/overview", _found("zzzz", "#find .find-hint strong")),
    "account menu": (ANA, "/invoices?status=past_due", _opened(".avatar")),
    "inbox": (ANA, "/overview", _inbox),
    "companies": ("john.baker@globex.example", "/overview", _opened("button.company")),
    "mailing": (ANA, "/invoices", _mailing),
    "nothing planned": ("john.baker@globex.example", "/mailings", None),
    "planned": ("elena.marin@acme.example", "/invoices", _planned),
    "stopping": ("elena.marin@acme.example", "/invoices", _stopping),
    "document": (ANA, "/invoices/{disputed}", None),
    "credit note": ("john.baker@globex.example", "/invoices/{credit}", None),
    "no document": (ANA, "/invoices/NO-SUCH", None),
    "refused": (ANA, "/staff/outbox", None),
    "activity": ("marta.soler@acme.example", "/activity", None),
    "roles": (ANA, "/help/roles", None),
    "all companies": (STAFF, "/staff/companies", None),
    "a company": (STAFF, "/staff/companies/{company}", None),
    "outbox": (STAFF, "/staff/outbox", _opened(".letters summary")),
}


@pytest.mark.parametrize("name", BEFORE_THE_DOOR)
def test_axe_finds_nothing_before_the_door(portal: Portal, name: str):
    path, act = BEFORE_THE_DOOR[name]
    with portal.visit("", "es", reduced_motion="reduce") as visitor:
        visitor.page.goto(f"{portal.address}{path}")
        if act:
            act(visitor.page)
        assert _in_every_way(visitor) == []
        visitor.faults.clear()  # other tests mind them


@pytest.mark.parametrize("name", INSIDE)
def test_axe_finds_nothing_inside(portal: Portal, rows: Any, name: str):
    email, path, act = INSIDE[name]
    if name == "outbox":
        test_axe_finds_nothing_before_the_door(portal, "code")  # so that there is a letter
    numbers = {
        "company": rows("SELECT number FROM account ORDER BY id LIMIT 1"),
        "disputed": rows(
            "SELECT number FROM invoice WHERE disputed_minor > 0 AND number IN (SELECT invoice.number FROM invoice JOIN account ON account.id = account_id WHERE account.name LIKE 'Acme%') ORDER BY urgency LIMIT 1"
        ),
        "credit": rows(
            "SELECT invoice.number FROM invoice JOIN account ON account.id = account_id WHERE account.name LIKE 'Globex Ind%' AND document = 'credit_note' ORDER BY urgency LIMIT 1"
        ),
    }
    with portal.visit(email, "es", reduced_motion="reduce") as visit:
        page = visit.open(path.format(**{key: found[0].number for key, found in numbers.items()}))
        if act:
            act(page)
        assert _in_every_way(visit) == []


def test_axe_finds_nothing_where_there_is_no_page(portal: Portal):
    with portal.visit(ANA, "en", reduced_motion="reduce") as ana:
        ana.page.goto(ana.url("/no-such-page"))
        expect(ana.page.get_by_role("heading", level=1)).to_be_visible()
        assert _in_every_way(ana) == []
        ana.forgive("404")


def _in_every_way(visit: Visit) -> list[str]:
    """Everything on both screens in light; what depends on colour again in dark. Without motion, so that no
    colour is met halfway.
    """
    found = []
    for viewport in (LAPTOP, PHONE):
        visit.page.set_viewport_size(viewport)
        visit.page.emulate_media(color_scheme="light")
        found += visit.violations()
        visit.page.emulate_media(color_scheme="dark")
        found += visit.violations(*COLOURS)
    return found


def test_who_wants_no_motion_gets_none(portal: Portal):
    with portal.visit(ANA, "es", reduced_motion="reduce") as ana:
        page = ana.open("/invoices")
        moving = page.evaluate("""() => [...document.querySelectorAll("body *")].filter((e) => {
          const style = getComputedStyle(e);
          return style.animationName !== "none" || style.transitionDuration.split(", ").some((t) => parseFloat(t));
        }).map((e) => e.outerHTML.slice(0, 100))""")
        assert moving == []
