import pytest

from occ_app.access.actors import Actor, visitor
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import CompanyRole, ContactFlag, ContactRole, ContactState, RightSource, SignInMethod
from occ_app.services import lists, sign_in
from occ_app.services.lists import parse
from occ_app.services.paging import PAGE_ROWS
from occ_app.services.people import PEOPLE, Standing, changes, directory, invitations
from tests.services.people.conftest import VISIT


def found(db, actor, **params):
    wanted = parse(PEOPLE.usual, PEOPLE.fields, params)
    return [one.email.split("@")[0] for one in PEOPLE.source.listing(db, actor, wanted).items]


def test_everybody_reads_who_is_in_the_company_and_nobody_elses(db, make, acme):
    make.contact(make.account("Globex"), email="john@globex.example", name="John Baker")
    for person in (acme.marta, acme.ana, acme.tomas):
        assert found(db, acme.acting(person)) == ["ana", "marta", "tomas"]
    parent = Actor(roles=frozenset({Role.PARENT}), account_id=acme.account.pk)
    assert found(db, parent) == ["ana", "marta", "tomas"]
    with pytest.raises(Forbidden):
        PEOPLE.source.listing(db, Actor(), PEOPLE.usual)


def test_each_right_tells_where_it_came_from(db, make, acme):
    elena = make.person("elena@acme.example", name="Elena")
    given = {"given_by": acme.marta.pk}
    make.right(acme.account, elena, CompanyRole.EXECUTIVE, source=RightSource.INVITATION, **given)
    make.right(acme.account, elena, CompanyRole.FINANCE, source=RightSource.ADMINISTRATOR, **given)
    make.right(acme.account, elena, CompanyRole.TECHNICAL, source=RightSource.SINGLE_SIGN_ON)
    make.right(acme.account, elena, CompanyRole.ADMIN, source=RightSource.REQUEST, **given)
    people = {one.email: one for one in directory.entries(db, acme.acting(acme.ana))}
    assert [right.words for right in people["ana@acme.example"].rights] == ["Order 4500-123"]
    assert {right.role.value: right.words for right in people["elena@acme.example"].rights} == {
        "admin": "Requested; given by Marta Soler",
        "finance": "Given by Marta Soler",
        "technical": "Single sign-on",
        "executive": "Invited by Marta Soler",
    }


def test_tabs_filters_search_and_order(db, acme):
    marta = acme.acting(acme.marta)
    invitations.invite(db, marta, "nora@acme.example", name="Nora", roles=[CompanyRole.EXECUTIVE])
    changes.suspend(db, marta, acme.contact(acme.tomas).pk)
    acme.contact(acme.ana).flag = ContactFlag.UNNAMED
    assert found(db, marta, sort="-name") == ["tomas", "nora", "marta", "ana"]
    assert found(db, marta, status="suspended") == ["tomas"]
    assert found(db, marta, status="invited") == ["nora"]
    assert found(db, marta, role="executive") == ["nora"]
    assert found(db, marta, role="admin,technical") == ["marta", "tomas"]
    assert found(db, marta, source="order") == ["ana", "marta", "tomas"]
    assert found(db, marta, flag="unnamed") == ["ana"]
    assert found(db, marta, q="TOMAS vidal") == ["tomas"]
    tallies = PEOPLE.source.tallies(db, marta, PEOPLE.usual)
    assert {group: lists.count_of(counted) for group, counted in tallies.items()} == {
        Standing.ACTIVE: 2, Standing.INVITED: 1, Standing.SUSPENDED: 1, Standing.REMOVED: 0, Standing.ALL: 4,
    }  # fmt: skip
    for rubbish in ({"sort": "id"}, {"role": "king"}, {"status": "dead"}):
        with pytest.raises(Invalid):
            found(db, marta, **rubbish)


def test_many_people_come_in_pages(db, make, acme):
    for at in range(PAGE_ROWS):
        make.contact(acme.account, name=f"Person {at:03}")
    ana = acme.acting(acme.ana)
    first = PEOPLE.source.listing(db, ana, PEOPLE.usual)
    second = PEOPLE.source.listing(db, ana, PEOPLE.usual, after=first.next)
    assert (len(first.items), len(second.items), second.next) == (PAGE_ROWS, 3, "")
    assert PEOPLE.source.listing(db, ana, PEOPLE.usual, before=second.previous).items == first.items
    assert PEOPLE.source.listing(db, ana, PEOPLE.usual, after="rubbish").items == first.items
    assert len(list(lists.records(db, ana, PEOPLE, {}))) == PAGE_ROWS + 3
    assert len(list(lists.records(db, ana, PEOPLE, {"numbers": "ana@acme.example"}))) == PAGE_ROWS + 3
    assert lists.chosen(db, ana, PEOPLE, ["ana@acme.example"]) == []


def test_one_person_is_found_in_their_company_only(db, make, acme):
    john = make.contact(make.account("Globex"), name="John Baker")
    there = make.actor(john)
    ana = acme.acting(acme.ana)
    assert directory.entry(db, ana, acme.contact(acme.tomas).pk).name == "Tomás Vidal"
    for stranger in (acme.contact(acme.tomas).pk, 0, 999_999):
        with pytest.raises(NotFound):
            directory.entry(db, there, stranger)


def test_the_last_sign_in_is_that_into_this_company(db, acme):
    ana = acme.acting(acme.ana)
    assert {one.signed_in_on for one in directory.entries(db, ana)} == {None}
    sign_in.admit(db, visitor(), acme.ana.email, VISIT, SignInMethod.CODE)
    seen = {one.email: one.signed_in_on for one in directory.entries(db, ana)}
    assert seen["ana@acme.example"] == ana.today()
    assert seen["marta@acme.example"] is None


def test_files_have_a_column_for_each_fact(db, make, acme):
    make.right(acme.account, acme.ana, CompanyRole.EXECUTIVE, source=RightSource.SINGLE_SIGN_ON)
    acme.contact(acme.ana).state = ContactState.SUSPENDED
    ana = next(one for one in directory.entries(db, acme.acting(acme.marta)) if one.name == "Ana Ruiz")
    cells = {column.key: column.cell(ana) for column in PEOPLE.filed}
    assert cells["roles"] == "Finance, Executive"
    assert cells["source"] == "Order 4500-123; Single sign-on"
    assert (cells["status"], cells["modules"], cells["factor"]) == ("Suspended", "", "No")
    assert ContactRole.FINANCE.value in {role.value for role in ana.roles}
