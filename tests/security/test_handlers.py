"""Every handler of every state, called over the wire by everybody, with what no page would send."""

import json
import re

import pytest
from reflex_base.registry import RegistrationContext

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.permissions import Permission
from occ_app.models import PaymentMethod, PaymentState
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.services.paying.editing import Entry
from occ_app.state.guard import FROM_PAGES, needed
from occ_app.testing.socket_client import ROOT_STATE
from tests.security.conftest import (
    ACME,
    ACME_OTHER_ORDER,
    ANA,
    EVERYBODY,
    GLOBEX,
    JOHN,
    KUWAIT,
    MARTA,
    STAFF,
    TOMAS,
)

HOSTILE = [
    None,
    True,
    -1,
    10**9,
    10**25,
    1.5,
    "",
    GLOBEX,
    "../../etc/passwd",
    "' OR 1=1 --",
    "%' UNION SELECT token_hash FROM sign_in_session --",
    "x" * 20_000,
    "<script>alert(1)</script>",
    "\u202e\u0007 emoji 🦊",
    [],
    [GLOBEX] * 50,
    {"a": 1},
    {
        "q": GLOBEX,
        "type_": "on",
        "state_x": "on",
        "order": {"$ne": 1},
        "currency": [],
        "issued_from": "0000-99-99",
    },
    {"__reflex_form_data__": "not entries"},
    {"__reflex_form_data__": [["q", GLOBEX], ["q"], 7]},
    {"__reflex_form_data__": [[7, GLOBEX], [[], {}]]},
    {"__reflex_form_data__": [[7, GLOBEX], ["q", {"a": [GLOBEX]}]]},
    {"__proto__": {"roles": ["system"]}},
]
"""Values as JSON can carry them; NaN, lone surrogates and NUL are messages no page can write (`test_frames`)."""

PLACES = [
    f"/en/invoices/{GLOBEX}",
    "/es/invoices?after=AAAA&sort=-x&q=%27",
    "/en/../../x",
    "/xx/invoices?self=1&cls=2",
]


def every_handler():
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return sorted(RegistrationContext.get().event_handlers)


def arguments_of(name):
    handler = RegistrationContext.get().event_handlers[name].handler
    return list(handler.fn.__code__.co_varnames[1 : handler.fn.__code__.co_argcount])


def payloads(name):
    """Each hostile value for each argument, under names it has and names it has not."""
    names = arguments_of(name) or ["text"]
    yield {}
    yield {"self": 1, "state": GLOBEX, "payload": {}}
    for value in HOSTILE:
        yield dict.fromkeys(names, value)


def all_said(client):
    """Everything the client got to know, as one text; but for what it was refused itself, which its trail tells."""
    return re.sub(r"Was refused: [^\"]*", "", json.dumps([client.state, client.events]))


@pytest.mark.parametrize("email", EVERYBODY)
def test_no_handler_gives_anything_foreign_to_anybody_or_breaks(portal, email):
    foreign = (ACME, "777.77") if email in (JOHN, STAFF) else ("666.66", "555.55", "Globex")
    with portal.page(portal.session(email), page=PLACES[0]) as page:
        for name in every_handler():
            for payload in payloads(name):
                page.send(name, **payload)
            page.until(lambda: False, seconds=0.02)
        page.until(lambda: False, seconds=0.3)
        assert page.close_code is None
        assert not [word for word in foreign if word in all_said(page)]
    assert portal.is_well()


def test_each_page_answers_for_hostile_places(portal):
    loaders = [name for name in every_handler() if name.endswith((".load", "on_load_internal"))]
    for place in PLACES:
        with portal.page(portal.session(ANA)) as page:
            page.page = place
            for name in loaders:
                page.send(name)
            page.until(lambda: False, seconds=0.1)
            assert GLOBEX not in json.dumps(page.of("invoices_state"))
            assert not page.of("invoice_state").get("lines")
    assert portal.is_well()


