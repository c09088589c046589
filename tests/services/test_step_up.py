"""Whoever has a second factor shows it a moment before changing what others may do, or how they come in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import func, select

from occ_app.errors import ProofNeeded
from occ_app.models import ActivityEntry, CompanyRole, RightSource
from occ_app.models.base import now
from occ_app.services import rights
from occ_app.services.people import changes, invitations
from occ_app.services.single_sign_on import connections
from occ_app.services.single_sign_on.wanted import Wanted

SETUP = Wanted("https://login.example", "portal", "secret", "acme.example")
SENSITIVE = {
    "change roles": lambda db, actor: changes.change_roles(db, actor, 1, [CompanyRole.FINANCE]),
    "suspend": lambda db, actor: changes.suspend(db, actor, 1),
    "remove": lambda db, actor: changes.remove(db, actor, 1),
    "invite": lambda db, actor: invitations.invite(
        db, actor, "new@acme.example", name="New", roles=[CompanyRole.FINANCE]
    ),
    "send an invitation again": lambda db, actor: invitations.resend(db, actor, 1),
    "give a right": lambda db, actor: rights.give(db, actor, 1, CompanyRole.ADMIN, RightSource.REQUEST),
    "set up single sign-on": lambda db, actor: connections.save(db, actor, SETUP),
    "require single sign-on": lambda db, actor: connections.require_it(db, actor, required=True),
    "remove single sign-on": lambda db, actor: connections.remove(db, actor),
    "forget an identity": lambda db, actor: connections.forget(db, actor, 1),
}


@pytest.mark.parametrize("act", SENSITIVE)
def test_a_stale_proof_is_not_enough(make, db, act):
    marta = make.actor(make.contact(make.account("Acme"), is_admin=True))
    for proved_at in (None, now() - timedelta(minutes=11)):
        with pytest.raises(ProofNeeded):
            SENSITIVE[act](db, replace(marta, owes_proof=True, proved_at=proved_at))
    assert db.exec(select(func.count()).select_from(ActivityEntry)).one() == 0
