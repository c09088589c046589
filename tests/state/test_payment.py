from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app import charging
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import WITHDRAWN, ApprovalRule, ContactRole, PaymentMethod, PaymentOrder, PaymentState
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.state.payment import OnePaymentState
from occ_app.testing.factories import TODAY

IN_THREE, IN_FIVE = ((TODAY + timedelta(days=days)).isoformat() for days in (3, 5))


@pytest.fixture
def charged(monkeypatch):
    asked = []
    monkeypatch.setattr(
        charging, "charge", lambda order_id: asked.append(order_id) or PaymentState.PROCESSING
    )
    return asked


@pytest.fixture
def sent(stored, reference, on_page, run):
    """`sent(day=…, rule=…)`: a payment of Acme’s, and the page of it for Ana, Elena and a stranger."""

    def made(*, method=PaymentMethod.CARD, day="", rule=False):
        def company(make):
            acme = make.account("Acme")
            people = {
                "ana": make.contact(acme, name="Ana"),
                "elena": make.contact(acme, ContactRole.EXECUTIVE, name="Elena"),
                "stranger": make.contact(make.account("Globex"), is_admin=True),
            }
            if rule:
                make.db.add(ApprovalRule(account_id=acme.pk, currency="EUR", above_minor=0))
            card, ana = make.card(acme), make.actor(people["ana"])
            make.invoice(acme, 10_000, number="A-1")
            (number,) = paying.begin(make.db, ana, Choice(numbers=("A-1",)))
            card_id = card.pk if method is PaymentMethod.CARD else None
            paying.choose(make.db, ana, number, method=method, card_id=card_id, day=day)
            paying.send(make.db, ana, number, 10_000)
            return people, number

        people, number = stored(company)

        def page(name):
            state = on_page(OnePaymentState, reference(people[name]), f"/en/payments/{number}")
            run(OnePaymentState.load.fn(state))
            return state

        return page

    return made


def drained(run, generator):
    async def steps():
        return [step async for step in generator]

    return [str(step) for step in run(steps()) if step is not None]


def test_a_transfer_is_taken_back_once(sent, run):
    ana = sent(method=PaymentMethod.BANK_TRANSFER)("ana")
    assert ana.status[0] == "Transfer announced"
    run(OnePaymentState.cancel.fn(ana))
    assert (ana.status[0], ana.changed, ana.actions) == ("Withdrawn", 1, ["again"])
    assert "/en/pay/P" in str(run(OnePaymentState.again.fn(ana)))


def test_a_planned_payment_is_moved_and_paid_at_once(sent, run, charged):
    ana = sent(day=IN_THREE)("ana")
    run(OnePaymentState.move.fn(ana, {"day": "2020-01-01"}))
    assert ("after today" in ana.error, ana.day, ana.changed) == (True, IN_THREE, 0)
    run(OnePaymentState.move.fn(ana, {"day": IN_FIVE}))
    assert (ana.error, ana.day, ana.changed) == ("", IN_FIVE, 1)
    drained(run, OnePaymentState.pay_now.fn(ana))
    assert (len(charged), ana.status[0], ana.busy) == (1, "Being charged", False)


def test_approving_charges_it_and_its_maker_cannot(sent, run, charged):
    page = sent(rule=True)
    with pytest.raises(Forbidden):
        drained(run, OnePaymentState.approve.fn(page("ana")))
    elena = page("elena")
    drained(run, OnePaymentState.approve.fn(elena))
    assert (len(charged), elena.status[0], elena.busy) == (1, "Being charged", False)
    with pytest.raises(Invalid):
        drained(run, OnePaymentState.approve.fn(elena))


def test_refusing_asks_why(sent, run):
    elena = sent(rule=True)("elena")
    run(OnePaymentState.refuse.fn(elena, {"reason": " "}))
    assert (elena.error, elena.status[0]) == ("Please say why you refuse it.", "Waits for approval")
    run(OnePaymentState.refuse.fn(elena, {"reason": "Too early"}))
    assert (elena.status[0], elena.sentence) == ("Not approved", "Elena refused it: Too early")


def test_nothing_can_be_done_about_somebody_elses(sent, run, charged):
    page = sent(day=IN_THREE)
    stranger = page("stranger")
    assert stranger.missing
    for act in (
        OnePaymentState.cancel.fn(stranger),
        OnePaymentState.move.fn(stranger, {"day": IN_FIVE}),
        OnePaymentState.let_be.fn(stranger),
        OnePaymentState.refuse.fn(stranger, {"reason": "no"}),
        OnePaymentState.again.fn(stranger),
    ):
        with pytest.raises(NotFound):
            run(act)
    for generator in (OnePaymentState.approve.fn(stranger), OnePaymentState.pay_now.fn(stranger)):
        with pytest.raises(NotFound):
            drained(run, generator)
    run(OnePaymentState.follow.fn(stranger))
    assert (charged, page("ana").status[0]) == ([], "Planned")


def test_one_whose_bank_asks_is_taken_back_at_the_card_company_first(sent, run, stored, monkeypatch):
    page = sent()
    stored(_bank_asks)
    told, ana = [], page("ana")
    assert ana.actions == ["confirm", "cancel"]

    def silent(order_id, why):
        told.append(why)
        raise OSError

    monkeypatch.setattr(charging, "give_up", silent)
    run(OnePaymentState.cancel.fn(ana))
    assert (told, ana.sentence, ana.actions) == ([WITHDRAWN], "It is being taken back.", ["follow"])
    monkeypatch.undo()
    run(OnePaymentState.cancel.fn(ana))
    assert (ana.status[0], ana.actions) == ("Withdrawn", ["again"])


def test_whoever_may_not_pay_is_not_asked_to_answer_a_bank(sent, run, stored):
    page = sent()
    stored(_bank_asks)
    assert page("elena").actions == []


def _bank_asks(make):
    make.db.exec(select(PaymentOrder)).one().state = PaymentState.NEEDS_ACTION
