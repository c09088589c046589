"""Whatever is announced and whatever the ERP tells of it, in whichever order and however often."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Allocation, Invoice, Payment, PaymentMethod, PaymentOrder, PaymentState
from occ_app.money import Money, plain
from occ_app.services import ledger, paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY

HEAD = "number,account,currency,amount,received_on,settled_on,reference,invoice\n"
AMOUNTS = st.sampled_from([3_000, 5_000, 8_000])
companies = count(1)

worlds = st.fixed_dictionaries(
    {
        "invoices": st.lists(AMOUNTS, min_size=1, max_size=5),
        "credit": st.sampled_from([0, 2_000]),
        "announced": st.lists(st.sets(st.integers(0, 4), min_size=1, max_size=3), max_size=4),
        "given_up": st.sets(st.integers(0, 3), max_size=2),
        "rows": st.lists(
            st.tuples(
                st.sampled_from([2_000, 3_000, 5_000, 8_000, 11_000]),
                st.sampled_from(["order", "order", "text", "invoice", "nothing"]),
                st.integers(0, 4),
                st.booleans(),
            ),
            max_size=6,
        ),
        "turns": st.randoms(use_true_random=False),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds)
def test_money_is_put_where_it_is_due_and_nothing_is_doubled(make, feed, db, world):
    with db.begin_nested() as kept:
        account, orders, invoices = announce(make, db, world)
        rows = [row(account, orders, invoices, at, *said) for at, said in enumerate(world["rows"])]
        for _again in range(2):
            world["turns"].shuffle(rows)
            cut = len(rows) // 2
            for part in (rows[:cut], rows[cut:], rows):
                fed = feed("payments", HEAD + "".join(part))
                assert ledger.check(db, system()) == []
            assert fed.counts == (0, 0, len(rows), 0)
        holds(db, account, sum(said[0] for said in world["rows"]))
        kept.rollback()


def announce(make, db, world):
    """A company with invoices, perhaps a credit, and transfers announced; some are given up again."""
    account = make.account("Random", number=f"R{next(companies)}")
    actor = make.actor(make.contact(account))
    invoices = [make.invoice(account, minor) for minor in world["invoices"]]
    if world["credit"]:
        make.credit_note(account, -world["credit"])
    orders = []
    for chosen in world["announced"]:
        wanted = tuple(
            invoices[at].number for at in sorted(chosen) if at < len(invoices) and _is_free(invoices[at])
        )
        if not wanted:
            continue
        number = paying.begin(db, actor, Choice(numbers=wanted))[0]
        paying.choose(db, actor, number, method=PaymentMethod.BANK_TRANSFER)
        order = paying.send(db, actor, number, paying.sheet(db, actor, number).to_pay.minor)
        if len(orders) in world["given_up"]:
            paying.cancel(db, actor, number)
        orders.append(order)
    return account, orders, invoices


def _is_free(invoice):
    return invoice.due_minor > invoice.pending_minor


def row(account, orders, invoices, at, minor, names, which, is_settled):
    order = orders[which % len(orders)] if orders and names == "order" else None
    invoice = invoices[which % len(invoices)]
    text = order.reference if order else invoice.number if names == "text" else ""
    named = invoice.number if names == "invoice" else ""
    day = TODAY.isoformat()
    amount = plain(Money(minor, "EUR"))
    return f"{account.number}-{at},{account.number},EUR,{amount},{day},{day if is_settled else ''},{text},{named}\n"


def holds(db, account, told):
    """Every row’s money is there once, no invoice took more than it is of, no transfer ended twice."""
    payments = db.exec(select(Payment).where(Payment.account_id == account.pk)).all()
    assert sum(payment.amount_minor for payment in payments) == told
    put = db.exec(select(Allocation).where(Allocation.account_id == account.pk)).all()
    for invoice in db.exec(select(Invoice).where(Invoice.account_id == account.pk, Invoice.total_minor > 0)):
        assert sum(one.amount_minor for one in put if one.invoice_id == invoice.pk) <= invoice.total_minor
    for payment in payments:
        given_away = sum(one.amount_minor for one in put if one.payment_id == payment.pk)
        assert payment.unapplied_minor == payment.amount_minor - given_away >= 0
    orders = db.exec(select(PaymentOrder).where(PaymentOrder.account_id == account.pk)).all()
    ended = [
        order.payment_id for order in orders if order.state is PaymentState.SUCCEEDED and order.payment_id
    ]
    assert len(ended) == len(set(ended))
    assert {payment.number for payment in payments if payment.pk in ended} == {
        order.number for order in orders if order.payment_id in ended
    }
