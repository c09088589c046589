import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Invalid, NotFound
from occ_app.models import Account, AutopayRule, PaymentMethod, PaymentOrder, PaymentState
from occ_app.services import paying
from occ_app.state.pending_payments import TRANSFER, Agreed, PendingPaymentsState


@pytest.fixture
def ana(stored):
    """Of Acme, with two failed payments, an order that waits and a good card."""

    def made(make):
        account = make.account("Acme")
        card = make.card(account)
        for minor in (12_100, 5_000):
            sent = make.sent(account, card, (make.invoice(account, minor), minor))
            paying.failed(make.db, system(), sent.pk, "card_declined")
        make.invoice(account, 3_000, order=make.order(account, number="PD-1"))
        return make.contact(account)

    return stored(made)


@pytest.fixture
def page(ana, reference, on_page, run):
    state = on_page(PendingPaymentsState, reference(ana), "/en/billing-profile")
    run(PendingPaymentsState.load.fn(state))
    return state


def orders(stored):
    return stored(lambda make: make.db.exec(select(PaymentOrder).order_by(PaymentOrder.id)).all())


def do(run, events):
    """All that a handler answers."""

    async def all_of_it():
        return [event async for event in events]

    return [event for event in run(all_of_it()) if event]


def test_paying_an_order_leads_to_its_sheet(page, run, stored):
    assert [order[0] for order in page.orders] == ["PD-1"]
    answer = run(PendingPaymentsState.pay.fn(page, "PD-1"))
    assert f"/en/pay/{orders(stored)[-1].number}" in str(answer.args)
    with pytest.raises(Invalid, match="nothing to pay"):
        run(PendingPaymentsState.pay.fn(page, "PD-9"))


def test_another_method_for_one_leads_to_its_sheet(page, run, stored):
    kind, key, *_rest = page.broken[0]
    run(PendingPaymentsState.use.fn(page, {"kind": kind, "key": key, "method": TRANSFER}))
    assert (orders(stored)[-1].state, orders(stored)[-1].method) == (
        PaymentState.DRAFT,
        PaymentMethod.BANK_TRANSFER,
    )
    run(PendingPaymentsState.use.fn(page, {"kind": kind, "key": key, "method": page.choices[0][0]}))
    assert orders(stored)[-1].method is PaymentMethod.CARD


def test_what_no_page_sends_does_nothing(page, run, stored):
    before = len(orders(stored))
    kind, key, *_rest = page.broken[0]
    assert run(PendingPaymentsState.use.fn(page, {"kind": "else", "key": key})) is None
    for form in (
        {"kind": kind, "key": "PNOSUCH", "method": TRANSFER},
        {"kind": kind, "key": key, "method": "x"},
    ):
        with pytest.raises(NotFound):
            run(PendingPaymentsState.use.fn(page, form))
    assert do(run, PendingPaymentsState.fix_all.fn(page)) == []
    assert len(orders(stored)) == before


def test_one_is_let_be(page, run, stored):
    run(PendingPaymentsState.let_be.fn(page, page.broken[0][1]))
    assert len(page.broken) == 1
    assert sum(order.fixed_at is not None for order in orders(stored)) == 1


def test_all_at_once_is_said_before_it_is_done(page, run, stored):
    run(PendingPaymentsState.ask_all.fn(page, {"method": TRANSFER}))
    assert page.question.startswith("Announce bank transfers of €171.00?")
    (told,) = do(run, PendingPaymentsState.fix_all.fn(page))
    assert "All of it was sent." in str(told.args)
    assert (page.broken, page.question, page.sending) == ([], "", False)
    assert [order.state for order in orders(stored)][2:] == [PaymentState.ANNOUNCED] * 2


def test_what_changed_meanwhile_is_asked_again(page, run, stored):
    page._agreed = Agreed(TRANSFER, {"EUR": 17_099})
    with pytest.raises(Invalid, match="has changed"):
        do(run, PendingPaymentsState.fix_all.fn(page))
    assert len(orders(stored)) == 2


def test_cards_of_rules_are_changed_at_once_too(page, ana, run, stored):
    def rule(make):
        first = make.db.exec(select(PaymentOrder)).first()
        account_id = first.account_id
        for order in make.db.exec(select(PaymentOrder)):
            order.fixed_at = order.ended_at
        old = make.card(make.db.get_one(Account, account_id), exp_year=2020)
        make.db.add(AutopayRule(account_id=account_id, currency="EUR", card_id=old.pk))

    stored(rule)
    run(PendingPaymentsState.load.fn(page))
    (one,) = page.broken
    card = page.choices[0][0]
    run(PendingPaymentsState.ask_all.fn(page, {"method": card}))
    assert page.question.startswith("Use Visa ···· 4242 (")
    run(PendingPaymentsState.use.fn(page, {"kind": one[0], "key": one[1], "method": card}))
    assert page.broken == []
