import pytest

from occ_app.access.permissions import GRANTS, PERSONS, Permission, Role, Scope, scopes_of

CUSTOMERS = (Role.FINANCE, Role.TECHNICAL, Role.EXECUTIVE, Role.ADMIN)


def test_no_role_means_no_right():
    assert scopes_of(frozenset()) == {}


def test_every_permission_is_in_the_table():
    assert set(GRANTS) == set(Permission)


@pytest.mark.parametrize("role", CUSTOMERS)
def test_no_customer_reaches_beyond_their_company(role):
    assert max(scopes_of(frozenset({role})).values()) is Scope.ACCOUNT


def test_a_technical_contact_reads_invoices_of_own_orders_only():
    scopes = scopes_of(frozenset({Role.TECHNICAL}))
    assert scopes[Permission.INVOICES_READ] is Scope.OWN_ORDERS
    assert scopes[Permission.OVERVIEW_READ] is Scope.OWN_ORDERS


def test_of_several_roles_the_widest_reach_counts():
    scopes = scopes_of(frozenset({Role.TECHNICAL, Role.FINANCE}))
    assert scopes[Permission.INVOICES_READ] is Scope.ACCOUNT


def test_the_rights_of_programs_belong_to_no_person():
    of_programs = [p for p, by_role in GRANTS.items() if set(by_role) == {Role.SYSTEM}]
    assert of_programs
    for role in PERSONS:
        assert not set(of_programs) & set(scopes_of(frozenset({role})))


def test_a_visitor_may_sign_in_and_nothing_that_shows_data():
    assert set(scopes_of(frozenset({Role.VISITOR}))) == {
        Permission.ACTIVITY_RECORD,
        Permission.SIGN_IN,
        Permission.MAIL_SEND,
        Permission.SSO_ENTER,
    }


def test_staff_see_no_customers_documents_by_being_staff():
    assert not {Permission.INVOICES_READ, Permission.OVERVIEW_READ} & set(scopes_of(frozenset({Role.STAFF})))
