from datetime import timedelta

import pytest

from occ_app.access.actors import Actor
from occ_app.access.proof import is_fresh, require_fresh_proof
from occ_app.errors import ProofNeeded
from occ_app.models.base import now


def actor(minutes_ago=None, **values):
    shown = None if minutes_ago is None else now() - timedelta(minutes=minutes_ago)
    return Actor(proved_at=shown, **{"owes_proof": True} | values)


def test_a_factor_shown_a_moment_ago_is_enough():
    require_fresh_proof(actor(9))
    require_fresh_proof(actor(1), minutes=2)


@pytest.mark.parametrize(("ago", "minutes"), [(None, 10), (11, 10), (3, 2)])
def test_an_older_one_is_asked_for_again(ago, minutes):
    with pytest.raises(ProofNeeded):
        require_fresh_proof(actor(ago), minutes)


def test_who_has_none_and_owes_none_is_not_asked():
    require_fresh_proof(actor(owes_proof=False))
    assert not is_fresh(actor(owes_proof=False))
