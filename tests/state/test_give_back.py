from dataclasses import replace

import pytest
from sqlmodel import select

from occ_app import charging
from occ_app.access import sessions
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Invalid, ProofNeeded
from occ_app.i18n import gettext, speaking
from occ_app.models import Refund, RefundState
from occ_app.models.base import now
from occ_app.services import paying
from occ_app.state.give_back import RESULTS, GiveBackState, decide, give_back_view
from occ_app.state.staff_payments import StaffPaymentsState

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


def paid(make):
    """The number of a card payment of 150 euros."""
    acme = make.account("Acme")
    order = make.sent(acme, make.card(acme), (make.invoice(acme, 15_000), 15_000))
    return paying.post(make.db, system(), order.pk, order.amount, "pi_1").number


@pytest.fixture
def number(stored):
    return stored(paid)


@pytest.fixture
def carried_out(monkeypatch):
    """The refunds that the card company was asked for; it says yes."""
    asked = []

    def refund(refund_id):
        asked.append(refund_id)
        return RefundState.DONE

    monkeypatch.setattr(charging, "refund", refund)
    return asked


@pytest.fixture
def dialog(stored, reference, on_page):
    staff = stored(lambda make: make.person(is_staff=True))
    return on_page(GiveBackState, reference(staff), "/es/staff/payments")


def form(dialog, **values):
    return {"token": dialog.token, "amount": dialog.typed, "reason": "cancelled"} | values


def said(state):
    """What the page, which is a Spanish one, says of it."""
    with speaking("es"):
        return gettext(RESULTS[state])


async def through(handler):
    return [event async for event in handler if event is not None]


def count(stored):
    return stored(lambda make: len(make.db.exec(select(Refund)).all()))


def test_the_dialog_offers_what_was_not_given_back_yet(make, db):
    number = paid(make)
    decide(db, STAFF, number, {"amount": "49.50", "reason": "part"})
    view = give_back_view(db, STAFF, number)
    assert view.sentence == "Acme paid €150.00; €100.50 of it can be given back."
    assert (view.typed, view.currency) == ("100.50", "EUR")
    decide(db, STAFF, number, {"amount": "100.50", "reason": "rest"})
    assert (give_back_view(db, STAFF, number).token, give_back_view(db, STAFF, number).error != "") == (
        "",
        True,
    )
    with pytest.raises(Invalid):
        decide(db, STAFF, number, {"amount": ["1"], "reason": {}})


def test_money_is_given_back_once_however_often_it_is_pressed(dialog, number, run, stored, carried_out):
    run(through(dialog.prepare(number)))
    assert dialog.typed == "150,00"
    pressed = form(dialog)
    told = [event for _time in range(2) for event in run(through(dialog.send(pressed)))]
    assert (said(RefundState.DONE) in str(told[0]), told[1:]) == (True, [StaffPaymentsState.load])
    assert (dialog.error, dialog.sent, dialog.sending) == ("", 1, False)
    assert (count(stored), len(carried_out)) == (1, 1)


def test_a_refusal_stays_in_the_dialog(dialog, number, run, stored, carried_out):
    run(through(dialog.prepare("NOTHING")))
    assert (dialog.token, dialog.error != "") == ("", True)
    run(through(dialog.prepare(number)))
    for wrong in ({"token": "old"}, {"amount": "150,01"}, {"amount": "x"}, {"reason": " "}, {"amount": None}):
        run(through(dialog.send(form(dialog, **wrong))))
        assert dialog.error
        assert (dialog.sending, dialog.sent) == (False, 0)
    assert (count(stored), carried_out) == (0, [])


def test_what_the_card_company_leaves_open_is_not_asked_for_twice(dialog, number, run, stored, monkeypatch):
    def broken(refund_id):
        raise RuntimeError("the line is cut")

    monkeypatch.setattr(charging, "refund", broken)
    run(through(dialog.prepare(number)))
    pressed = form(dialog)
    told = [event for _time in range(2) for event in run(through(dialog.send(pressed)))]
    assert (said(RefundState.NEW) in str(told[0]), len(told)) == (True, 2)
    assert (count(stored), dialog.sent) == (1, 1)
    assert stored(lambda make: make.db.exec(select(Refund)).one().state) is RefundState.NEW


def test_without_a_fresh_second_factor_the_dialog_makes_way_for_the_question(
    dialog, number, run, stored, carried_out, monkeypatch
):
    resume = sessions.resume
    monkeypatch.setattr(sessions, "resume", lambda *given: replace(resume(*given), owes_proof=True))
    run(through(dialog.prepare(number)))
    with pytest.raises(ProofNeeded):
        run(through(dialog.send(form(dialog))))
    assert (dialog.sent, dialog.sending, carried_out) == (1, False, [])
    proved = {"owes_proof": True, "proved_at": now()}
    monkeypatch.setattr(sessions, "resume", lambda *given: replace(resume(*given), **proved))
    run(through(dialog.send(form(dialog))))
    assert (count(stored), len(carried_out)) == (1, 1)


def test_every_outcome_is_told():
    assert set(RESULTS) == set(RefundState)
