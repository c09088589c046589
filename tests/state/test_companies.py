from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.models import ActivityCheck
from occ_app.services import activity
from occ_app.state.companies import CompaniesState, CompanyState, TrailState, company_view, trail_view
from occ_app.state.lists import list_view

STAFF = Actor(roles=frozenset({Role.STAFF}))


def test_a_company_in_words(db, make):
    account = make.account("Acme", number="A/1")
    make.invoice(account, 100_00, due_in=-1)
    view = company_view(db, STAFF, "A/1")
    assert (view.name, view.number, view.missing) == ("Acme", "A/1", False)
    assert ["Past due", "€100.00"] in view.facts
    assert company_view(db, STAFF, "none").missing


def test_staff_have_lists_without_views_of_their_own(db, make):
    make.account("Acme", number="A/1")
    view = list_view(db, STAFF, CompaniesState.list_of, {})
    assert (view.saved, view.rows[0][1]) == ([], "/en/staff/companies/A%2F1")


def test_what_the_check_found_is_said_to_staff(db, make):
    assert trail_view(db, STAFF) == ["The trail of activity was not checked yet."]
    make.db.add(ActivityCheck(chain=1, at=make.account().created_at, seq=0, problem="entry 2"))
    make.db.flush()
    assert trail_view(db, STAFF)[1:] == ["entry 2"]
    activity.check(db, system())
    assert "nothing was changed" in trail_view(db, STAFF)[0]


def test_the_states_fill_themselves(stored, reference, on_page, run):
    staff = stored(lambda make: (make.account("Acme", number="A/1"), make.person(is_staff=True))[1])
    opened = reference(staff)
    state = on_page(CompanyState, opened, "/en/staff/companies/A%2F1")
    run(CompanyState.load.fn(state))
    assert state.name == "Acme"
    trail = on_page(TrailState, opened, "/en/staff/companies")
    run(TrailState.load.fn(trail))
    assert trail.said