def test_a_foreign_invoice_opened_by_its_address_is_said_to_be_missing(portal):
    with portal.page(portal.session(ANA), page=f"/en/invoices/{GLOBEX}") as page:
        assert page.of("invoice_state")["missing"] is True
        assert not page.of("invoice_state").get("head")
        assert "666.66" not in all_said(page)


def test_a_technical_contact_is_shown_the_invoices_of_own_orders_only(portal):
    session = portal.session(TOMAS)
    for place in ("/en/overview", "/en/invoices", f"/en/invoices/{ACME_OTHER_ORDER}", "/en/invoices?q=ACME"):
        with portal.page(session, page=place) as page:
            said = all_said(page).replace(place, "").replace(f'"number": "{ACME_OTHER_ORDER}"', "")
            assert ACME_OTHER_ORDER not in said.replace(f'"{ACME_OTHER_ORDER}"', "")
            assert "777.77" not in said


def test_nothing_of_the_framework_can_be_called_but_what_opens_a_page(portal):
    with portal.page(portal.session(ANA)) as page:
        before = json.dumps(page.state)
        for name in every_handler():
            if needed(name) is None and name not in FROM_PAGES:
                page.send(name, var_name="name", value="Mallory", vars={f"{ROOT_STATE}.x": 1})
        page.until(lambda: False, seconds=0.3)
        assert json.dumps(page.state) == before


def test_a_handler_does_not_run_for_somebody_without_its_permission(portal):
    protected = [name for name in every_handler() if needed(name) is Permission.INVOICES_READ]
    with portal.page(portal.session(STAFF), page="/en/invoices") as page:
        for name in protected:
            page.send(name, **dict.fromkeys(arguments_of(name), {} if "narrow" in name else "x"))
        page.until(lambda: False, seconds=0.3)
        assert not page.of("invoices_state")["loaded"]
        assert page.events == []
    assert "refused an event without the right" in portal.server.said()


def test_two_companies_of_one_person_do_not_mix(portal):
    with portal.page(portal.session(JOHN), page="/en/invoices") as page:
        assert GLOBEX in all_said(page)
        assert KUWAIT not in all_said(page)


def test_a_foreign_payment_and_a_foreign_draft_stay_as_they_are(portal):
    token = portal.session(JOHN)
    with database.transaction() as db:
        john = sessions.resume(db, sessions.find(db, token))
        (draft,) = paying.begin(db, john, Choice(numbers=(GLOBEX,)))
        (sent,) = paying.begin(db, john, Choice(numbers=(GLOBEX,)))
        paying.choose(db, john, sent, method=PaymentMethod.BANK_TRANSFER)
        paying.change(db, john, sent, {GLOBEX: Entry("1")})
        paying.explain(db, john, sent, GLOBEX, reason="other")
        paying.send(db, john, sent, 100)
    states = ("____pay_state", "____one_payment_state")
    handlers = [name for name in every_handler() if name.rpartition(".")[0].endswith(states)]
    assert len(handlers) > 15
    for number in (draft, sent):
        for route in ("pay", "payments"):
            with portal.page(portal.session(MARTA), page=f"/en/{route}/{number}") as page:
                for name in handlers:
                    for value in (GLOBEX, "transfer", "", {"day": "2999-01-01", "reason": "x"}):
                        page.send(name, **dict.fromkeys(arguments_of(name), value))
                page.until(lambda: False, seconds=0.3)
                said = all_said(page).replace(f"/{route}/{number}", "")
                assert not [word for word in ("666.66", "Globex", "John Baker") if word in said]
    with database.transaction(reads_only=True) as db:
        john = sessions.resume(db, sessions.find(db, token))
        assert len(paying.sheet(db, john, draft).items) == 1
        assert paying.one(db, john, sent).state is PaymentState.ANNOUNCED
    with database.transaction() as db:
        paying.cancel(db, sessions.resume(db, sessions.find(db, token)), sent)
