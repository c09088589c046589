"""Payments by card, the ERP's files and people who change their minds, all at the same time on the same invoices."""

from threading import Thread

from occ_app import charging, db
from occ_app.access.actors import system
from occ_app.errors import PortalError
from occ_app.models import WITHDRAWN, ApprovalRule, PaymentOrder, PaymentState
from occ_app.services import imports, paying
from occ_app.testing.factories import TODAY
from occ_app.testing.stripe_server import ASKS_ALWAYS

ROUNDS = 12
HEAD = "number,account,currency,amount,received_on,settled_on,reference,invoice\n"


def test_charges_and_imports_of_the_same_invoices_lose_nothing_to_each_other(shop, tmp_path):
    card = shop.card()
    invoices = [shop.bill(10_000) for _round in range(ROUNDS)]
    orders = [shop.send(shop.draft(invoice), card) for invoice in invoices]
    file = from_the_erp(shop, tmp_path, invoices)
    cancelling = [
        lambda o=order: shop.make(lambda make: _cancel(make, shop, o)) for order in reversed(orders)
    ]
    charges = [lambda o=order: charging.charge(o) for order in orders]
    assert at_once(charges, [lambda: bring_in(file)], cancelling, charges) == []
    shop.settle()
    assert shop.taken() == shop.posted()
    assert shop.problems() == []
    assert all(shop.invoice(invoice).due_minor == 0 for invoice in invoices)


def test_of_many_tabs_that_pay_in_parts_at_once_none_gets_below_a_rule_of_the_day(shop):
    card = shop.card()
    shop.make(lambda make: make.db.add(_rule(shop)))
    drafts = [shop.draft(shop.bill(10_000)) for _tab in range(6)]
    assert at_once(*([lambda d=draft: shop.send(d, card)] for draft in drafts)) == []
    states = [shop.numbered(draft).state for draft in drafts]
    assert (states.count(PaymentState.SUBMITTING), states.count(PaymentState.AWAITING_APPROVAL)) == (2, 4)


def test_a_bank_answered_while_it_is_taken_back_is_paid_or_not_and_says_the_same(shop):
    card = shop.card(ASKS_ALWAYS)
    orders = [shop.send(shop.draft(shop.bill(10_000)), card) for _round in range(ROUNDS)]
    for order in orders:
        charging.charge(order)
    taking_back = [lambda o=order: _withdraw(shop, o) for order in orders]
    answers = [lambda o=order: _answer(shop, o) for order in orders]
    assert at_once(answers, taking_back, taking_back) == []
    shop.settle()
    ended = {shop.order(order).state for order in orders}
    assert ended <= {PaymentState.SUCCEEDED, PaymentState.CANCELLED}
    assert shop.taken() == shop.posted()
    assert shop.problems() == []


def from_the_erp(shop, folder, invoices):
    """A file of other money for each of these invoices, 60 of its 100 euros."""
    number = shop.make(lambda make: shop.account(make).number)
    rows = (
        f"ERP-{number}-{index},{number},EUR,60.00,{TODAY},{TODAY},,{invoice}\n"
        for index, invoice in enumerate(invoices)
    )
    file = folder / "payments.csv"
    file.write_text(HEAD + "".join(rows))
    return file


def bring_in(file):
    with db.transaction() as opened:
        imports.run(opened, system(), file, "payments")


def at_once(*programs):
    """Each a thread that does its works one after another; what went wrong that is no sentence for a customer."""
    failed = []

    def run(works):
        for work in works:
            try:
                work()
            except PortalError:
                continue
            except Exception as error:
                failed.append(error)

    threads = [Thread(target=run, args=(works,)) for works in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _cancel(make, shop, order_id):
    """Too late, since it was sent by card; but it asks for the same locks."""
    number = make.db.get_one(PaymentOrder, order_id).number
    try:
        paying.cancel(make.db, shop.actor(make), number)
    except PortalError:
        make.db.rollback()


def _rule(shop):
    return ApprovalRule(account_id=shop.account_id, currency="EUR", above_minor=20_000, is_per_day=True)


def _withdraw(shop, order_id):
    shop.take_back(order_id)
    charging.give_up(order_id, WITHDRAWN)


def _answer(shop, order_id):
    intent = shop.order(order_id).provider_id
    shop.stripe.authenticate(intent, shop.stripe.gateway.client_secret(intent), succeeds=True)
    charging.look(order_id)
