from occ_app.i18n import speaking
from occ_app.state.new_card import new_card


def test_the_page_is_of_the_tabs_company_and_comes_back_in_the_same_language(make, stripe):
    actor = make.actor(make.contact(make.account()))
    with speaking("es"):
        address = new_card(actor, "/pay/P1")
    assert address == f"/es/cards/new?next=%2Fes%2Fpay%2FP1&company={actor.account_id}"


def test_where_no_cards_are_taken_there_is_none(make):
    assert new_card(make.actor(make.contact(make.account())), "/pay/P1") == ""
