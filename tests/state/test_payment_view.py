import pytest

from occ_app.access.actors import system
from occ_app.i18n import speaking
from occ_app.integrations.payments.shapes import RefundSeen, RefundStatus
from occ_app.models import ApprovalRule, ContactRole, PaymentState
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import paying, refunds
from occ_app.services.documents import Choice
from occ_app.state.payment_view import ACTIONS, payment_view


@pytest.fixture
def acme(make):
    account = make.account("Acme")
    return account, make.actor(make.contact(account, name="Ana Ruiz")), make.card(account)


def test_an_announced_transfer_says_what_to_write_on_it(make, db, acme):
    account, ana, _card = acme
    order = make.sent(account, None, (make.invoice(account, 123_450), 123_450))
    with speaking("es"):
        view = payment_view(db, ana, order.number)
    assert [line[3] for line in view.bank][-2:] == ["1234,50", order.reference]
    assert (view.actions, view.puts_are_planned) == (["cancel"], True)


@pytest.mark.parametrize("state", [s for s in ACTIONS if s not in (PaymentState.SCHEDULED,)])
def test_what_can_be_done_follows_where_it_stands(make, db, acme, state):
    account, ana, card = acme
    order = make.sent(account, card, (make.invoice(account, 100), 100), state=state)
    done = set(ACTIONS[state]) | ({"let_be"} if state is PaymentState.FAILED else set())
    assert set(payment_view(db, ana, order.number).actions) == done
    executive = make.actor(make.contact(account, ContactRole.EXECUTIVE))
    assert payment_view(db, executive, order.number).actions == []


def test_a_payment_that_is_not_decided_is_looked_at_again(make, db, acme):
    account, ana, card = acme
    for state in (PaymentState.SUBMITTING, PaymentState.PROCESSING):
        order = make.sent(account, card, (make.invoice(account, 100), 100), state=state)
        assert payment_view(db, ana, order.number).actions == ["follow"]


def test_a_paid_one_has_its_papers_and_no_more_to_do(make, db, acme):
    account, ana, card = acme
    invoice = make.invoice(account, 10_000)
    order = make.sent(account, card, (invoice, 10_000))
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    view = payment_view(db, ana, order.number)
    assert [file[1].partition("?")[0] for file in view.files] == [
        f"/documents/receipts/{order.number}.pdf",
        f"/documents/remittances/{order.number}.pdf",
        f"/documents/remittances/{order.number}.csv",
    ]
    assert (view.actions, view.puts, view.puts_are_planned) == (
        [],
        [[invoice.number, f"/en/invoices/{invoice.number}", "", "€100.00"]],
        False,
    )
    assert ["At the card company", "pi_1", "true", "pi_1"] in view.facts


@pytest.mark.parametrize(("minor", "word"), [(4_000, "Partly given back"), (10_000, "Given back")])
def test_what_went_back_is_no_longer_called_paid(make, db, acme, minor, word):
    account, ana, card = acme
    order = make.sent(account, card, (make.invoice(account, 10_000), 10_000))
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    seen = RefundSeen("re_1", "pi_1", Money(minor, "EUR"), RefundStatus.SUCCEEDED, "", now())
    refunds.post(db, system(), refunds.known(db, system(), "pi_1", seen).id, "re_1")
    view = payment_view(db, ana, order.number)
    assert view.status == [word, "open", "/icons.svg#undo-2"]
    assert view.sentence.endswith(f"€{minor / 100:.2f} of it went back to you.")
    assert view.refunds[0][0::2] == ["Given back", f"€{minor / 100:.2f}"]


def test_credits_alone_are_a_payment_without_money(make, db, acme):
    account, ana, _card = acme
    make.credit_note(account, -10_000)
    (number,) = paying.begin(db, ana, Choice(numbers=(make.invoice(account, 6_000).number,)))
    paying.send(db, ana, number, 0)
    view = payment_view(db, ana, number)
    assert (view.amount, view.status[0], view.sentence) == (
        "€60.00", "Paid", "The credits were put to the invoices. Nothing was charged.",
    )  # fmt: skip


def test_a_payment_of_the_erp_has_a_page_too(make, db, acme):
    account, ana, _card = acme
    payment = make.payment(make.invoice(account, 10_000), 4_000, reference="TRANSFER 7")
    view = payment_view(db, ana, payment.number)
    assert (view.amount, view.status[0], view.actions, view.timeline) == ("€40.00", "Paid", [], [])
    assert view.crumbs[0][1] == "/en/payments"


def test_whoever_may_approve_it_can_decide(make, db, acme):
    account, ana, _card = acme
    elena = make.actor(make.contact(account, ContactRole.EXECUTIVE, name="Elena"))
    db.add(ApprovalRule(account_id=account.pk, currency="EUR", above_minor=0))
    db.flush()
    (number,) = paying.begin(db, ana, Choice(numbers=(make.invoice(account, 6_000).number,)))
    paying.send(db, ana, number, 6_000)
    assert payment_view(db, elena, number).actions == ["decide"]
    assert payment_view(db, ana, number).actions == ["cancel"]


def test_nobody_elses_payment_is_shown(make, db, acme):
    account, _ana, card = acme
    order = make.sent(account, card, (make.invoice(account), 100))
    stranger = make.actor(make.contact(make.account("Globex")))
    assert payment_view(db, stranger, order.number).missing
    assert payment_view(db, stranger, "\0").missing
