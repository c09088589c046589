from datetime import timedelta

import pytest

from occ_app.errors import NotFound
from occ_app.services import delegations
from occ_app.services.documents import Choice
from occ_app.state.delegations import DelegationsState, delegations_view
from occ_app.testing.factories import TODAY


def hand_over(make, ana):
    until = (TODAY + timedelta(days=3)).isoformat()
    asked = {"email": "p@payer.example", "name": "Pay Er", "ends_on": until, "note": "please"}
    return delegations.delegate(make.db, make.actor(ana), Choice(numbers=("A-1",)), **asked)


@pytest.fixture
def ana(stored):
    def write(make):
        acme = make.account("Acme")
        person = make.contact(acme, name="Ana Ruiz")
        make.invoice(acme, number="A-1")
        hand_over(make, person).sent_at -= timedelta(hours=1)
        return person

    return stored(write)


@pytest.fixture
def page(ana, reference, on_page, run):
    opened = on_page(DelegationsState, reference(ana), "/en/delegations")
    run(opened.load())
    return opened


def test_what_is_shared_in_words(make, db):
    acme = make.account("Acme")
    ana = make.contact(acme, name="Ana Ruiz")
    make.invoice(acme, number="A-1")
    assert delegations_view(db, make.actor(ana)).sentence == "Nothing is shared at the moment."
    made = hand_over(make, ana)
    view = delegations_view(db, make.actor(ana))
    assert view.sentence == "Shared with 1 person."
    [row] = view.live
    assert row[:4] == [str(made.pk), "Pay Er", "p@payer.example", "A-1"]
    assert (row[5], row[7], row[8], row[11]) == ("Not opened yet", "please", "Shared", "")


def test_a_new_link_and_taking_back_after_being_asked(page, run):
    run(page.revoke())
    assert page.revoked == 0
    run(page.send_again(page.live[0][0]))
    page.choose(page.live[0][0])
    run(page.revoke())
    assert (page.live, page.revoked, page.past[0][8]) == ([], 1, "Taken back")


@pytest.mark.parametrize("rubbish", ["", "-1", "x", "9" * 40, "٣", "999999"])
def test_what_is_not_there_is_neither_chosen_nor_sent(page, run, rubbish):
    page.choose(rubbish)
    assert page.chosen[0] == ""
    with pytest.raises(NotFound):
        run(page.send_again(rubbish))
