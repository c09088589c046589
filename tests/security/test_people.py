"""Rights changed, taken and tried for at the socket, also from another process."""

import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import col, select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.live import ANEW, RIGHTS_CHANGED, SESSION_ENDED
from occ_app.models import AccessRight, CompanyRole, Contact, ContactRole, ContactState, Invitation, Person
from occ_app.services.people import invitations, reviews
from occ_app.testing.factories import Make
from occ_app.testing.socket_client import QUIET_SECONDS
from tests.security.conftest import NUMBERS

CHANGE = """
from occ_app import db
from occ_app.access import sessions
from occ_app.models import CompanyRole, Person
from occ_app.services.people import changes
with db.transaction() as opened:
    actor = sessions.absent(opened, opened.get(Person, {admin}), {account})
    {what}
"""


@pytest.fixture
def umbrella():
    """A company of its own for each test: ids of the account, people by name and places by name."""
    with database.transaction() as db:
        make = Make(db, NUMBERS)
        account = make.account(f"Umbrella {next(NUMBERS)}")
        people = {
            "paula": make.contact(account, is_admin=True, name="Paula"),
            "bruno": make.contact(account, name="Bruno"),
            "clara": make.contact(account, ContactRole.TECHNICAL, name="Clara"),
        }
        places = {
            name: db.exec(select(Contact).where(Contact.person_id == person.pk)).one().pk
            for name, person in people.items()
        }
        return {"account": account.pk, "people": people, "places": places}


@contextmanager
def page_of(portal, umbrella, name, path):
    with portal.page(portal.session(umbrella["people"][name].email), path) as page:
        yield page


def elsewhere(umbrella, what):
    """Do this as Paula in another process."""
    code = CHANGE.format(
        admin=umbrella["people"]["paula"].pk,
        account=umbrella["account"],
        what=what.format(**umbrella["places"]),
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def closed(page):
    """The code it is closed with, and where it was sent before."""
    deadline = time.monotonic() + QUIET_SECONDS
    while page.close_code is None and time.monotonic() < deadline:
        page.hear(deadline - time.monotonic())
    return page.close_code, [
        event["payload"]["path"] for event in page.events if event["name"] == "_redirect"
    ]


def handler(state, name):
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return next(full for full in RegistrationContext.get().event_handlers if full.endswith(f"{state}.{name}"))


def roles(umbrella, name):
    query = select(AccessRight.role).where(
        AccessRight.person_id == umbrella["people"][name].pk, col(AccessRight.ended_at).is_(None)
    )
    with database.transaction(reads_only=True) as db:
        return {role.value for role in db.exec(query)}


@pytest.mark.parametrize("what", ["suspend", "remove"])
def test_who_is_put_out_by_another_process_leaves_within_seconds(portal, umbrella, what):
    with (
        page_of(portal, umbrella, "bruno", "/en/payments") as bruno,
        page_of(portal, umbrella, "clara", "/en/people") as clara,
    ):
        elsewhere(umbrella, f"changes.{what}(opened, actor, {{bruno}})")
        assert closed(bruno) == (SESSION_ENDED, ["/en/signed-out"])
        clara.hear(0.2)
        assert clara.close_code is None


def test_whose_roles_are_changed_by_another_process_loads_anew_within_seconds(portal, umbrella):
    with page_of(portal, umbrella, "bruno", "/en/payments") as bruno:
        elsewhere(umbrella, "changes.change_roles(opened, actor, {bruno}, [CompanyRole.TECHNICAL])")
        assert closed(bruno) == (RIGHTS_CHANGED, [ANEW])
    with page_of(portal, umbrella, "bruno", "/en/payments") as again:
        assert "You do not have the right" in again.of("frame_state")["forbidden"]
        again.hear(2.5)
        assert again.close_code is None, "once"


def test_an_administrator_changes_roles_at_the_socket(portal, umbrella):
    with page_of(portal, umbrella, "paula", f"/en/people/{umbrella['places']['bruno']}") as page:
        page.send(handler("person_state", "save"), form={"role:executive": True})
        page.until(lambda: page.of("person_state").get("rights", [[""]])[0][0] == "Executive")
    assert roles(umbrella, "bruno") == {"executive"}


@pytest.mark.parametrize("target", ["clara", "paula", "bruno"])
def test_nobody_else_does_whatever_they_send(portal, umbrella, target):
    before = {name: roles(umbrella, name) for name in umbrella["people"]}
    with page_of(portal, umbrella, "bruno", f"/en/people/{umbrella['places'][target]}") as page:
        for name, payload in (
            ("save", {"form": {"role:admin": True, "role:finance": True}}),
            ("suspend", {}), ("remove", {}), ("resume", {}), ("clear_flag", {}), ("confirm", {}),
        ):  # fmt: skip
            page.send(handler("person_state", name), **payload)
        page.send(handler("review_state", "start"), form={"due_on": "2099-01-01"})
        page.until(lambda: False, seconds=0.5)
    assert {name: roles(umbrella, name) for name in umbrella["people"]} == before
    assert portal.is_well()


def test_an_administrator_raises_neither_themselves_nor_anybody_elsewhere(portal, umbrella):
    with database.transaction(reads_only=True) as db:
        foreign = db.exec(
            select(Contact.id)
            .join(Person, Person.id == Contact.person_id)
            .where(Person.email == "ana@acme.example")
        ).one()
    for place in (foreign, umbrella["places"]["paula"]):
        with page_of(portal, umbrella, "paula", f"/en/people/{place}") as page:
            page.send(handler("person_state", "save"), form={"role:admin": True, "role:executive": True})
            page.send(handler("person_state", "suspend"))
            page.until(lambda: False, seconds=0.5)
            assert "ana@acme.example" not in str(page.state)
    assert roles(umbrella, "paula") == {"admin", "finance"}
    with database.transaction(reads_only=True) as db:
        assert db.get(Contact, foreign).state is ContactState.ACTIVE


def test_foreign_invitations_and_reviews_are_nobodys_at_the_socket(portal, umbrella):
    with database.transaction() as db:
        marta = db.exec(select(Person).where(Person.email == "marta@acme.example")).one()
        acme = db.exec(select(Contact.account_id).where(Contact.person_id == marta.pk)).one()
        actor = sessions.absent(db, marta, acme)
        made = invitations.invite(
            db, actor, f"guest{next(NUMBERS)}@x.example", name="", roles=[CompanyRole.FINANCE]
        ).pk
        reviews.start(db, actor, actor.today())
        item = reviews.current(db, actor).items[0]
    with page_of(portal, umbrella, "paula", "/en/people") as page:
        for name in ("cancel", "resend"):
            page.send(handler("people_state", name), invitation=str(made))
        for name, key in (("keep", item.id), ("remove", item.id), ("remove_person", item.person_id)):
            page.send(handler("review_state", name), **{"person" if "person" in name else "item": str(key)})
        page.until(lambda: False, seconds=0.5)
    with database.transaction() as db:
        assert db.get(Invitation, made).cancelled_at is None
        assert reviews.current(db, actor).items[0].decision == "undecided"
        invitations.cancel(db, actor, made)
        reviews.close(db, actor)
