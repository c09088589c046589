from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.errors import Invalid, NotFound
from occ_app.i18n import speaking
from occ_app.models import BasketItem, PaymentMethod, ShortReason
from occ_app.services import paying
from occ_app.services.paying.editing import Entry
from occ_app.testing.factories import TODAY


def amounts(ana, number):
    return {
        item.invoice.number: item.item.amount_minor
        for item in paying.sheet(ana.make.db, ana.actor, number).items
    }


def test_paying_less_asks_why(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    paying.change(db, ana.actor, number, {invoice.number: Entry("60")})
    assert paying.sheet(db, ana.actor, number).items[0].is_unexplained
    for refused in (paying.check, lambda *who: paying.send(*who, 6_000)):
        with pytest.raises(Invalid, match="say why") as why:
            refused(db, ana.actor, number)
        assert why.value.field == invoice.number
    with pytest.raises(Invalid, match="say why"):
        paying.explain(db, ana.actor, number, invoice.number, reason="because")
    paying.change(db, ana.actor, number, {invoice.number: Entry("60", "price", " not  what we agreed ")})
    item = db.exec(select(BasketItem)).one()
    assert (item.amount_minor, item.reason, item.note) == (6_000, ShortReason.PRICE, "not what we agreed")
    paying.explain(db, ana.actor, number, invoice.number, reason="other")
    paying.explain(db, ana.actor, number, invoice.number, note="see our mail")
    paying.change(db, ana.actor, number, {invoice.number: Entry("50")})
    assert (item.amount_minor, item.reason, item.note) == (5_000, ShortReason.OTHER, "see our mail")
    paying.check(db, ana.actor, number)
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
