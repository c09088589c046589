import pytest

from occ_app.access.actors import system
from occ_app.errors import Invalid, NotFound
from occ_app.models import ApprovalRule, PaymentLimit, PaymentMethod, PaymentState
from occ_app.services import autopay, paying, pending
from occ_app.services.pending import Kind

FORM = {"currency": "EUR", "days_before": "0", "notice_days": "3"}


@pytest.fixture
def other(acme):
    """Another good card."""
    return acme.make.card(acme.account, last4="5555")


def test_a_failed_payment_becomes_a_draft_with_the_other_method(acme, other, db):
    order = acme.failed(acme.make.invoice(acme.account, 1_000))
    sheet = paying.sheet(db, acme.ana, pending.fix(db, acme.ana, Kind.FAILED, order.number, other.pk))
    assert (sheet.order.card_id, sheet.to_pay.minor) == (other.pk, 1_000)
    sheet = paying.sheet(db, acme.ana, pending.fix(db, acme.ana, Kind.FAILED, order.number, None))
    assert sheet.order.method is PaymentMethod.BANK_TRANSFER


def test_a_rule_gets_the_card_and_is_never_a_transfer(acme, other, db):
    rule = autopay.start(db, acme.ana, FORM | {"card": str(acme.card.pk)}) if billed(acme) else None
    acme.card.exp_year = 2020
    with pytest.raises(Invalid, match="Only a card"):
        pending.fix(db, acme.ana, Kind.AUTOPAY, str(rule.pk), None)
    assert pending.fix(db, acme.ana, Kind.AUTOPAY, str(rule.pk), other.pk) == ""
    assert (rule.card_id, pending.broken(db, acme.ana)) == (other.pk, [])


def billed(acme):
    return acme.make.invoice(acme.account, 500, due_in=200)


def test_only_what_is_on_ones_list_is_put_right(acme, other, db):
    order = acme.failed(acme.make.invoice(acme.account, 1_000))
    eve = acme.make.actor(acme.make.contact(acme.make.account("Globex")))
    for who, key, card in (
        (eve, order.number, other.pk),
        (acme.ana, "PNOSUCH\0", other.pk),
        (acme.ana, order.number, 10**9),
    ):
        with pytest.raises(NotFound):
            pending.fix(db, who, Kind.FAILED, key, card)


def test_all_at_once_sends_each_and_gives_the_rest_the_card(acme, other, db):
    billed(acme)
    orders = [acme.failed(acme.make.invoice(acme.account, minor)) for minor in (1_000, 2_000)]
    dollars = acme.failed(acme.make.invoice(acme.account, 300, currency="USD"), currency="USD")
    rule = autopay.start(db, acme.ana, FORM | {"card": str(acme.card.pk)})
    acme.card.exp_year = 2020
    agreed = pending.sums(db, acme.ana)
    assert agreed == {"EUR": 3_000, "USD": 300}
    sent = pending.fix_all(db, acme.ana, other.pk, agreed)
    assert {(one.state, one.card_id) for one in sent} == {(PaymentState.SUBMITTING, other.pk)}
    assert sorted(one.amount_minor for one in sent) == [300, 1_000, 2_000]
    assert all(one.fixed_at for one in (*orders, dollars))
    assert (rule.card_id, pending.broken(db, acme.ana)) == (other.pk, [])


def test_transfers_are_announced_and_the_rest_stays(acme, db):
    acme.failed(acme.make.invoice(acme.account, 1_000))
    (sent,) = pending.fix_all(db, acme.ana, None, {"EUR": 1_000})
    assert sent.state is PaymentState.ANNOUNCED


def test_approvals_and_limits_are_kept(acme, other, db):
    acme.failed(acme.make.invoice(acme.account, 5_000))
    acme.make.contact(acme.account, "executive")
    db.add(ApprovalRule(account_id=acme.account.pk, currency="EUR", above_minor=100, role="executive"))
    db.flush()
    (sent,) = pending.fix_all(db, acme.ana, other.pk, {"EUR": 5_000})
    assert sent.state is PaymentState.AWAITING_APPROVAL
    acme.failed(acme.make.invoice(acme.account, 6_000))
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_day_minor=6_000))
    db.flush()
    with pytest.raises(Invalid, match="limit"):
        pending.fix_all(db, acme.ana, other.pk, {"EUR": 6_000})


@pytest.mark.parametrize("agreed", [{"EUR": 4_999}, {}, {"USD": 5_000}])
def test_more_than_was_agreed_to_is_asked_again(acme, other, db, agreed):
    acme.failed(acme.make.invoice(acme.account, 5_000))
    with pytest.raises(Invalid, match="has changed"):
        pending.fix_all(db, acme.ana, other.pk, agreed)


def test_what_is_paid_in_part_only_needs_no_reason_again(acme, other, db):
    invoice = acme.make.invoice(acme.account, 5_000)
    order = acme.make.sent(acme.account, acme.card, (invoice, 2_000))
    paying.failed(db, system(), order.pk, "card_declined")
    (sent,) = pending.fix_all(db, acme.ana, other.pk, {"EUR": 2_000})
    assert (sent.amount_minor, sent.state) == (2_000, PaymentState.SUBMITTING)
