import pytest
from sqlalchemy import text
from sqlmodel import select

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden
from occ_app.models import ActivityCheck, ActivityHead, ActivityKind
from occ_app.services import activity
from occ_app.services.activity import broken, check, problems, record, standing
from occ_app.services.activity.checks import LAST
from tests.services.activity.test_chain import forget_guard

STAFF = Actor(roles=frozenset({Role.STAFF}))


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account("Acme")))


def fill(db, actor, count=3):
    for number in range(count):
        entry = record(db, actor, ActivityKind.DOCUMENT_VIEWED, f"INV-{number}")
    return entry


def tamper(db, statement):
    forget_guard(db)
    db.execute(text(statement))
    db.expire_all()


def test_a_company_reads_up_to_where_its_trail_is_sealed(db, ana):
    assert standing(db, ana) == activity.Standing(0, "", True, None)
    last = fill(db, ana)
    assert standing(db, ana) == activity.Standing(3, last.hash, True, None)
    check(db, system())
    found = standing(db, ana)
    assert (found.checked_to, found.checked_at is not None, found.is_intact) == (3, True, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE activity_entry SET who = 'somebody' WHERE seq = 2",
        "DELETE FROM activity_entry WHERE seq = 2",
        "DELETE FROM activity_entry WHERE seq = 3",
        "DELETE FROM activity_entry",
    ],
)
def test_a_changed_entry_among_the_last_is_seen_at_once(db, ana, change):
    fill(db, ana)
    tamper(db, change)
    assert not standing(db, ana).is_intact


def test_an_old_entry_that_was_changed_is_seen_by_the_next_check(db, ana):
    fill(db, ana, LAST + 5)
    tamper(db, "UPDATE activity_entry SET subject = 'INV-X' WHERE seq = 1")
    assert standing(db, ana).is_intact
    assert len(check(db, system())) == 1
    assert not standing(db, ana).is_intact
    at, said = problems(db, STAFF)
    assert at
    assert "entry 1 was changed" in said[0]


def test_a_trail_whose_head_is_gone_is_broken(db, ana):
    fill(db, ana)
    db.delete(db.exec(select(ActivityHead)).one())
    db.flush()
    assert len(broken(db, system())) == 1
    assert not standing(db, ana).is_intact


def test_each_check_replaces_what_the_last_one_found(db, ana):
    fill(db, ana)
    check(db, system())
    check(db, system())
    assert len(db.exec(select(ActivityCheck)).all()) == 1


def test_only_staff_read_what_all_checks_found(db, ana):
    assert problems(db, STAFF) == (None, [])
    with pytest.raises(Forbidden):
        problems(db, ana)
    with pytest.raises(Forbidden):
        standing(db, STAFF)


@pytest.mark.parametrize("gone", ["DELETE FROM activity_entry", "DELETE FROM activity_entry WHERE seq > 1"])
def test_a_trail_cut_off_together_with_its_head_is_missed_by_the_next_check(db, ana, gone):
    fill(db, ana)
    check(db, system())
    tamper(db, gone)
    db.execute(text("DELETE FROM activity_head"))
    if "seq" in gone:
        first = db.execute(text("SELECT chain, hash FROM activity_entry")).one()
        db.add(ActivityHead(chain=first[0], seq=1, hash=first[1]))
    db.flush()
    for _day in range(2):
        [problem] = check(db, system())
        assert "3 were there at the last check" in problem
