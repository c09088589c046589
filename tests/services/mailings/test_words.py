import pytest

from occ_app import i18n
from occ_app.services import documents
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter
from occ_app.services.mailings.words import in_words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "All invoices"),
        ("sort=-total", "All invoices"),
        ("status=past_due&type=support,license", "Past due · Support · License"),
        ("state=payment_submitted&document=credit_note", "Payment submitted · Credit notes"),
        ("order=ORD-1&issued_from=2026-10-01&issued_to=2026-10-31", "Issue date 1 Oct 2026 – 31 Oct 2026 · Order: ORD-1"),
        ("numbers=" + ",".join(f"N{n}" for n in range(12)), "Chosen documents: " + ", ".join(f"N{n}" for n in range(10)) + ", …"),
    ],
)  # fmt: skip
def test_a_filter_in_words(query, words):
    assert in_words(documents.choice_of(query)) == words


def test_amounts_have_their_currency_where_one_is_asked_for():
    assert in_words(Choice(Filter(total_from=1_050, total_to=99_900, currency="EUR"))) == (
        "Total €10.50 – €999.00 · EUR"
    )


def test_words_are_in_the_language_spoken():
    with i18n.speaking("es"):
        assert in_words(documents.choice_of("status=past_due&due_to=2026-10-31")) == (
            "Vencida · Vencimiento hasta 31 oct 2026"
        )
