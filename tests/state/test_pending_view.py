from datetime import timedelta

from occ_app.access.actors import system
from occ_app.models import AutopayRule, InvoiceType, PaymentMethod
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.state.pending_view import pending_view
from occ_app.testing.factories import TODAY


def test_orders_and_payments_that_wait(make, db):
    account = make.account("Acme")
    ana, card = make.actor(make.contact(account)), make.card(account)
    order = make.order(account, number="PD-1", contract_number="CT-1")
    make.invoice(account, 12_100, order=order, type=InvoiceType.SUPPORT)
    make.invoice(account, 5_000, order=order, type=InvoiceType.SUPPORT, currency="USD")
    planned = make.invoice(account, 3_000)
    (number,) = paying.begin(db, ana, Choice(numbers=(planned.number,)))
    day = (TODAY + timedelta(days=3)).isoformat()
    paying.choose(db, ana, number, method=PaymentMethod.CARD, card_id=card.pk, day=day)
    paying.send(db, ana, number, 3_000)
    view = pending_view(db, ana)
    assert view.orders == [
        ["PD-1", "CT-1 · 2 invoices", "€121.00 · $50.00", "true", "/en/invoices?order=PD-1"]
    ]
    assert [one[:3] for one in view.payments] == [[number, "€30.00", "Planned"]]
    assert (view.more, view.broken) == ("", [])
    assert view.choices[0][0] == str(card.pk)


def test_the_fix_it_list_in_words(make, db):
    account = make.account("Acme")
    ana, card = make.actor(make.contact(account)), make.card(account)
    failed = make.sent(account, card, (make.invoice(account, 12_100), 12_100))
    paying.failed(db, system(), failed.pk, "insufficient_funds")
    waits = make.sent(
        account, card, (make.invoice(account, 700), 700), state="scheduled", scheduled_for=TODAY
    )
    for contract in ("", "CT-1"):
        rule = {"account_id": account.pk, "currency": "EUR", "contract_number": contract}
        db.add(AutopayRule(**rule, card_id=card.pk))
    card.exp_year = 2020
    db.flush()
    shown = pending_view(db, ana)
    first, planned, whole, contract = shown.broken
    assert first[:4] == ["failed", failed.number, f"Payment {failed.number} failed", "€121.00"]
    assert first[4].startswith("Visa ···· 4242 · There is not enough money")
    assert (planned[1], planned[2]) == (waits.number, f"Planned payment {waits.number}")
    assert "expires before its day" in planned[4]
    assert [whole[2], contract[2]] == ["Autopay", "Autopay of CT-1"]
    assert whole[4] == "Visa ···· 4242 has expired."
    assert shown.choices == []


def test_another_card_than_the_one_that_failed_is_suggested(make, db):
    account = make.account("Acme")
    ana = make.actor(make.contact(account))
    bad, other = make.card(account), make.card(account, is_default=False, last4="1881")
    orders = []
    for failure in ("insufficient_funds", "authentication_required"):
        order = make.sent(account, bad, (make.invoice(account), 12_100))
        paying.failed(db, system(), order.pk, failure)
        orders.append(order.number)
    shown = pending_view(db, ana)
    assert {one[1]: one[6] for one in shown.broken} == dict(
        zip(orders, [str(other.pk), str(bad.pk)], strict=True)
    )
    assert shown.suggested == str(other.pk)
    db.delete(other)
    db.flush()
    assert pending_view(db, ana).suggested == str(bad.pk)
