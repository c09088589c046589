from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.i18n import speaking
from occ_app.models import BasketItem, PaymentMethod, PaymentOrder, ShortReason
from occ_app.models.base import now
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter
from occ_app.services.paying import baskets
from occ_app.services.paying.baskets import Entry
from occ_app.testing.factories import TODAY


def amounts(ana, number):
    return {
        item.invoice.number: item.item.amount_minor
        for item in paying.sheet(ana.make.db, ana.actor, number).items
    }


def test_a_selection_of_two_currencies_becomes_two_drafts(ana, make, db):
    euros, dollars = make.invoice(ana.account, 10_000), make.invoice(ana.account, 7_000, currency="USD")
    numbers = paying.begin(db, ana.actor, Choice(numbers=(euros.number, dollars.number)))
    assert [paying.sheet(db, ana.actor, number).order.currency for number in numbers] == ["EUR", "USD"]
    assert [order.number for order in paying.sheet(db, ana.actor, numbers[0]).siblings] == numbers


def test_what_cannot_be_paid_is_left_out_of_a_draft(ana, make, db):
    due, late = make.invoice(ana.account, 10_000), make.invoice(ana.account, 5_000, due_in=-9)
    make.payment(make.invoice(ana.account, 1_000), 1_000)
    make.payment(make.invoice(ana.account, 2_000), 2_000, settled=False)
    make.credit_note(ana.account)
    (number,) = paying.begin(db, ana.actor, Choice(Filter()))
    assert list(amounts(ana, number)) == [late.number, due.number]
    (overdue,) = baskets.begin_past_due(db, ana.actor)
    assert list(amounts(ana, overdue)) == [late.number]


def test_an_amount_goes_to_the_oldest_first(ana, make, db):
    old, mid, new = (make.invoice(ana.account, 10_000, due_in=days) for days in (-20, -5, 3))
    (number,) = paying.begin_amount(db, ana.actor, "EUR", "150")
    assert amounts(ana, number) == {old.number: 10_000, mid.number: 5_000}
    with pytest.raises(Invalid, match=r"At most €300\.00"):
        paying.begin_amount(db, ana.actor, "EUR", "300.01")
    assert new.due_minor == 10_000


def test_paying_less_asks_why(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    with pytest.raises(Invalid, match="say why"):
        paying.change(db, ana.actor, number, {invoice.number: Entry("60")})
    paying.change(db, ana.actor, number, {invoice.number: Entry("60", "price", " not  what we agreed ")})
    item = db.exec(select(BasketItem)).one()
    assert (item.amount_minor, item.reason, item.note) == (6_000, ShortReason.PRICE, "not what we agreed")
    paying.change(db, ana.actor, number, {invoice.number: Entry("100")})
    assert (item.reason, item.note) == (None, "")


@pytest.mark.parametrize("text", ["", "abc", "0", "-5", "1e3", "1,5", "100.01", "99.999", "٣", "1" * 30])
def test_an_amount_that_is_none_changes_nothing(ana, make, db, text):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    with pytest.raises(Invalid) as refused:
        paying.change(db, ana.actor, number, {invoice.number: Entry(text, "other")})
    assert refused.value.field == invoice.number
    assert amounts(ana, number) == {invoice.number: 10_000}


def test_amounts_are_read_as_the_reader_writes_them(ana, make, db):
    invoice = make.invoice(ana.account, 10_000_00)
    number = ana.draft(invoice)
    with speaking("es"):
        paying.change(db, ana.actor, number, {invoice.number: Entry("1.234,50 €", "instalment")})
    assert amounts(ana, number) == {invoice.number: 123_450}


def test_an_invoice_can_be_left_out_but_not_twice(ana, make, db):
    one, two = make.invoice(ana.account), make.invoice(ana.account)
    number = ana.draft(one, two)
    paying.leave_out(db, ana.actor, number, one.number)
    assert list(amounts(ana, number)) == [two.number]
    with pytest.raises(NotFound):
        paying.leave_out(db, ana.actor, number, one.number)


def test_a_card_is_ones_own(ana, make, db):
    number = ana.draft(make.invoice(ana.account))
    foreign = make.card(make.account("Globex"))
    with pytest.raises(NotFound):
        paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=foreign.pk)


@pytest.mark.parametrize(
    "day", ["yesterday", "2020-01-01", TODAY.isoformat(), (TODAY + timedelta(400)).isoformat()]
)
def test_a_day_to_pay_on_is_after_today_within_a_year(ana, make, db, day):
    number = ana.draft(make.invoice(ana.account))
    with pytest.raises(Invalid):
        paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day)


def test_a_sent_payment_is_no_draft_any_more(ana, make, db):
    invoice = make.invoice(ana.account)
    number = ana.draft(invoice)
    ana.send(number)
    for act in (
        lambda: paying.change(db, ana.actor, number, {invoice.number: Entry("1", "other")}),
        lambda: paying.leave_out(db, ana.actor, number, invoice.number),
        lambda: paying.choose(db, ana.actor, number, method=PaymentMethod.BANK_TRANSFER),
    ):
        with pytest.raises(Invalid, match="sent already"):
            act()


def test_what_failed_is_tried_again_with_what_is_still_due(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    order = ana.send(ana.draft(invoice))
    paying.failed(db, system(), order.pk, "card_declined")
    make.payment(invoice, 4_000)
    (again,) = baskets.again(db, ana.actor, order.number)
    assert (again != order.number, amounts(ana, again)) == (True, {invoice.number: 6_000})


def test_who_may_not_pay_starts_nothing(make, db):
    account = make.account("Globex")
    make.invoice(account)
    for role in ("technical", "executive"):
        with pytest.raises(Forbidden):
            paying.begin(db, make.actor(make.contact(account, role)), Choice(Filter()))


def test_more_than_a_person_can_look_through_is_refused(ana, make, db, monkeypatch):
    monkeypatch.setattr(baskets, "MOST_INVOICES", 2)
    for _each in range(3):
        make.invoice(ana.account)
    with pytest.raises(Invalid, match="At most 2 invoices"):
        paying.begin(db, ana.actor, Choice(Filter()))


def test_drafts_nobody_sent_are_forgotten(ana, make, db):
    ana.draft(make.invoice(ana.account))
    kept = ana.draft(make.invoice(ana.account))
    old = db.exec(select(PaymentOrder).order_by(PaymentOrder.id)).first()
    old.made_at = now() - timedelta(days=31)
    db.flush()
    assert baskets.forget(db, system(), now() - timedelta(days=30)) == 1
    assert [order.number for order in db.exec(select(PaymentOrder))] == [kept]
