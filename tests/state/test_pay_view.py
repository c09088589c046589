from datetime import timedelta

import pytest

from occ_app.access.actors import system
from occ_app.i18n import speaking
from occ_app.models import ApprovalRule, ContactRole, PaymentMethod
from occ_app.services import ledger, paying
from occ_app.services.documents import Choice
from occ_app.services.paying.editing import Entry
from occ_app.state.pay_view import Part, pay_view
from occ_app.testing.factories import TODAY


@pytest.fixture
def acme(make):
    account = make.account("Acme")
    return account, make.actor(make.contact(account)), make.card(account)


def begun(db, actor, *invoices):
    return paying.begin(db, actor, Choice(numbers=tuple(invoice.number for invoice in invoices)))


def test_the_sheet_in_words(make, db, acme):
    account, ana, _card = acme
    late, part = make.invoice(account, 1_843_000, due_in=-41), make.invoice(account, 721_260, due_in=-25)
    make.payment(part, 300_000)
    note = make.credit_note(account, -125_000)
    (number,) = begun(db, ana, late, part)
    with speaking("es"):
        view = pay_view(db, ana, number, {})
    assert view.items[1][: Part.IS_SHORT] == [
        part.number,
        f"/es/invoices/{part.number}",
        view.items[1][Part.ABOUT],
        "4.212,60\xa0€",
    ]
    assert view.items[1][Part.ABOUT].startswith("Suscripción · 25 días de retraso · ")
    assert [row[1:] for row in view.sums] == [["22.642,60\xa0€", ""], ["−1.250,00\xa0€", "success"]]
    assert (view.total, view.expected) == ("21.392,60\xa0€", 2_139_260)
    assert view.credits[0][1] == "−1.250,00\xa0€"
    assert note.number in view.credits[0][0]


def test_cards_say_until_when_and_which_is_chosen(make, db, acme):
    account, ana, card = acme
    old = make.card(account, last4="5100", exp_month=TODAY.month, exp_year=TODAY.year)
    (number,) = begun(db, ana, make.invoice(account))
    rows = {row[0]: row for row in pay_view(db, ana, number, {}).methods}
    assert rows[f"card:{card.pk}"][3:5] == ["", "true"]
    assert rows[f"card:{old.pk}"][2:5] == ["Expires this month", "danger", ""]
    assert list(rows)[-1] == "transfer"


def test_what_the_last_button_does(make, db, acme):
    account, ana, card = acme
    (number,) = begun(db, ana, make.invoice(account, 10_000))
    action = lambda: pay_view(db, ana, number, {}).action  # noqa: E731
    assert action() == "Confirm and pay €100.00"
    day = (TODAY + timedelta(days=3)).isoformat()
    paying.choose(db, ana, number, method=PaymentMethod.CARD, card_id=card.pk, day=day)
    assert action().startswith("Plan for")
    paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
    assert action() == "Announce the transfer"
    make.contact(account, ContactRole.EXECUTIVE)
    rule = ApprovalRule(account_id=account.pk, currency="EUR", above_minor=0)
    db.add(rule)
    db.flush()
    assert action() == "Send for approval"
    make.credit_note(account, -10_000)
    view = pay_view(db, ana, number, {})
    assert (view.action, view.charged, view.can_plan) == ("Apply credits", "Credits cover all of it", False)


def test_left_of_an_earlier_payment_is_applied_too(make, db, acme):
    account, ana, _card = acme
    left = make.payment(make.invoice(account, 5_000), 5_000)
    left.amount_minor = 7_000
    ledger.restate_payments(db, system(), {left.pk})
    (number,) = begun(db, ana, make.invoice(account, 10_000))
    view = pay_view(db, ana, number, {})
    assert view.credits == [[f"Left of payment {left.number}", "−€20.00"]]
    assert view.sums[1] == ["Left of earlier payments", "−€20.00", "success"]


def test_less_is_marked_and_asks_why_and_what_is_refused_stands_there(make, db, acme):
    account, ana, _card = acme
    invoice = make.invoice(account, 10_000)
    (number,) = begun(db, ana, invoice)
    paying.change(db, ana, number, {invoice.number: Entry("60")})
    errors = {invoice.number: "why?", "method": "how?", "day": "when?", "limit": "too much"}
    view = pay_view(db, ana, number, errors)
    assert (view.items[0][Part.IS_SHORT], view.items[0][Part.ERROR]) == ("true", "why?")
    assert (view.method_error, view.day_error, view.problem) == ("how?", "when?", "too much")
    make.payment(invoice, 7_000)
    assert "at most €30.00" in pay_view(db, ana, number, {}).items[0][Part.NOTICE]


def test_several_currencies_are_steps_and_a_sent_one_leads_to_its_payment(make, db, acme):
    account, ana, _card = acme
    one, two = begun(db, ana, make.invoice(account), make.invoice(account, currency="USD"))
    steps = pay_view(db, ana, two, {}).steps
    assert [step[1:] for step in steps] == [[f"/en/pay/{one}", "false"], [f"/en/pay/{two}", "step"]]
    paying.send(db, ana, one, pay_view(db, ana, one, {}).expected)
    assert pay_view(db, ana, two, {}).steps[0][1] == f"/en/payments/{one}"
    assert pay_view(db, ana, one, {}).sent == f"/en/payments/{one}"


def test_nobody_elses_draft_is_shown(make, db, acme):
    account, ana, _card = acme
    (number,) = begun(db, ana, make.invoice(account))
    stranger = make.actor(make.contact(make.account("Globex")))
    assert pay_view(db, stranger, number, {}).missing
