import pytest

from occ_app.errors import Forbidden, InvalidForm, NotFound
from occ_app.models import ActivityKind, TaxIdKind
from occ_app.services.billing_profile import tax_ids

SPANISH = {"country": "ES", "kind": "usual", "value": "A-28415073"}


def test_a_number_is_checked_kept_recorded_and_told(db, acme):
    tax_ids.add(db, acme.acting(), SPANISH)
    (one,) = tax_ids.listing(db, acme.acting(acme.marta)).live
    assert (one.value, one.is_checked, tax_ids.name_of(one)) == ("ESA28415073", True, "NIF")
    (deed,) = acme.deeds()
    assert (deed.kind, deed.subject) == (ActivityKind.TAX_ID_ADDED, "ESA28415073")
    assert "ESA28415073" in acme.mails("marta@acme.example")[0].text


def test_until_there_is_one_the_account_says_it(db, acme):
    assert tax_ids.listing(db, acme.acting()).on_account == "A28415073"
    tax_ids.add(db, acme.acting(), SPANISH)
    assert tax_ids.listing(db, acme.acting()).on_account == ""


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"country": "ES", "value": "A28415074"}, "value", "One looks like ESB64717838"),
        ({"country": "ES", "value": ""}, "value", "NIF"),
        ({"country": "XX", "value": "12345"}, "country", "choose a country"),
        ({}, "country", "choose a country"),
        ({"country": "KW", "value": "1"}, "value", "2 to 40"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(db, acme, wanted, field, words):
    with pytest.raises(InvalidForm) as refused:
        tax_ids.add(db, acme.acting(), wanted)
    assert list(refused.value.sentences) == [field]
    assert words in str(refused.value)
    assert acme.deeds() == []


@pytest.mark.parametrize("wanted", [{"country": "KW"}, {"country": "ES", "kind": "other"}])
def test_what_has_no_known_format_is_taken_and_marked(db, acme, wanted):
    tax_ids.add(db, acme.acting(), wanted | {"value": " 12 345 "})
    (one,) = tax_ids.listing(db, acme.acting()).live
    assert (one.value, one.is_checked, tax_ids.displayed(one)) == ("12 345", False, "12 345")
    assert tax_ids.name_of(one) == "Tax number"


def test_the_same_number_counts_once_and_can_come_back(db, acme):
    tax_ids.add(db, acme.acting(), SPANISH)
    with pytest.raises(InvalidForm, match="already"):
        tax_ids.add(db, acme.acting(), SPANISH | {"value": "ES A28415073"})
    (one,) = tax_ids.listing(db, acme.acting()).live
    tax_ids.end(db, acme.acting(), one.pk)
    tax_ids.end(db, acme.acting(), one.pk)
    assert [deed.kind for deed in acme.deeds()][1:] == [ActivityKind.TAX_ID_ENDED], "once"
    tax_ids.add(db, acme.acting(), SPANISH)
    found = tax_ids.listing(db, acme.acting())
    assert (len(found.live), len(found.ended)) == (1, 1)
    assert (found.ended[0].ended_by, found.ended[0].kind) == (acme.ana.pk, TaxIdKind.USUAL)


def test_a_company_has_only_so_many(db, acme, monkeypatch):
    monkeypatch.setattr(tax_ids, "MOST", 1)
    tax_ids.add(db, acme.acting(), SPANISH)
    with pytest.raises(InvalidForm, match="at most 1"):
        tax_ids.add(db, acme.acting(), {"country": "KW", "value": "123"})


def test_companies_do_not_touch_each_others(db, make, acme):
    tax_ids.add(db, acme.acting(), SPANISH)
    (one,) = tax_ids.listing(db, acme.acting()).live
    john = make.actor(make.contact(make.account("Globex")))
    assert tax_ids.listing(db, john).live == []
    with pytest.raises(NotFound):
        tax_ids.end(db, john, one.pk)
    tax_ids.add(db, john, SPANISH)
    with pytest.raises(Forbidden):
        tax_ids.end(db, acme.acting(acme.tomas), one.pk)
