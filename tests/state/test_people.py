from dataclasses import replace

import pytest
from sqlmodel import select

from occ_app.access.permissions import Role
from occ_app.errors import NotFound
from occ_app.models import CompanyRole, ContactRole, Invitation
from occ_app.services.people import PEOPLE, invitations
from occ_app.state.people import PeopleState, number_of, people_view, roles_in


def view_of(db, actor):
    return people_view(db, actor, PEOPLE, {})


@pytest.fixture
def acme(make):
    return make.account("Acme")


def test_the_page_offers_what_this_actor_may_do(make, db, acme):
    views = {
        "admin": view_of(db, make.actor(make.contact(acme, is_admin=True))),
        "technical": view_of(db, make.actor(make.contact(acme, ContactRole.TECHNICAL))),
    }
    assert [offer[0] for offer in views["technical"].offers] == ["role:technical"]
    assert len(views["admin"].offers) == 4
    assert (list(views["admin"].ways), list(views["technical"].ways)) == (["review", "invite"], ["invite"])


def test_who_only_reads_a_company_is_offered_nothing(make, db, acme):
    reader = replace(make.actor(make.contact(acme)), roles=frozenset({Role.PARENT}))
    view = view_of(db, reader)
    assert (view.offers, view.invitations, view.ways) == ([], [], {})
    assert view.rows


def test_an_invitation_in_words(make, db, acme):
    ana = make.actor(make.contact(acme, name="Ana"))
    invitations.invite(db, ana, "nora@x.example", name="Nora", roles=[CompanyRole.FINANCE])
    (row,) = view_of(db, ana).invitations
    assert row[1:5] == ["nora@x.example", "Nora", "Finance", "Invited by Ana"]
    assert row[5].startswith("Good until")
    assert row[6:] == ["true", ""]


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "١", "9" * 30])
def test_a_key_that_is_none_is_nobodys(text):
    assert number_of(text) == 0


def test_roles_in_a_form_are_those_there_are():
    form = {"role:finance": True, "role:king": True, "email": "x"}
    assert roles_in(form) == [CompanyRole.FINANCE]


@pytest.fixture
def page(stored, reference, on_page, run):
    ana = stored(lambda make: make.contact(make.account("Acme"), name="Ana"))
    state = on_page(PeopleState, reference(ana), "/en/people")
    run(PeopleState.load.fn(state))
    return state


def test_inviting_tells_and_lists_and_a_refusal_stays_in_the_form(page, run, stored):
    form = {"email": "nora@x.example", "name": "Nora", "role:finance": True, "message": ""}
    run(PeopleState.invite.fn(page, form | {"role:admin": True}))
    assert (page.problem.startswith("You can invite others only"), page.invited) == (True, 0)
    told = run(PeopleState.invite.fn(page, form))
    assert "on its way to nora@x.example" in str(told.args)
    assert (page.problem, page.invited, len(page.invitations)) == ("", 1, 1)
    run(PeopleState.resend.fn(page, page.invitations[0][0]))
    run(PeopleState.cancel.fn(page, page.invitations[0][0]))
    assert page.invitations == []
    assert stored(lambda make: make.db.exec(select(Invitation)).one()).cancelled_at


def test_rubbish_is_nobodys_invitation(page, run):
    for rubbish in ("", "0", "1e3", "999999"):
        with pytest.raises(NotFound):
            run(PeopleState.cancel.fn(page, rubbish))
