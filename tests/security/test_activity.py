"""What the trail gets to know from outside, and staff who look at a company: at the doors and at the socket."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from occ_app import db as database
from occ_app.models import Account, ActivityKind, SignInSession
from occ_app.models.base import now
from occ_app.state.guard import FROM_PAGES
from occ_app.testing.trail import trail
from tests.security.conftest import ACME, ANA, GLOBEX, MARTA, STAFF, TOMAS
from tests.security.test_handlers import all_said, every_handler, payloads

WHY = "Ticket 4711: wrong amount"
HTML = {"accept": "text/html"}
UNTOUCHED = (
    "person",
    "contact",
    "access_right",
    "saved_view",
    "column_choice",
    "inbox_entry",
    "export",
    "mailing_schedule",
    "outbox_mail",
    "mail_suppression",
)


def entries(**wanted):
    with database.transaction(reads_only=True) as db:
        return trail(db, **wanted)


def acme():
    with database.transaction(reads_only=True) as db:
        return db.exec(select(Account).where(Account.name == "Acme Iberia")).one()


def stored(table):
    with database.transaction(reads_only=True) as db:
        return [tuple(row) for row in db.execute(text(f'SELECT * FROM "{table}" ORDER BY id'))]


def start(portal, session):
    form = {"company": acme().number, "reason": WHY, "minutes": "15"}
    with portal.browser(session, origin=portal.server.url) as browser:
        return browser.post("/staff/view", data=form)


@pytest.fixture
def viewer(portal):
    """The session of staff who look at Acme."""
    session = portal.session(STAFF)
    assert start(portal, session).headers["location"] == "/en/overview"
    return session


def test_a_document_that_is_opened_is_noted_once_though_it_is_painted_first(portal):
    session = portal.session(MARTA)
    with portal.browser(session) as browser:
        assert ACME in browser.get(f"/en/invoices/{ACME}", headers=HTML).text
    with portal.page(session, page=f"/en/invoices/{ACME}") as page:
        page.until(lambda: False, seconds=0.5)
    noted = entries(kind=ActivityKind.DOCUMENT_VIEWED, who=MARTA)
    assert [(entry.subject, entry.account_id) for entry in noted] == [(ACME, acme().pk)]


def test_a_guessed_number_is_noted_and_says_nothing(portal):
    session = portal.session(TOMAS)
    with portal.browser(session) as browser:
        assert browser.get(f"/documents/invoices/{GLOBEX}.pdf").status_code == 404
    with portal.page(session, page=f"/en/invoices/{GLOBEX}") as page:
        page.until(lambda: False, seconds=0.5)
    subjects = {entry.subject for entry in entries(kind=ActivityKind.ACT_REFUSED, who=TOMAS)}
    assert {f"/documents/invoices/{GLOBEX}.pdf", GLOBEX} <= subjects
    assert {entry.account_id for entry in entries(who=TOMAS)} == {acme().pk}


def test_files_are_noted_with_who_took_them(portal):
    with portal.browser(portal.session(ANA)) as browser:
        for path in (f"invoices/{ACME}.pdf", "invoices.csv?q=ACME", "activity.csv"):
            assert browser.get(f"/documents/{path}").status_code == 200
    taken = [entry for entry in entries(who=ANA) if entry.kind.endswith(".downloaded")]
    assert [(entry.kind.value, entry.after) for entry in taken[-3:]] == [
        ("document.downloaded", {"format": "PDF"}),
        ("list.downloaded", {"filter": "q=ACME"}),
        ("list.downloaded", {}),
    ]


def test_a_form_of_another_site_is_noted_in_the_suppliers_own_trail(portal):
    with portal.browser(portal.session(ANA), origin="https://evil.example") as browser:
        assert browser.post("/auth/sign-out").status_code == 403
    [entry] = [one for one in entries(chain=0) if one.after == {"why": "other site"}][-1:]
    assert (entry.subject, entry.account_id) == ("/auth/sign-out", None)


def test_an_event_that_no_page_sends_is_noted(portal):
    with portal.page(portal.session(ANA)) as page:
        page.send("made_up.handler", x=1)
        page.until(lambda: False, seconds=0.3)
    assert "made_up.handler" in {entry.subject for entry in entries(who=ANA)}


def test_line_breaks_in_what_a_browser_says_stay_out(portal):
    with portal.browser(portal.session(ANA)) as browser:
        browser.get("/documents/invoices/NO%0d%0aSet-Cookie:%20x.pdf")
        browser.get("/documents/files/%00%0aX")
    assert all(c.isprintable() for entry in entries(who=ANA) for c in entry.subject)


def test_wrong_codes_and_unknown_addresses_are_noted_where_they_belong(portal):
    with portal.browser(origin=portal.server.url) as browser:
        browser.post("/auth/verify", data={"email": ANA, "code": "00000000"})
        browser.post("/auth/code", data={"email": "nobody@else.example"})
        browser.post("/auth/code", data={"email": ANA})
    refused = [
        (entry.subject, entry.after["why"], entry.account_id)
        for entry in entries(kind=ActivityKind.SIGN_IN_REFUSED)
    ]
    assert refused[-2:] == [(ANA, "wrong code", acme().pk), ("nobody@else.example", "unknown address", None)]


def test_a_viewer_sees_what_the_company_sees_and_it_can_read_so(portal, viewer):
    with portal.browser(viewer) as browser:
        assert "You are viewing Acme Iberia" in browser.get("/en/invoices", headers=HTML).text
        assert browser.get(f"/documents/invoices/{ACME}.pdf").status_code == 200
        assert browser.get(f"/documents/invoices/{GLOBEX}.pdf").status_code == 404
    with portal.page(viewer, page=f"/en/invoices/{ACME}") as page:
        page.until(lambda: False, seconds=0.4)
        assert page.of("frame_state")["viewing"].startswith("You are viewing Acme Iberia")
    said = [(entry.kind, entry.on_behalf) for entry in entries(who=STAFF, account_id=acme().pk)]
    for kind in (ActivityKind.DOCUMENT_DOWNLOADED, ActivityKind.DOCUMENT_VIEWED):
        assert (kind, "Acme Iberia") in said
    begun = entries(kind=ActivityKind.VIEWING_STARTED)[-1]
    assert begun.after["reason"] == WHY


def test_a_viewer_changes_nothing_whatever_handler_is_called(portal, viewer):
    before = {table: stored(table) for table in UNTOUCHED}
    with portal.page(viewer, page=f"/en/invoices/{ACME}") as page:
        for name in every_handler():
            for payload in payloads(name):
                if name not in FROM_PAGES:
                    page.send(name, **payload)
            page.until(lambda: False, seconds=0.02)
        page.until(lambda: False, seconds=0.5)
        assert page.close_code is None
        assert not [word for word in ("666.66", "555.55", "Globex Kuwait") if word in all_said(page)]
    assert {table: stored(table) for table in UNTOUCHED} == before
    assert portal.is_well()


def test_a_viewer_is_refused_at_every_door_that_changes_something(portal, viewer):
    with portal.browser(viewer, origin=portal.server.url) as browser:
        doors = {
            "/preferences/language": {"language": "es"},
            "/preferences/color-mode": {"mode": "dark"},
            "/preferences/company": {"account": "1"},
            "/staff/view": {"company": acme().number, "reason": WHY, "minutes": "15"},
        }
        answers = {door: browser.post(door, data=form).status_code for door, form in doors.items()}
    assert set(answers.values()) <= {403, 404}, answers


def test_when_the_time_is_over_the_socket_ends_and_the_session_is_staff_again(portal, viewer):
    with portal.page(viewer, page="/en/invoices") as page:
        with database.transaction() as db:
            session = db.exec(select(SignInSession).where(SignInSession.ref == portal.ref(viewer))).one()
            session.viewing_until = now() - timedelta(seconds=1)
            db.add(session)
        assert page.until(lambda: page.close_code is not None, seconds=8)
        assert page.close_code == 4401
    with portal.browser(viewer) as browser:
        assert "You are viewing" not in browser.get("/en/staff/companies", headers=HTML).text
        assert browser.get(f"/documents/invoices/{ACME}.pdf").status_code == 403
        named = browser.get(f"/documents/invoices/{ACME}.pdf?company={acme().pk}", headers={"accept": "*/*"})
        assert named.status_code == 401


def test_the_stop_button_ends_it_in_every_tab(portal, viewer):
    with portal.page(viewer, page="/en/invoices") as page:
        with portal.browser(viewer, origin=portal.server.url) as browser:
            stopped = browser.post("/staff/stop-viewing", data={"language": "xx"})
            assert stopped.headers["location"] == "/en/staff/companies"
        assert page.until(lambda: page.close_code is not None, seconds=8)
    assert entries(kind=ActivityKind.VIEWING_STOPPED)[-1].on_behalf == "Acme Iberia"


def test_customers_cannot_view_and_no_site_can_make_staff_do_it(portal):
    with portal.browser(portal.session(MARTA), origin=portal.server.url) as browser:
        form = {"company": acme().number, "reason": WHY, "minutes": "15"}
        assert browser.post("/staff/view", data=form).status_code == 403
    with portal.browser(portal.session(STAFF), origin="https://evil.example") as browser:
        assert browser.post("/staff/view", data=form).status_code == 403
        assert browser.get("/staff/view").status_code in (404, 405)
