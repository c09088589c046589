from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import Actor, system
from occ_app.errors import Forbidden, Invalid
from occ_app.models import (
    BasketItem,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundState,
    ShortReason,
)
from occ_app.models.base import now
from occ_app.services import ledger, paying, payment_export
from occ_app.services.documents import Choice
from occ_app.services.payment_export import Put
from occ_app.testing import databases

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def acme(make):
    return make.account("Acme", number="C-77")


@pytest.fixture
def sent(db, make, acme):
    """A function that announces a transfer for invoices."""
    ana = make.actor(make.contact(acme))

    def send(*invoices) -> PaymentOrder:
        number = paying.begin(db, ana, Choice(numbers=tuple(invoice.number for invoice in invoices)))[0]
        paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
        return paying.send(db, ana, number, paying.sheet(db, ana, number).to_pay.minor)

    return send


def post(db, order):
    return paying.post(db, system(), order.pk, order.amount, f"pi_{order.number}")


def exported(db, since=LONG_AGO):
    return {posting.id: posting for posting in payment_export.postings(db, system(), since)}


def test_a_payment_is_told_with_money_credits_and_cash(db, make, acme, sent):
    left = make.payment(make.invoice(acme, 1_000), 1_000, number="OLD-1")
    left.amount_minor = 1_500
    ledger.restate_payments(db, system(), {left.pk})
    make.credit_note(acme, -2_000, number="NC-1")
    order = sent(make.invoice(acme, 10_000, number="INV-1"))
    item = db.exec(select(BasketItem)).one()
    item.reason, item.note = ShortReason.PRICE, "Two units"
    post(db, order)
    told = exported(db)[f"payment:{order.number}"]
    assert (told.kind, told.number, told.company, told.currency, told.amount) == (
        "payment", order.number, "C-77", "EUR", "75.00",
    )  # fmt: skip
    assert (told.method, told.provider_id, told.reference) == ("card", f"pi_{order.number}", order.reference)
    assert told.received_on == acme.today().isoformat()
    why = {"reason": "price", "note": "Two units"}
    assert told.allocations == [
        Put("INV-1", "5.00", "cash", "OLD-1", **why),
        Put("INV-1", "20.00", "credit", "NC-1", **why),
        Put("INV-1", "75.00", "money", **why),
    ]


def test_what_was_announced_is_told_before_it_has_come_and_for_what(db, make, acme, sent):
    order = sent(make.invoice(acme, 10_000, number="INV-1"))
    told = exported(db)
    assert list(told) == [f"announced:{order.number}"]
    [announced] = told.values()
    assert (announced.amount, announced.method, announced.received_on) == ("100.00", "bank_transfer", "")
    assert announced.allocations == [Put("INV-1", "100.00", "money")]


def test_where_credits_pay_all_they_alone_are_told(db, make, acme, sent):
    make.credit_note(acme, -10_000, number="NC-1")
    order = sent(make.invoice(acme, 4_000, number="INV-1"))
    [told] = exported(db).values()
    assert (told.id, told.amount) == (f"credits:{order.number}", "0.00")
    assert told.allocations == [Put("INV-1", "40.00", "credit", "NC-1")]


def test_refunds_are_told_and_so_is_one_that_the_card_company_took_back(db, make, acme, sent):
    order = post(db, sent(make.invoice(acme, 10_000)))
    states = {"R1": RefundState.DONE, "R2": RefundState.FAILED, "R3": RefundState.NEW}
    for number, state in states.items():
        ended = {} if state is RefundState.NEW else {"ended_at": now(), "provider_id": f"re_{number}"}
        refund = Refund(
            account_id=acme.pk, number=number, payment_id=order.payment_id, currency="EUR", amount_minor=250, state=state,
            **ended,
        )  # fmt: skip
        db.add(refund)
    db.flush()
    told = exported(db)
    assert {"refund:R1", "refund_failed:R2"} <= set(told)
    assert not {"refund:R3", "refund_failed:R3"} & set(told)
    assert (told["refund:R1"].amount, told["refund:R1"].payment, told["refund:R1"].provider_id) == (
        "2.50", order.number, "re_R1",
    )  # fmt: skip


