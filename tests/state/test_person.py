import pytest

from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ContactFlag, ContactRole
from occ_app.services.people import directory
from occ_app.state.person import PersonState, change, person_view


@pytest.fixture
def people(make):
    acme = make.account("Acme")
    return {
        "marta": make.contact(acme, is_admin=True, name="Marta"),
        "ana": make.contact(acme, name="Ana"),
        "tomas": make.contact(acme, ContactRole.TECHNICAL, name="Tomás"),
    }


def key_of(db, actor, name):
    return str(next(one.id for one in directory.entries(db, actor) if one.name == name))


def test_a_person_in_words(make, db, people):
    marta = make.actor(people["marta"])
    view = person_view(db, marta, key_of(db, marta, "Ana"))
    assert (view.name, view.status[0], view.flag) == ("Ana", "Active", "")
    assert [right[:1] for right in view.rights] == [["Finance"]]
    assert [box[2] for box in view.boxes] == ["", "true", "", ""]
    assert view.actions == ["roles", "suspend", "remove"]


def test_only_an_administrator_is_offered_changes(make, db, people):
    ana = make.actor(people["ana"])
    assert person_view(db, ana, key_of(db, ana, "Tomás")).actions == []


def test_what_can_be_done_follows_the_standing(make, db, people):
    marta = make.actor(people["marta"])
    key = key_of(db, marta, "Ana")
    for what, actions in (
        ("suspend", ["roles", "resume", "remove"]),
        ("resume", ["roles", "suspend", "remove"]),
        ("remove", ["roles"]),
    ):
        change(db, marta, key, what, form={}, is_sure=False)
        assert person_view(db, marta, key).actions == actions
    assert person_view(db, marta, key).modules == "—"


def test_a_flag_is_shown_and_settled(make, db, people):
    marta = make.actor(people["marta"])
    key = key_of(db, marta, "Ana")
    db.get(directory.Contact, int(key)).flag = ContactFlag.UNNAMED
    db.flush()
    view = person_view(db, marta, key)
    assert (view.flag, "flag" in view.actions) == ("No longer named on any order", True)
    change(db, marta, key, "flag", form={}, is_sure=False)
    assert person_view(db, marta, key).flag == ""


def test_nobody_of_another_company_is_here(make, db, people):
    stranger = make.actor(make.contact(make.account("Globex"), is_admin=True))
    key = key_of(db, make.actor(people["ana"]), "Ana")
    assert person_view(db, stranger, key).missing
    with pytest.raises(NotFound):
        change(db, stranger, key, "remove", form={}, is_sure=True)


@pytest.fixture
def page(stored, reference, on_page, run):
    """Marta's page of somebody; two administrators, so that one may go."""

    def company(make):
        acme = make.account("Acme")
        marta = make.contact(acme, is_admin=True, name="Marta")
        make.contact(acme, is_admin=True, name="Elena")
        actor = make.actor(marta)
        return marta, {one.name: one.id for one in directory.entries(make.db, actor)}

    marta, keys = stored(company)

    def opened(name):
        state = on_page(PersonState, reference(marta), f"/en/people/{keys[name]}")
        run(PersonState.load.fn(state))
        return state

    return opened


def test_saving_roles_shows_them(page, run):
    elena = page("Elena")
    run(PersonState.save.fn(elena, {"role:executive": True}))
    assert [right[0] for right in elena.rights] == ["Executive"]
    run(PersonState.suspend.fn(elena))
    assert elena.status[0] == "Suspended"
    run(PersonState.resume.fn(elena))
    run(PersonState.clear_flag.fn(elena))
    run(PersonState.remove.fn(elena))
    assert elena.status[0] == "Removed"
    with pytest.raises(Invalid):
        run(PersonState.save.fn(elena, {"role:king": True}))


def test_changing_oneself_is_asked_about_once_more(page, run):
    marta = page("Marta")
    assert run(PersonState.confirm.fn(marta)) is None
    run(PersonState.save.fn(marta, {"role:admin": True}))
    assert "take rights from yourself" in marta.unsure
    assert len(marta.rights) == 2
    run(PersonState.confirm.fn(marta))
    assert (marta.unsure, [right[0] for right in marta.rights]) == ("", ["Administrator"])
    assert run(PersonState.confirm.fn(marta)) is None, "once"
    with pytest.raises(Forbidden):
        run(PersonState.save.fn(marta, {"role:admin": True, "role:finance": True}))
