import pytest
from sqlmodel import update

from occ_app.errors import Invalid, ProofNeeded
from occ_app.models import Person, SignInSession
from occ_app.models.base import now
from occ_app.state.security import SecurityState, security_view


def test_the_page_says_who_has_none(make, db):
    acme = make.account("Acme")
    marta = make.actor(make.contact(acme, is_admin=True, name="Marta", email="m@acme.example"))
    make.contact(acme, name="Ana", has_factor=True)
    view = security_view(db, marta)
    assert view.sentence == "1 person has no second factor."
    assert [row[:3] for row in view.people] == [
        ["Ana", view.people[0][1], "Second factor"],
        ["Marta", "m@acme.example", "None"],
    ]


@pytest.fixture
def page(stored, reference, on_page):
    """The security page of an administrator without a second factor."""
    marta = stored(lambda make: make.contact(make.account("Acme"), is_admin=True))
    return on_page(SecurityState, reference(marta), "/en/security")


async def exhaust(events):
    async for _one in events:
        pass


def test_the_rule_follows_the_buttons(page, run, stored):
    with pytest.raises(Invalid):
        run(page.require_factor())
    stored(lambda make: make.db.exec(update(Person).values(has_factor=True)))
    with pytest.raises(ProofNeeded):
        run(page.require_factor())
    stored(lambda make: make.db.exec(update(SignInSession).values(proved_at=now())))
    run(page.require_factor())
    assert page.requires_factor
    run(exhaust(page.stop_requiring()))
    assert (page.requires_factor, page.stopped) == (False, 1)