def test_of_disputes_those_that_were_lost_are_told(db, make, acme, sent):
    order = post(db, sent(make.invoice(acme, 10_000)))
    for number, state in {"D1": RefundState.DONE, "D2": RefundState.FAILED, "D3": RefundState.NEW}.items():
        refund = Refund(
            account_id=acme.pk, number=number, payment_id=order.payment_id, currency="EUR", amount_minor=250, state=state,
            is_chargeback=True, provider_id=f"dp_{number}", ended_at=None if state is RefundState.NEW else now(),
        )  # fmt: skip
        db.add(refund)
    db.flush()
    told = exported(db)
    assert [name for name in told if ":D" in name] == ["chargeback:D1"]
    assert (told["chargeback:D1"].kind, told["chargeback:D1"].payment) == ("chargeback", order.number)


def test_amounts_have_the_decimals_of_their_currency(db, make, sent, acme):
    ana = make.actor(make.contact(acme))
    for currency, minor in (("JPY", 1_234), ("KWD", 1_234)):
        invoice = make.invoice(acme, minor, currency=currency)
        number = paying.begin(db, ana, Choice(numbers=(invoice.number,)))[0]
        paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
        paying.send(db, ana, number, minor)
    assert {(one.currency, one.amount) for one in exported(db).values()} == {
        ("JPY", "1234"),
        ("KWD", "1.234"),
    }


def test_whoever_goes_on_from_a_cursor_gets_what_came_since_and_that_record_again(db, make, acme, sent):
    orders = [post(db, sent(make.invoice(acme, 10_000))) for _ in range(3)]
    moment = now() - timedelta(days=9)
    for order in orders:
        moment += timedelta(hours=1)
        order.posted_at = order.submitted_at = moment
        order.method = PaymentMethod.CARD
    db.flush()
    since = payment_export.moment_of(payment_export.cursor_of(orders[1].posted_at))
    assert list(exported(db, since)) == [f"payment:{order.number}" for order in orders[1:]]
    assert list(exported(db)) == [f"payment:{order.number}" for order in orders]


def test_drafts_and_failures_are_not_told(db, make, acme, sent):
    order = sent(make.invoice(acme, 10_000))
    order.state, order.method = PaymentState.FAILED, PaymentMethod.CARD
    db.flush()
    assert exported(db) == {}


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("2026-04-03", "2026-04-03T00:00:00.000000Z"),
        ("2026-04-03T10:11:12.5Z", "2026-04-03T10:11:12.500000Z"),
        ("2026-04-03T10:11:12+02:00", "2026-04-03T08:11:12.000000Z"),
    ],
)
def test_a_day_and_a_cursor_say_from_when(since, moment):
    assert payment_export.cursor_of(payment_export.moment_of(since)) == moment


@pytest.mark.parametrize("since", ["", "yesterday", "03/04/2026", "2026-13-01"])
def test_anything_else_is_refused(since):
    with pytest.raises(Invalid, match="neither a day"):
        payment_export.moment_of(since)


def test_nobody_but_the_program_exports(db, make, acme):
    for actor in (Actor(), make.actor(make.contact(acme))):
        with pytest.raises(Forbidden):
            next(payment_export.postings(db, actor, LONG_AGO))
        with pytest.raises(Forbidden):
            payment_export.horizon(db, actor)


@pytest.mark.parametrize("kind", [kind for kind in databases.KINDS if kind != "sqlite"])
def test_the_cursor_waits_for_whoever_has_not_committed(kind):
    with databases.temporary(kind):
        with database.transaction() as late:
            late.exec(select(PaymentOrder)).all()
            began = now()
            with database.transaction() as other:
                held_back = payment_export.horizon(other, system())
        with database.transaction() as other:
            free = payment_export.horizon(other, system())
    assert held_back <= began - payment_export.CLOCKS_DIFFER < free
