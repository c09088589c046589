import pytest

from occ_app.documents.words import kind, lateness
from occ_app.i18n import speaking
from occ_app.models import InvoiceType
from occ_app.testing.factories import TODAY


@pytest.mark.parametrize(
    ("due_in", "words"),
    [(-41, "41 days late"), (-1, "1 day late"), (0, "due today"), (1, "in 1 day"), (8, "in 8 days")],
)
def test_lateness_is_said_in_days(make, due_in, words):
    assert lateness(make.invoice(make.account(), due_in=due_in), TODAY) == words


def test_nothing_due_is_never_late(make):
    paid = make.invoice(make.account(), 1_000, due_in=-9)
    make.payment(paid, 1_000)
    assert lateness(paid, TODAY) == ""
    assert lateness(make.credit_note(make.account()), TODAY) == ""


def test_a_credit_note_is_called_so_whatever_it_credits(make):
    account = make.account()
    with speaking("es"):
        assert kind(make.invoice(account, type=InvoiceType.SUPPORT)) == "Soporte"
        assert kind(make.credit_note(account, type=InvoiceType.SUPPORT)) == "Nota de crédito"
