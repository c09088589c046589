"""Inviting somebody, from the button to the last open tab."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

MARTA, ANA, TOMAS = (f"{name}@acme.example" for name in ("marta.soler", "ana.ruiz", "tomas.vidal"))
NORA = "nora.vega@acme.example"
LAST_MAIL = 'SELECT subject, text FROM outbox_mail WHERE "to" = :to ORDER BY id DESC LIMIT 1'


def invite(visit: Visit, email: str, name: str, role: str) -> None:
    visit.open("/people").locator("[data-opens=invite]").click()
    dialog = visit.page.locator("#invite")
    dialog.locator("[name=email]").fill(email)
    dialog.locator("[name=name]").fill(name)
    dialog.get_by_label(role, exact=True).check()
    dialog.get_by_role("button", name="Send invitation").click()
    expect(dialog).to_be_hidden()


def link_in_last_mail(rows: Any, to: str) -> str:
    return re.search(r"/auth/invitation\?\S+", rows(LAST_MAIL, to=to)[0].text).group()  # type: ignore[union-attr]


def test_from_an_invitation_to_the_last_open_tab(portal: Portal, rows: Any):
    with portal.visit(MARTA) as marta:
        invite(marta, NORA, "Nora Vega", "Technical / sales")
        expect(marta.page.locator("main")).to_contain_text("Open invitations")
        with portal.visit("", "es") as nora:
            nora.page.goto(portal.address + link_in_last_mail(rows, NORA))
            nora.page.get_by_role("button", name="Aceptar la invitación").click()
            nora.is_filled()
            rail = nora.page.locator("#rail")
            expect(rail.get_by_role("link", name="Facturas", exact=True)).to_be_visible()
            expect(rail.get_by_role("link", name="Pagos")).to_have_count(0)
            nora.open("/people")
            expect(nora.page.locator(".records")).to_contain_text("Nora Vega")
            _is_suspended(marta)
            expect(nora.page).to_have_url(re.compile("/es/sign-in"))
            _forgive_a_late_socket(nora)
        with portal.visit("", "es") as again:
            again.page.goto(portal.address + link_in_last_mail_before(rows))
            again.page.get_by_role("button", name="Aceptar la invitación").click()
            expect(again.page.get_by_role("alert")).to_contain_text("ya se usó")
            again.forgive("422")
        _is_removed(marta)


def _forgive_a_late_socket(visit: Visit) -> None:
    """A browser that takes its time to leave tries its closed socket once more, and is refused."""
    visit.faults[:] = [fault for fault in visit.faults if "WebSocket" not in fault]


def link_in_last_mail_before(rows: Any) -> str:
    """The invitation's, though another mail has followed it."""
    mails = rows("SELECT text FROM outbox_mail WHERE kind = 'invitation' AND \"to\" = :to", to=NORA)
    return re.search(r"/auth/invitation\?\S+", mails[-1].text).group()  # type: ignore[union-attr]


def _is_suspended(marta: Visit) -> None:
    marta.open("/people").get_by_role("link", name="Nora Vega").click()
    expect(marta.page.get_by_role("heading", level=1)).to_have_text("Nora Vega")
    marta.page.locator("[data-opens=suspend-person]").click()
    marta.page.locator("#suspend-person").get_by_role("button", name="Suspend", exact=True).click()
    expect(marta.page.locator(".title .badge")).to_have_text("Suspended")


def _is_removed(marta: Visit) -> None:
    marta.page.locator("[data-opens=remove-person]").click()
    marta.page.locator("#remove-person").get_by_role("button", name="Remove", exact=True).click()
    expect(marta.page.locator(".title .badge")).to_have_text("Removed")
    expect(marta.page.locator("[data-opens=suspend-person]")).to_have_count(0)


def test_a_tab_of_somebody_whose_roles_change_loads_anew_where_it_was(portal: Portal, rows: Any):
    with portal.visit(MARTA) as marta, portal.visit(TOMAS) as tomas:
        tomas.open("/invoices?sort=number")
        rail = tomas.page.locator("#rail")
        expect(rail.get_by_role("link", name="Payments")).to_have_count(0)
        marta.open("/people").get_by_role("link", name="Tomás Vidal").click()
        expect(marta.page.get_by_role("heading", level=1)).to_have_text("Tomás Vidal")
        marta.page.get_by_label("Executive", exact=True).check()
        marta.page.get_by_role("button", name="Save roles").click()
        expect(rail.get_by_role("link", name="Payments")).to_be_visible()
        expect(tomas.page).to_have_url(tomas.url("/invoices?sort=number"))
        marta.page.get_by_label("Executive", exact=True).uncheck()
        marta.page.get_by_role("button", name="Save roles").click()
        expect(rail.get_by_role("link", name="Payments")).to_have_count(0)


def test_everybody_sees_only_the_buttons_they_may_use(portal: Portal, rows: Any):
    for email, may_review in ((ANA, False), (MARTA, True)):
        with portal.visit(email) as visit:
            visit.open("/people")
            expect(visit.page.locator("[data-opens=invite]")).to_be_visible()
            expect(visit.page.get_by_role("link", name="Access review")).to_have_count(int(may_review))
            visit.page.get_by_role("link", name="Elena Marín").click()
            expect(visit.page.get_by_role("heading", level=1)).to_have_text("Elena Marín")
            expect(visit.page.get_by_role("button", name="Save roles")).to_have_count(int(may_review))
            expect(visit.page.locator("[data-opens=remove-person]")).to_have_count(int(may_review))


def test_taking_from_oneself_is_asked_twice_and_the_last_administrator_stays(portal: Portal):
    with portal.visit(MARTA) as marta:
        marta.open("/people").get_by_role("link", name="Marta Soler").click()
        expect(marta.page.get_by_role("heading", level=1)).to_have_text("Marta Soler")
        marta.page.get_by_label("Administrator", exact=True).uncheck()
        marta.page.get_by_role("button", name="Save roles").click()
        expect(marta.page.locator(".flash")).to_contain_text("always keeps an active administrator")


def test_a_review_from_its_start_to_its_record(portal: Portal, rows: Any):
    with portal.visit(MARTA) as marta:
        marta.open("/people/review").get_by_role("button", name="Start the review").click()
        marta.page.get_by_role("button", name=re.compile("Keep all.*Ana Ruiz")).click()
        expect(marta.page.locator(".review")).to_contain_text("Kept · Marta Soler")
        assert not marta.violations()
        marta.page.locator("[data-opens=close-review]").click()
        marta.page.locator("#close-review").get_by_role("button", name="Sign off").click()
        expect(marta.page.locator("main")).to_contain_text("Signed off by Marta Soler")
        with marta.page.expect_download() as download:
            marta.page.get_by_role("link", name="XLSX").click()
        assert download.value.suggested_filename.startswith("access review-")


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_nothing_is_in_anybodys_way(portal: Portal, rows: Any, viewport: Any, scheme: str):
    place = rows(
        "SELECT contact.id FROM contact JOIN person ON person.id = person_id WHERE email = :email", email=ANA
    )
    with portal.visit(MARTA, "es", viewport, scheme=scheme) as marta:
        for path in ("/people", f"/people/{place[0].id}", "/people/access-map", "/people/review"):
            marta.open(path)
            assert not marta.violations(), path
        marta.open("/people").locator("[data-opens=invite]").click()
        assert not marta.violations()
        marta.page.goto(f"{portal.address}/auth/invitation?token=x&language=es")
        assert not marta.violations()
