"""Sessions taken, stolen, ended, and the sockets that hang on them."""

import json
import time
from datetime import timedelta

import pytest
from sqlmodel import col, delete, select, update
from websockets.exceptions import InvalidStatus

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.live import MOST_SOCKETS, SESSION_ENDED
from occ_app.models import AccessRight, Person, SignInSession
from occ_app.models.base import now
from occ_app.testing.factories import Make
from occ_app.testing.socket_client import HYDRATE, QUIET_SECONDS, sign_in
from tests.security.conftest import ACME, ANA, ELENA, GLOBEX, JOHN, MARTA


def refused(portal, session="", **options):
    """Whether the handshake of a socket is answered with 403."""
    with pytest.raises(InvalidStatus) as answer, portal.socket(session, **options):
        pass
    return answer.value.response.status_code == 403


def change(portal, session, **values):
    """As another process would: straight in the database."""
    with database.transaction() as db:
        db.exec(update(SignInSession).where(SignInSession.ref == portal.ref(session)).values(**values))


def closes(page):
    """Whether the page is told to leave and its socket closed."""
    deadline = time.monotonic() + QUIET_SECONDS
    while page.close_code is None and time.monotonic() < deadline:
        page.hear(deadline - time.monotonic())
    left = [event["payload"]["path"] for event in page.events if event["name"] == "_redirect"]
    return page.close_code == SESSION_ENDED and left == ["/en/signed-out"]


def test_no_socket_without_a_session(portal):
    assert refused(portal)
    assert refused(portal, "made-up")
    assert refused(portal, portal.ref(portal.session(ANA)))
    assert refused(portal, authorization=f"{portal.ref(portal.session(ANA))}.1")


def test_no_socket_for_pages_of_other_origins(portal):
    session = portal.session(ANA)
    for origin in (
        "http://evil.example",
        "null",
        "",
        f"{portal.server.url}.evil.example",
        "https://localhost",
    ):
        assert refused(portal, session, origin=origin)


def test_a_socket_for_our_own_pages_and_for_programs_without_an_origin(portal):
    session = portal.session(ANA)
    for headers in ({"origin": portal.server.url}, {}):
        with portal.page(session, **headers) as page:
            assert page.of("frame_state")["name"] == "Ana Ruiz"


def test_what_a_client_writes_into_authorization_is_dropped(portal):
    reference = f"{portal.ref(portal.session(JOHN))}.2"
    with portal.page(
        portal.session(ANA), authorization=reference, x_forwarded_access_token=reference
    ) as page:
        assert page.of("frame_state")["company"] == "Acme Iberia"


@pytest.mark.parametrize("victim_is_there", [True, False])
def test_the_tab_token_of_somebody_else_opens_a_blank_state(portal, victim_is_there):
    ana, john = portal.session(ANA), portal.session(JOHN)
    with portal.page(ana, "/en/invoices", token="known-to-all") as page:
        assert ACME in json.dumps(page.state)
        if victim_is_there:
            assert_blank(portal, john)
    assert_blank(portal, john)
    assert_blank(portal, portal.session(ANA))
    with portal.socket(ana, token="known-to-all") as again:
        again.join(load=False)
        again.send(HYDRATE)
        assert again.until(lambda: again.of("frame_state").get("company"))


def assert_blank(portal, session):
    with portal.socket(session, token="known-to-all", page="/en/nowhere") as thief:
        thief.join()
        assert not thief.of("invoices_state")["rows"]
        assert ACME not in json.dumps(thief.state)


@pytest.mark.parametrize("token", ["", "x" * 4_000, "a&token=b", "%00%ff", "☃"])
def test_odd_tab_tokens_do_no_harm(portal, token):
    with portal.page(portal.session(ANA), token=token) as page:
        assert page.of("frame_state")["name"] == "Ana Ruiz"


def test_the_cookie_is_not_in_what_the_browser_is_sent(portal):
    session = portal.session(ANA)
    with portal.page(session) as page:
        said = json.dumps(page.state)
    assert session not in said
    assert "authorization" not in said
    assert portal.ref(session) not in said


