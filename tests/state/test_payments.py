from occ_app.access.actors import system
from occ_app.models import ContactRole, PaymentState
from occ_app.services import paying
from occ_app.services.payments import PAYMENTS
from occ_app.state.payments import payments_view


def test_what_is_being_paid_stands_above_with_what_to_do(make, db):
    account = make.account()
    ana, card = make.actor(make.contact(account)), make.card(account)
    announced = make.sent(account, None, (make.invoice(account), 100))
    asked = make.sent(account, card, (make.invoice(account), 100), state=PaymentState.NEEDS_ACTION)
    lost = make.sent(account, card, (make.invoice(account), 100))
    paying.failed(db, system(), lost.pk, "expired_card")
    rows = payments_view(db, ana, PAYMENTS, {}).being_paid
    assert [(row[5], row[6]) for row in rows] == [
        (f"/en/payments/{asked.number}", "Confirm"),
        (f"/en/payments/{announced.number}", "Look"),
        (f"/en/payments/{lost.number}", "Put it right"),
    ]
    assert "expired" in rows[2][4]
    executive = make.actor(make.contact(account, ContactRole.EXECUTIVE))
    assert {row[6] for row in payments_view(db, executive, PAYMENTS, {}).being_paid} == {"Look"}


def test_where_nothing_is_being_paid_nothing_stands_above(make, db):
    account = make.account()
    make.payment(make.invoice(account, 100), 100)
    view = payments_view(db, make.actor(make.contact(account)), PAYMENTS, {})
    assert (view.being_paid, len(view.rows)) == ([], 1)
