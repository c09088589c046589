"""The help page cannot differ from the table of permissions; what the browser offers: tests/e2e/test_roles.py."""

from occ_app.access.permissions import GRANTS, Permission, Role, Scope
from occ_app.i18n import speaking
from occ_app.services.roles import DEEDS, NEVER, ROLES, SCOPES, UNSAID, matrix


def test_whatever_a_customer_may_do_is_said():
    held = {permission for permission, by_role in GRANTS.items() if set(by_role) & set(ROLES)}
    assert held == set(DEEDS) | UNSAID


def test_each_reach_has_a_word():
    assert set(SCOPES) == set(Scope)


def test_a_cell_says_how_far_the_table_reaches():
    rows = {row[0]: dict(zip(ROLES, row[1:], strict=True)) for row in matrix()}
    payments = rows[DEEDS[Permission.PAYMENTS_READ]]
    assert (payments[Role.FINANCE], payments[Role.TECHNICAL]) == ("whole company", NEVER)
    trail = rows[DEEDS[Permission.ACTIVITY_READ]]
    assert (trail[Role.FINANCE], trail[Role.ADMIN], trail[Role.PARENT]) == (
        "own actions",
        "whole company",
        NEVER,
    )
    for words, cells in rows.items():
        permission = next(one for one, said in DEEDS.items() if said == words)
        assert {role for role, said in cells.items() if said != NEVER} == set(GRANTS[permission]) & set(ROLES)


def test_it_is_said_in_the_language_spoken():
    with speaking("es"):
        assert matrix()[0][:2] == ["Ver el resumen", "toda la empresa"]