def test_signing_out_closes_every_tab_and_the_stolen_cookie_is_worthless(portal):
    session = portal.session(ANA)
    with portal.page(session) as one, portal.page(session) as two:
        answer = portal.browser(session).post("/auth/sign-out")
        assert "occ_session=" in answer.headers["set-cookie"]
        assert closes(one)
        assert closes(two)
    assert refused(portal, session)
    assert portal.browser(session).get("/en/invoices").status_code == 303
    assert portal.browser(session).get(f"/documents/invoices/{ACME}.pdf").status_code == 401


@pytest.mark.parametrize(
    "ended",
    [
        {"ended_at": now()},
        {"expires_at": now() - timedelta(seconds=1)},
        {"last_seen_at": now() - timedelta(minutes=61)},
    ],
    ids=["ended", "older than a session may get", "idle for too long"],
)
def test_a_session_that_another_process_ended_closes_its_sockets(portal, ended):
    session = portal.session(ELENA)
    with portal.page(session) as page, portal.page(portal.session(ELENA)) as other:
        change(portal, session, **ended)
        assert closes(page)
        other.send(HYDRATE)
        assert other.hear() is not None
    assert refused(portal, session)


def test_a_deleted_session_closes_its_sockets(portal):
    session = portal.session(ELENA)
    with portal.page(session) as page:
        with database.transaction() as db:
            db.exec(delete(SignInSession).where(col(SignInSession.ref) == portal.ref(session)))
        assert closes(page)


def test_no_handler_runs_between_the_end_and_the_close(portal):
    session = portal.session(ANA)
    with portal.page(session) as page:
        change(portal, session, ended_at=now())
        before = json.dumps(page.state)
        page.send(HYDRATE)
        page.until(lambda: page.events)
        assert page.events[0]["payload"]["path"] == "/en/signed-out"
        assert json.dumps(page.state) == before


def test_signing_in_takes_over_no_session_that_was_there_before(portal):
    planted = portal.session(JOHN)
    answer = portal.browser(planted).post("/auth/demo", data={"email": ANA})
    fresh = answer.cookies["occ_session"]
    assert fresh != planted
    assert (
        portal.browser("attackers-choice").post("/auth/demo", data={"email": ANA}).cookies["occ_session"]
        != "attackers-choice"
    )
    with portal.page(fresh) as page:
        assert page.of("frame_state")["name"] == "Ana Ruiz"


def test_a_session_has_a_bounded_number_of_sockets(portal):
    session = portal.session(MARTA)
    opened = [portal.socket(session) for _ in range(MOST_SOCKETS)]
    try:
        for one in opened:
            one.__enter__()
        assert refused(portal, session)
        assert portal.is_well()
        opened.pop().__exit__(None, None, None)
        deadline = time.monotonic() + QUIET_SECONDS
        while portal.server.said() and time.monotonic() < deadline:
            try:
                with portal.page(session):
                    break
            except InvalidStatus:
                time.sleep(0.05)
        else:
            raise AssertionError("a closed socket still counts")
    finally:
        for one in opened:
            one.__exit__(None, None, None)


def test_a_right_that_was_taken_away_is_gone_at_the_next_event(portal):
    with database.transaction() as db:
        person = db.exec(select(Person).where(Person.email == ELENA)).one()
    with portal.page(portal.session(ELENA), "/en/invoices") as page:
        with database.transaction() as db:
            Make(db).end_rights(person)
        before = json.dumps(page.state)
        page.send(HYDRATE)
        page.until(lambda: page.events)
        with database.transaction() as db:
            db.exec(update(AccessRight).where(col(AccessRight.person_id) == person.pk).values(ended_at=None))
        assert page.events[0]["payload"]["path"] == "/en/signed-out"
        assert json.dumps(page.state) == before


def test_the_door_of_a_demo_lets_nobody_in_whom_no_order_names(portal):
    assert sign_in(portal.server.url, "nobody@acme.example") == ""
    assert GLOBEX not in portal.browser().get("/en/sign-in").text
    assert sessions.digest("x") != "x"
