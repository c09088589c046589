from occ_app.documents import paper
from occ_app.i18n import speaking
from occ_app.money import Money


def test_customers_in_north_america_get_their_own_paper(make):
    for country, expected in (("US", "us-letter"), ("ES", "a4"), ("", "a4")):
        assert paper.values(make.account(country=country), "Title", [])["format"] == expected


def test_the_address_is_in_the_readers_language(make):
    account = make.account("Acme", city="Berlin", postal_code="10115", country="DE", tax_id="DE1")
    with speaking("es"):
        assert list(paper.address(account))[:3] == ["Acme", "10115 Berlin", "Alemania"]


def test_amounts_below_nothing_have_a_true_minus():
    assert paper.shown(Money(-100, "EUR")) == "−€1.00"
    assert paper.summed("Paid", Money(0, "JPY")) == {"name": "Paid", "amount": "¥0", "weight": "plain"}
