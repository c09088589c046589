import pytest

from occ_app.access import sessions
from occ_app.access.actors import Actor, visitor
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ColorMode
from occ_app.services import preferences


def test_language_and_colour_mode_are_kept_for_the_person(make, db):
    actor = make.actor(make.contact(make.account()))
    preferences.choose_language(db, actor, "es")
    preferences.choose_color_mode(db, actor, "dark")
    again = sessions.resume(db, actor.session_ref)
    assert (again.language, again.color_mode) == ("es", ColorMode.DARK)


@pytest.mark.parametrize("value", ["", "fr", "ES", "dark'", "en\n"])
def test_an_unknown_language_or_mode_is_refused(make, db, value):
    actor = make.actor(make.contact(make.account()))
    with pytest.raises(Invalid):
        preferences.choose_language(db, actor, value)
    with pytest.raises(Invalid):
        preferences.choose_color_mode(db, actor, value)


def test_one_goes_to_another_company_whose_order_names_one(make, db):
    acme, globex = make.account("Acme"), make.account("Globex")
    person = make.contact(acme)
    make.named(globex, person)
    actor, elsewhere = make.actor(person), make.actor(person)
    preferences.choose_company(db, actor, globex.pk)
    assert sessions.resume(db, actor.session_ref).account_id == globex.pk
    assert sessions.resume(db, elsewhere.session_ref).account_id == acme.pk


def test_a_foreign_company_is_not_found(make, db):
    actor = make.actor(make.contact(make.account()))
    for foreign in (make.account("Globex").pk, 0, -1, 10**18):
        with pytest.raises(NotFound):
            preferences.choose_company(db, actor, foreign)
    assert sessions.resume(db, actor.session_ref).account_id == actor.account_id


@pytest.mark.parametrize("actor", [Actor(), visitor()])
def test_who_is_not_signed_in_chooses_nothing(db, actor):
    for choose, value in (
        (preferences.choose_language, "es"),
        (preferences.choose_color_mode, "dark"),
        (preferences.choose_company, 1),
    ):
        with pytest.raises(Forbidden):
            choose(db, actor, value)
