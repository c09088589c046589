"""A delegate at every page, handler, file and address: what was handed over, and nothing else."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app import pages
from occ_app.access import sessions
from occ_app.models import (
    Account,
    Contact,
    ContactState,
    DelegatedInvoice,
    Delegation,
    Invoice,
    Payment,
    Person,
    SignInMethod,
)
from occ_app.models.base import now
from occ_app.navigation import PUBLIC, discover
from occ_app.services import delegations, paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY, Make
from tests.security.conftest import ACME, ACME_OTHER_ORDER, ANA, ELENA, GLOBEX, JOHN, KUWAIT, NUMBERS
from tests.security.test_handlers import PLACES, all_said, every_handler, payloads

FOREIGN = (
    GLOBEX,
    KUWAIT,
    ACME_OTHER_ORDER,
    "777.77",
    "666.66",
    "555.55",
    "Globex",
    "Marta",
    "Tomás",
    "Elena",
)
OPEN = ("/invoices", "/invoices/[number]", "/pay/[number]", "/payments/[number]", "/help/roles")
FILES = (f"/documents/invoices/{ACME}.pdf", f"/documents/invoices/{ACME}.xml")


@pytest.fixture
def made(portal):
    """ACME-0001, handed by Ana to John, who has rights in Globex: the delegation's id."""
    with database.transaction() as db:
        people = {email: db.exec(select(Person).where(Person.email == email)).one() for email in (ANA, JOHN)}
        invoice = db.exec(select(Invoice).where(Invoice.number == ACME)).one()
        row = Delegation(
            account_id=invoice.account_id,
            person_id=people[JOHN].pk,
            made_by=people[ANA].pk,
            token_hash=f"{now().timestamp()}",
            ends_on=TODAY + timedelta(days=5),
            ends_at=now() + timedelta(days=5),
        )
        db.add(row)
        db.flush()
        held = {"account_id": invoice.account_id, "delegation_id": row.pk, "invoice_id": invoice.pk}
        db.add(DelegatedInvoice(**held))
        return row.pk


@pytest.fixture
def session(portal, made):
    """The token of the delegate's session."""
    with database.transaction() as db:
        row = db.get(Delegation, made)
        bounds = {"delegation_id": made, "only_account_id": row.account_id, "method": SignInMethod.DELEGATION}
        person = db.get(Person, row.person_id)
        portal.tokens.append(sessions.begin(db, person, user_agent="test", address="192.0.2.1", **bounds))
    return portal.tokens[-1]


def test_the_delegate_sees_the_invoice_and_who_shared_it(portal, session):
    with portal.page(session, f"/en/invoices/{ACME}") as page:
        assert page.of("invoice_state")["head"]
        assert page.of("frame_state")["shared"].startswith(
            "Ana Ruiz of Acme Iberia shared 1 document with you"
        )
        assert list(page.of("frame_state")["doors"]) == ["/invoices"]
        assert page.of("invoice_state")["links"] == []
        assert page.of("invoice_state")["siblings"] == []
    for file in FILES:
        answers = [portal.browser(one).get(file).status_code for one in (session, portal.session(ANA))]
        assert answers[0] == answers[1] != 404


def test_no_page_shows_a_delegate_anything_else(portal, session):
    for page in discover(pages):
        if page.needs is PUBLIC:
            continue
        for number in (ACME_OTHER_ORDER, GLOBEX, ACME):
            place = f"/en{page.route.replace('[number]', number)}"
            with portal.page(session, place) as opened:
                said = all_said(opened).replace(place, "")
                assert not [word for word in FOREIGN if word in said.replace(f'"{number}"', "")], place
                if page.route not in OPEN:
                    assert (
                        opened.of("frame_state")["forbidden"]
                        == "You do not have the right to open this page."
                    )
                    assert not opened.of("frame_state")["can_ask"]


def test_no_handler_gives_a_delegate_anything_else_or_breaks(portal, session, made):
    with portal.page(session, page=PLACES[0]) as page:
        for name in every_handler():
            for payload in payloads(name):
                page.send(name, **payload)
            page.until(lambda: False, seconds=0.02)
        page.until(lambda: False, seconds=0.3)
        assert page.close_code is None
        said = all_said(page).replace(f'"{GLOBEX}"', "")
        assert not [word for word in FOREIGN[2:] if word in said]
    with database.transaction(reads_only=True) as db:
        assert (
            len(
                list(
                    db.exec(select(Delegation).where(Delegation.made_by != db.get(Delegation, made).made_by))
                )
            )
            == 0
        )
    assert portal.is_well()


