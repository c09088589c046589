import pytest
from sqlmodel import update

from occ_app.access import sessions
from occ_app.errors import NotFound, ProofNeeded
from occ_app.models import Passkey, Person
from occ_app.state.profile import ProfileState, profile_view


@pytest.fixture
def ana(make):
    return make.contact(make.account("Acme"), name="Ana")


def test_who_has_no_factor_is_told_why_to_have_one(make, db, ana):
    view = profile_view(db, make.actor(ana))
    assert "can get into the portal" in view.factor
    assert (view.has_factor, view.app, view.passkeys, view.has_others) == (False, "", [], False)


def test_a_company_that_asks_for_one_is_named(make, db):
    person = make.contact(make.account("Acme", requires_second_factor=True))
    owing = make.actor(person)
    sessions.renew(db, owing.session_ref)
    db.expire_all()
    actor = sessions.resume(db, owing.session_ref)
    assert profile_view(db, actor).factor == "Acme asks for a second factor when you sign in."


def test_the_sessions_are_told_apart(make, db, ana):
    here = make.actor(ana)
    make.actor(ana)
    view = profile_view(db, here)
    assert [row[6] for row in view.sessions] == ["true", ""]
    assert view.sessions[0][1:4] == ["Unknown device", "Local network (127.0.0.1)", "Code by e-mail"]
    assert view.has_others
    assert here.session_ref not in str(view)


@pytest.fixture
def page(stored, reference, on_page):
    """The profile page of somebody who has a passkey and is signed in twice."""

    def store(make):
        ana = make.contact(make.account("Acme"))
        make.db.add(Passkey(person_id=ana.pk, name="Laptop", credential_id="x", public_key="y"))
        make.actor(ana)
        return ana

    ana = stored(store)
    return on_page(ProfileState, reference(ana), "/en/profile")


def test_ending_all_others_leaves_one(page, run):
    run(page.load())
    assert len(page.sessions) == 2
    run(page.end_others())
    assert (len(page.sessions), page.has_others) == (1, False)


@pytest.mark.parametrize("session", ["", "0", "-1", "1e3", "９", "9" * 30])
def test_ending_what_is_not_there_says_so(page, run, session):
    with pytest.raises(NotFound):
        run(page.end(session))


async def exhaust(events):
    async for _one in events:
        pass


def test_a_chosen_factor_is_removed_and_the_dialog_closes(page, run):
    run(page.load())
    run(page.choose("passkey", *page.passkeys[0][:2]))
    run(exhaust(page.remove()))
    assert (page.passkeys, page.removed) == ([], 1)


def test_without_a_fresh_proof_the_dialog_closes_and_the_factor_stays(page, run, stored):
    stored(lambda make: make.db.exec(update(Person).values(has_factor=True)))
    run(page.load())
    run(page.choose("passkey", *page.passkeys[0][:2]))
    with pytest.raises(ProofNeeded):
        run(exhaust(page.remove()))
    assert page.removed == 1
    run(page.load())
    assert len(page.passkeys) == 1
