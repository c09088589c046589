"""Thousands of ways in which paying, crashes, lost answers, webhooks, refunds and imports can follow each other.

`OCC_SCHEDULES` says how many are tried on each database; a few in the usual run.
"""

import os
import random
from contextlib import ExitStack, suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from occ_app import charging
from occ_app.access.actors import system
from occ_app.charging import sweeping
from occ_app.errors import Invalid
from occ_app.integrations.payments import Forged, parse
from occ_app.integrations.payments.shapes import RefundStatus
from occ_app.models import WITHDRAWN, Allocation, Invoice, Payment, PaymentOrder
from occ_app.models.base import now
from occ_app.services import refunds, webhooks
from occ_app.testing import databases
from occ_app.testing.stripe_server import ASKS_ALWAYS, SAVED_THEN_DECLINED, VISA, signed
from tests.charging.shop import LATER, Killed, opened, watch

SCHEDULES = int(os.environ.get("OCC_SCHEDULES", "12"))
AMOUNTS = st.integers(1, 5_000)
ENDS_AT = st.one_of(st.none(), st.integers(0, 14))
"""The step of charging at which the process is killed, if at all."""

CARDS = (VISA, SAVED_THEN_DECLINED, ASKS_ALWAYS)


class Paying(RuleBasedStateMachine):
    """One company that pays, and all that may happen to it."""

    kind = "sqlite"
    server = None
    monkeypatch = None

    invoices = Bundle("invoices")
    drafts = Bundle("drafts")
    orders = Bundle("orders")

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(databases.temporary(self.kind))
        self.fate = watch(self.monkeypatch)

    @initialize()
    def open(self):
        self.server.reset()
        self.shop = opened(self.server)
        self.cards = [self.shop.card(number) for number in CARDS]

    @rule(target=invoices, minor=AMOUNTS)
    def bill(self, minor):
        return self.shop.bill(minor)

    @rule(minor=AMOUNTS)
    def credit(self, minor):
        self.shop.make(lambda make: make.credit_note(self.shop.account(make), -minor))

    @rule(target=drafts, picked=st.lists(invoices, min_size=1, max_size=3, unique=True))
    def select(self, picked):
        """Two tabs may do so with the same invoices."""
        try:
            return self.shop.draft(*picked)
        except Invalid:
            return multiple()

    @rule(target=orders, draft=drafts, card=st.integers(0, len(CARDS) - 1))
    def send(self, draft, card):
        """Pressed again, or in another tab, it is the same payment or is refused."""
        try:
            return self.shop.send(draft, self.cards[card])
        except Invalid as refused:
            if refused.field != "sent":
                return multiple()
            return self.shop.send(draft)

    @rule(order=orders, ends_at=ENDS_AT)
    def charge(self, order, ends_at):
        self.until(ends_at, charging.charge, order)

    @rule(order=orders, ends_at=ENDS_AT)
    def come_back(self, order, ends_at):
        self.until(ends_at, charging.look, order)

    @rule(
        order=orders,
        path=st.sampled_from(["/v1/payment_intents", "/confirm", "/cancel"]),
        when=st.sampled_from(["before", "after"]),
    )
    def charge_without_an_answer(self, order, path, when):
        self.server.fail(path, when=when)
        self.until(None, charging.charge, order)
        self.server.answer_again()

    @rule(order=orders, succeeds=st.booleans())
    def answer_the_bank(self, order, succeeds):
        one = self.shop.order(order)
        if not one.provider_id or self.server.gateway.intent(one.provider_id).status != "requires_action":
            return
        secret = self.server.gateway.client_secret(one.provider_id)
        self.server.authenticate(one.provider_id, secret, succeeds=succeeds)

    @rule(order=orders, ends_at=ENDS_AT)
    def take_back(self, order, ends_at):
        with suppress(Invalid):  # too late for some: those go on
            self.shop.take_back(order)
            self.until(ends_at, charging.give_up, order, WITHDRAWN)

    @rule(ends_at=ENDS_AT)
    def sweep(self, ends_at):
        self.shop.later()
        self.until(ends_at, charging.sweep)

    @rule(seed=st.integers(0, 2**16), twice=st.booleans(), ends_at=ENDS_AT)
    def webhooks_come(self, seed, twice, ends_at):
        """Some of them, in any order, now and then twice; drawn as one number, whatever has happened there."""
        order = random.Random(seed)
        events = [
            event for kind in sweeping.HEARD_OF for event in self.server.gateway.events(kind, now() - LATER)
        ]
        events = events + events if twice else events
        order.shuffle(events)
        for event in events[: order.randint(0, len(events))]:
            about = {"kind": event.kind, "object_id": event.about, "happened_at": event.created_at}
            self.shop.make(lambda make, e=event, a=about: webhooks.take(make.db, system(), e.id, **a))
        self.until(ends_at, charging.hear)

    @rule(order=orders)
    def somebody_lies(self, order):
        """An event that says it succeeded, signed with another secret, or about a payment that did not."""
        one = self.shop.order(order)
        thing = {"id": one.provider_id or "pi_lie", "object": "payment_intent", "amount_received": 10**9}
        told = {
            "id": f"evt_{one.number}",
            "object": "event",
            "type": "payment_intent.succeeded",
            "created": 1,
            "data": {"object": thing},
        }
        body, signature = signed(told, "whsec_guessed")
        with pytest.raises(Forged):
            parse(body, signature, ["whsec_local"])
        about = {"kind": "payment_intent.succeeded", "object_id": thing["id"], "happened_at": now()}
        self.shop.make(lambda make: webhooks.take(make.db, system(), f"evt_{one.number}", **about))
        self.until(None, charging.hear)

    @rule(order=orders, share=st.integers(1, 100), ends_at=ENDS_AT)
    def give_back(self, order, share, ends_at):
        payment = self.payment_of(order)
        if payment is None:
            return
        minor = max(1, payment.amount_minor * share // 100)

        def ask(make):
            staff = make.actor(make.person(is_staff=True))
            return refunds.ask(make.db, staff, payment.number, f"{minor / 100:.2f}", "because")

        try:
            refund_id = self.shop.make(ask)
        except Invalid:
            return
        self.until(ends_at, charging.refund, refund_id)

    @rule(order=orders, share=st.integers(1, 100))
    def give_back_at_the_card_company(self, order, share):
        payment = self.payment_of(order)
        left = payment and payment.provider_id and self.server.refundable(payment.provider_id)
        if left:
            self.server.refund(payment.provider_id, max(1, left * share // 100))

    @rule(order=orders)
    def the_bank_disputes_it(self, order):
        payment = self.payment_of(order)
        if payment and payment.provider_id and self.server.refundable(payment.provider_id):
            self.server.dispute(payment.provider_id)

    @rule(is_won=st.booleans())
    def the_bank_decides(self, is_won):
        for dispute_id in self.disputed():
            (self.server.win if is_won else self.server.lose)(dispute_id)

    @rule(invoice=invoices, minor=AMOUNTS, twice=st.booleans())
    def other_money_is_imported(self, invoice, minor, twice):
        """A file of the ERP's tells of money for an invoice, whatever is on its way here; now and then it comes again."""
        row = self.shop.erp_row(minor, invoice=invoice)
        for _time in range(1 + twice):
            self.shop.bring_in(row)

    @rule(target=orders, draft=drafts)
    def announce_a_transfer(self, draft):
        """Instead of paying by card."""
        try:
            return self.shop.announce(draft)
        except Invalid:
            return multiple()

    @rule(order=orders, extra=st.integers(-1, 1), is_named=st.booleans())
    def our_own_is_imported(self, order, extra, is_named):
        """The ERP tells of a payment made here, by name or by what it pays, and of a cent more or less now and then."""
        one = self.shop.order(order)
        minor = max(1, one.amount_minor + extra)
        paid = self.shop.pays(order)
        self.shop.bring_in(
            self.shop.erp_row(minor, **({"reference": one.reference} if is_named else {"invoice": paid}))
        )

    @rule(order=consumes(orders))
    def forget(self, order):
        """Fewer to choose from."""

    @invariant()
    def nothing_is_posted_that_was_not_taken(self):
        if not hasattr(self, "shop"):
            return
        for payment in self.payments():
            intent = self.server.gateway.intent(payment.provider_id)
            assert intent.received.minor == payment.amount_minor

    def teardown(self):
        try:
            if hasattr(self, "shop"):
                self.fate.left = None
                self.server.answer_again()
                for dispute_id in self.disputed():
                    self.server.lose(dispute_id)
                self.shop.settle()
                assert self.shop.taken() == self.shop.posted()
                assert self.shop.problems() == []
                assert self.shop.make(_overpaid) == []
                charged = [one.payment_ref for one in self.server.intents(self.shop.customer) if one.received]
                assert len(charged) == len(set(charged))
        finally:
            self.monkeypatch.undo()
            self.stack.close()

    def until(self, ends_at, work, *given):
        """Do something in a process that is killed at this step of it."""
        self.fate.left = ends_at
        try:
            work(*given)
        except Killed:
            pass
        finally:
            self.fate.left = None

    def disputed(self):
        return [one.id for one in self.server.disputes() if one.status is RefundStatus.PENDING]

    def payments(self):
        return self.shop.make(
            lambda make: make.db.exec(select(Payment).where(Payment.provider_id.is_not(None))).all()
        )

    def payment_of(self, order):
        return self.shop.make(
            lambda make: make.db.get(Payment, make.db.get_one(PaymentOrder, order).payment_id or 0)
        )


def _overpaid(make):
    """Invoices that were given more than they are worth."""
    found = []
    for invoice in make.db.exec(select(Invoice)):
        given = make.db.exec(select(Allocation).filter_by(invoice_id=invoice.pk)).all()
        if sum(one.amount_minor for one in given) > abs(invoice.total_minor):
            found.append(invoice.number)
    return found


@pytest.mark.parametrize("kind", databases.KINDS)
def test_whatever_follows_what_money_taken_is_money_posted(kind, stripe, monkeypatch):
    of_kind = type("Paying", (Paying,), {"kind": kind, "server": stripe, "monkeypatch": monkeypatch})
    run_state_machine_as_test(
        of_kind,
        settings=settings(
            max_examples=SCHEDULES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