def test_no_file_gives_a_delegate_anything_else(portal, session):
    browser = portal.browser(session)
    for number in (ACME_OTHER_ORDER, GLOBEX, KUWAIT, "NONE"):
        for ending in ("pdf", "xml"):
            assert browser.get(f"/documents/invoices/{number}.{ending}").status_code == 404
        assert (
            browser.get("/documents/invoices.csv", params={"numbers": f"{ACME},{number}"}).status_code == 404
        )
        assert browser.get("/documents/invoices.zip", params={"numbers": number}).status_code == 404
    for company in ("1", "2", "3", "999", "x"):
        listed = browser.get("/documents/invoices.csv", params={"company": company}).text
        assert ACME in listed
        assert not [word for word in FOREIGN if word in listed]
    assert browser.get("/documents/payments.csv").status_code == 403
    with database.transaction(reads_only=True) as db:
        paid = list(db.exec(select(Payment.number).limit(9)))
    for number in (*paid, "NONE"):
        for paper in (f"receipts/{number}.pdf", f"remittances/{number}.pdf", f"remittances/{number}.csv"):
            assert browser.get(f"/documents/{paper}").status_code == 404


def test_a_delegate_cannot_switch_into_a_company_of_their_own(portal, session):
    browser = portal.browser(session, origin=portal.server.url)
    for account in range(1, 6):
        assert browser.post("/preferences/company", data={"account": str(account)}).status_code == 404
    with portal.page(session, "/en/invoices") as page:
        assert page.of("frame_state")["company"] == "Acme Iberia"


def test_taking_back_closes_open_tabs_and_files(portal, session, made):
    with portal.page(session, "/en/invoices") as page:
        assert ACME in json.dumps(page.state)
        ana = portal.ref(portal.session(ANA))
        with database.transaction() as db:
            delegations.revoke(db, sessions.resume(db, ana), made)
        assert page.until(lambda: page.events)
        assert page.events[0]["payload"]["path"] == "/en/signed-out"
    assert portal.browser(session).get(FILES[0]).status_code == 401


def test_it_stops_with_the_right_of_whoever_made_it(portal, session):
    with portal.page(session, "/en/invoices") as page:
        with database.transaction() as db:
            person = db.exec(select(Person).where(Person.email == ANA)).one()
            contact = db.exec(select(Contact).where(Contact.person_id == person.pk)).one()
            contact.state = ContactState.SUSPENDED
        try:
            assert page.until(lambda: page.events)
            assert portal.browser(session).get(FILES[0]).status_code == 401
        finally:
            with database.transaction() as db:
                db.get(Contact, contact.pk).state = ContactState.ACTIVE


def test_others_cannot_take_back_or_answer_what_is_not_theirs(portal, made):
    for email in (JOHN, ELENA):
        session = portal.session(email)
        with portal.page(session, "/en/delegations") as page:
            shown = json.dumps(page.of("delegations_state")["live"])
            assert (JOHN in shown) == (email == ELENA)
            page.send(
                next(name for name in every_handler() if name.endswith("delegations_state.send_again")),
                shared=str(made),
            )
            page.send(
                next(name for name in every_handler() if name.endswith("access_requests_state.approve")),
                request="1",
            )
            page.until(lambda: False, seconds=0.2)
    with database.transaction(reads_only=True) as db:
        assert db.get(Delegation, made).revoked_at is None


def test_a_delegate_pays_what_was_handed_over_with_no_credit_of_the_company(portal, session, made):
    ana = portal.session(ANA)
    with database.transaction() as db:
        acme = db.exec(select(Account).where(Account.name == "Acme Iberia")).one()
        Make(db, NUMBERS).credit_note(acme, -2_000, number="ACME-CN")
        delegate = sessions.resume(db, sessions.find(db, session))
        (number,) = paying.begin(db, delegate, Choice(numbers=(ACME, ACME_OTHER_ORDER, GLOBEX)))
        (companys,) = paying.begin(db, sessions.resume(db, sessions.find(db, ana)), Choice(numbers=(ACME,)))
    with portal.page(session, f"/en/pay/{number}") as page:
        sheet = page.of("pay_state")
        assert [item[0] for item in sheet["items"]] == [ACME]
        assert (sheet["credits"], sheet["can_plan"], sheet["hint"]) == ([], False, "")
        assert [method[0] for method in sheet["methods"]] == ["transfer"]
    for address, who in ((companys, session), (number, ana)):
        with portal.page(who, f"/en/pay/{address}") as page:
            assert page.of("pay_state")["missing"] is True
            assert not page.of("pay_state").get("items")
    with portal.page(session, f"/en/invoices/{ACME}") as page:
        assert page.of("invoice_state")["pay"] == [[f"numbers={ACME}"]]
