import pytest

from occ_app.errors import Forbidden
from occ_app.models import ContactRole
from occ_app.services.billing_profile import contact
from occ_app.state.billing_contact import BillingContactState, contact_view

GOOD = {
    "legal_name": "Acme, S.A.",
    "email": "ap@acme.example",
    "street": "Alcalá 1",
    "city": "Madrid",
    "region": "Madrid",
    "postal_code": "28028",
    "country": "ES",
}


@pytest.fixture
def opened(stored, reference, on_page, run):
    """Two tabs: Ana's, and her colleague's."""

    def company(make):
        acme = make.account("Acme", country="ES")
        return [make.contact(acme, name=name) for name in ("Ana", "Marta")]

    tabs = []
    for person in stored(company):
        tab = on_page(BillingContactState, reference(person), "/en/billing-profile/contact")
        run(BillingContactState.load.fn(tab))
        tabs.append(tab)
    return tabs


def save(run, tab, form):
    """Run the handler; what it told the person."""

    async def told():
        return [event async for event in BillingContactState.save.fn(tab, form)]

    return [event for event in run(told()) if event]


def test_what_is_not_saved_yet_is_said_to_come_from_orders(opened):
    ana, _marta = opened
    assert (ana.loaded, ana.version, ana.may_change) == (True, 0, True)
    assert ana.values["country"] == "ES"
    assert ["Country", "Spain"] in ana.facts
    assert "Taken from your orders" in ana.changed


def test_saving_shows_it_and_says_so(opened, run):
    ana, _marta = opened
    before = ana.form
    assert len(save(run, ana, GOOD)) == 1
    assert (ana.version, ana.values["city"], ana.is_busy) == (1, "Madrid", False)
    assert ana.form != before
    assert ana.changed.startswith("Changed by Ana on ")


def test_what_is_wrong_stands_at_its_field_and_the_form_stays(opened, run):
    ana, _marta = opened
    before = ana.form
    assert save(run, ana, GOOD | {"email": "x", "postal_code": None, "unknown": ["x"]}) == []
    assert ana.has_errors
    assert {name for name, sentence in ana.errors.items() if sentence} == {"email", "postal_code"}
    assert (ana.form, ana.is_busy) == (before, False)
    save(run, ana, GOOD)
    assert not ana.has_errors
    assert not any(ana.errors.values())


def test_a_second_tab_is_told_what_the_first_saved_and_can_save_again(opened, run):
    ana, marta = opened
    save(run, marta, GOOD)
    before = ana.form
    save(run, ana, GOOD | {"city": "Getafe", "phone": "+34 911 234 567"})
    assert "Marta saved other values" in ana.meanwhile
    assert ana.differing == [["Phone", "—"], ["City", "Madrid"]]
    assert ana.form == before, "what was written stays"
    save(run, ana, GOOD | {"city": "Getafe"})
    assert (ana.meanwhile, ana.differing, ana.version, ana.values["city"]) == ("", [], 2, "Getafe")


def test_who_may_not_see_it_is_refused(make, db):
    acme = make.account("Acme")
    with pytest.raises(Forbidden):
        contact_view(db, make.actor(make.contact(acme, ContactRole.TECHNICAL)))
    john = make.actor(make.contact(acme))
    contact.save(db, john, GOOD, 0)
    assert contact_view(db, john).values["legal_name"] == "Acme, S.A."
