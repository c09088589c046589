import pytest
from sqlmodel import select

from occ_app.errors import Forbidden, NotFound
from occ_app.models import AccessRight, ActivityKind, CompanyRole, RightSource
from occ_app.services import rights
from occ_app.testing.trail import trail

FINANCE, REQUEST = CompanyRole.FINANCE, RightSource.REQUEST


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def marta(make, acme):
    return make.actor(make.contact(acme, is_admin=True))


def test_a_role_is_given_once_and_noted(make, db, acme, marta):
    person = make.person()
    make.right(acme, person, CompanyRole.TECHNICAL)
    assert rights.give(db, marta, person.pk, FINANCE, REQUEST)
    assert not rights.give(db, marta, person.pk, FINANCE, REQUEST)
    found = list(
        db.exec(select(AccessRight).where(AccessRight.person_id == person.pk, AccessRight.role == FINANCE))
    )
    assert [(right.source, right.given_by) for right in found] == [(REQUEST, marta.person_id)]
    noted = trail(db, kind=ActivityKind.RIGHT_GIVEN)
    assert [entry.subject for entry in noted] == [person.email]


def test_nobody_gives_themselves_or_strangers_a_role(make, db, acme, marta):
    with pytest.raises(Forbidden, match="themselves"):
        rights.give(db, marta, marta.person_id, CompanyRole.EXECUTIVE, REQUEST)
    stranger = make.contact(make.account("Globex"))
    with pytest.raises(NotFound):
        rights.give(db, marta, stranger.pk, FINANCE, REQUEST)
    with pytest.raises(Forbidden):
        rights.give(db, make.actor(make.contact(acme)), stranger.pk, FINANCE, REQUEST)
