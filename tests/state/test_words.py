from datetime import timedelta

import pytest

from occ_app.documents.words import STATUSES, TYPES
from occ_app.i18n import speaking
from occ_app.models import InvoiceStatus, InvoiceType, PaymentMethod
from occ_app.money import Money
from occ_app.state import words
from occ_app.testing.factories import TODAY


@pytest.mark.parametrize(
    ("due_in", "spanish", "english"),
    [
        (-41, "41 días de retraso", "41 days late"),
        (-1, "1 día de retraso", "1 day late"),
        (0, "vence hoy", "due today"),
        (1, "en 1 día", "in 1 day"),
        (8, "en 8 días", "in 8 days"),
    ],
)
def test_lateness_is_said_in_words(make, due_in, spanish, english):
    invoice = make.invoice(make.account(), due_in=due_in)
    for language, said in (("es", spanish), ("en", english)):
        with speaking(language):
            assert words.lateness(invoice, TODAY) == said


def test_what_is_paid_or_a_credit_note_is_not_late(make):
    paid = make.invoice(make.account(), 1_000, due_in=-9)
    make.payment(paid, 1_000)
    note = make.credit_note(make.account(), due_in=-9)
    assert (words.lateness(paid, TODAY), words.lateness(note, TODAY)) == ("", "")
    assert (words.due_on(note), words.due_sentence(note, TODAY)) == ("—", "Credit note; it has no due date.")


@pytest.mark.parametrize(("due_in", "said"), [(-41, "41 days ago."), (0, "Due today, "), (8, "in 8 days.")])
def test_the_detail_says_what_is_due_in_a_sentence(make, due_in, said):
    assert said in words.due_sentence(make.invoice(make.account(), due_in=due_in), TODAY)


def test_every_type_status_and_method_has_its_word():
    assert (set(TYPES), set(STATUSES)) == (set(InvoiceType), set(InvoiceStatus))
    assert (set(words.STATUS_ICONS), set(words.METHODS)) == (set(InvoiceStatus), set(PaymentMethod))


def test_amounts_stand_side_by_side_and_are_never_summed():
    with speaking("en"):
        assert words.amounts([Money(100, "EUR"), Money(100, "JPY")]) == "€1.00 · ¥100"


def test_the_due_date_is_the_readers(make):
    invoice = make.invoice(make.account(), due_in=0)
    invoice.due_on = TODAY.replace(month=10, day=12) + timedelta(0)
    with speaking("es"):
        assert words.due_on(invoice) == f"12 oct {TODAY.year}"


@pytest.mark.parametrize(
    ("milliseconds", "spanish", "english"),
    [(0, "0 ms", "0 ms"), (15, "15 ms", "15 ms"), (1_400, "1,4 s", "1.4 sec"), (180_000, "3 min", "3 min")],
)
def test_how_long_something_took_is_said_in_words(milliseconds, spanish, english):
    for language, said in (("es", spanish), ("en", english)):
        with speaking(language):
            assert words.duration(timedelta(milliseconds=milliseconds)) == said
