from hypothesis import given
from hypothesis import strategies as st

from occ_app.services import paying
from occ_app.services.paying import coverage
from occ_app.services.paying.coverage import Share, Source

AMOUNTS = st.integers(1, 10_000)


def source(number, left):
    return Source(f"CN-{number}", left, credit_note_id=number)


def test_sources_are_used_up_one_after_another_and_money_pays_the_rest():
    first, second = source(1, 300), source(2, 500)
    plan = coverage.plan({7: 400, 8: 1_000}, [first, second])
    assert plan.shares == [
        Share(7, 300, first),
        Share(7, 100, second),
        Share(8, 400, second),
        Share(8, 600),
    ]
    assert (plan.money_minor, plan.taken()) == (600, [(first, 300), (second, 500)])


@given(st.dictionaries(st.integers(1, 50), AMOUNTS), st.lists(AMOUNTS, max_size=5))
def test_every_invoice_gets_what_is_wanted_and_no_source_gives_more_than_it_has(wanted, lefts):
    available = [source(number, left) for number, left in enumerate(lefts, 1)]
    plan = coverage.plan(wanted, available)
    got = {pk: sum(s.amount_minor for s in plan.shares if s.invoice_id == pk) for pk in wanted}
    assert got == wanted
    assert all(amount <= one.left_minor for one, amount in plan.taken())
    assert plan.money_minor == max(0, sum(wanted.values()) - sum(lefts))


def test_what_is_on_its_way_waits_or_is_planned_cannot_be_paid_again(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    make.payment(invoice, 2_000, settled=False)
    make.sent(ana.account, ana.card, (invoice, 3_000))
    make.sent(ana.account, ana.card, (invoice, 1_000), state="awaiting_approval")
    make.sent(ana.account, ana.card, (invoice, 500), state="failed")
    assert coverage.payable(db, ana.actor, [invoice]) == {invoice.pk: 4_000}


def test_sources_are_of_the_currency_and_of_the_company(ana, make, db):
    mine = make.credit_note(ana.account, -700)
    make.credit_note(ana.account, -900, currency="USD")
    make.credit_note(make.account("Globex"), -800)
    assert [(one.number, one.left_minor) for one in coverage.sources(db, ana.actor, "EUR")] == [
        (mine.number, 700)
    ]


def test_cash_on_its_way_is_no_source_yet(ana, make, db):
    payment = make.payment(make.invoice(ana.account, 1_000), 1_000, settled=False)
    payment.amount_minor, payment.unapplied_minor = 1_500, 500
    db.flush()
    assert coverage.sources(db, ana.actor, "EUR") == []
    assert paying.Plan([]).money_minor == 0
