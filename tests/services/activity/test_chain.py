import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from occ_app.access.actors import system, visitor
from occ_app.models import ActivityEntry, ActivityHead, ActivityKind
from occ_app.services import activity
from occ_app.services.activity import broken, record

KIND = ActivityKind.SIGNED_OUT


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account("Acme"), email="ana@acme.example"))


def entries(db):
    return db.exec(select(ActivityEntry).order_by(ActivityEntry.chain, ActivityEntry.seq)).all()


def forget_guard(db):
    """What somebody who owns the database could do."""
    if db.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            db.execute(text(f"DROP TRIGGER activity_entry_no_{what}"))
    else:
        db.execute(text("DROP TRIGGER activity_entry_no_change ON activity_entry"))


def test_an_entry_says_who_did_what_from_where_before_and_after(db, ana):
    entry = record(db, ana, KIND, "INV-1", before={"role": "finance"}, after={"role": "admin", "ñ": 1})
    assert (entry.who, entry.account_id, entry.person_id) == (
        "ana@acme.example",
        ana.account_id,
        ana.person_id,
    )
    assert (entry.subject, entry.before, entry.after) == (
        "INV-1",
        {"role": "finance"},
        {"role": "admin", "ñ": 1},
    )
    assert (entry.address, entry.user_agent) == ("127.0.0.1", "test")


def test_each_company_has_a_chain_of_its_own_without_a_gap(db, make, ana):
    other = make.actor(make.contact(make.account("Globex")))
    for actor in (ana, other, ana, visitor(), ana):
        record(db, actor, KIND)
    chains = {}
    for entry in entries(db):
        chains.setdefault(entry.chain, []).append((entry.seq, entry.previous_hash, entry.hash))
    assert [seq for seq, *_ in chains[ana.account_id]] == [1, 2, 3]
    first, second, third = chains[ana.account_id]
    assert (first[1], second[1], third[1]) == ("", first[2], second[2])
    assert len(chains[0]) == 1
    assert broken(db, system()) == []


@pytest.mark.parametrize(
    "change",
    ["UPDATE activity_entry SET subject = 'INV-2'", "DELETE FROM activity_entry"],
)
def test_the_database_refuses_to_change_or_delete_an_entry(db, ana, change):
    record(db, ana, KIND, "INV-1")
    with pytest.raises(DBAPIError, match="append-only"), db.begin_nested():
        db.execute(text(change))
    assert [entry.subject for entry in entries(db)] == ["INV-1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE activity_entry SET who = 'somebody' WHERE seq = 2", "entry 2 was changed"),
        ("UPDATE activity_entry SET after = '{}' WHERE seq = 1", "entry 1 was changed"),
        ("UPDATE activity_entry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 3", "entry 3 was changed"),
        ("DELETE FROM activity_entry WHERE seq = 2", "entry 3 was changed"),
        ("DELETE FROM activity_entry WHERE seq = 3", "ends at entry 2, 3 were written"),
        ("DELETE FROM activity_entry", "ends at entry 0, 3 were written"),
    ],
)
def test_whoever_gets_around_that_is_found_out(db, ana, change, said):
    for number in range(3):
        record(db, ana, KIND, f"INV-{number}", after={"number": number})
    forget_guard(db)
    db.execute(text(change))
    db.expire_all()
    [sentence] = broken(db, system())
    assert said in sentence


def test_a_rolled_back_deed_leaves_no_entry(db, ana):
    nested = db.begin_nested()
    record(db, ana, KIND)
    nested.rollback()
    assert entries(db) == []
    assert record(db, ana, KIND).seq == 1
    assert db.exec(select(ActivityHead)).one().seq == 1


def test_what_the_seal_covers_is_all_an_entry_says():
    said = set(ActivityEntry.__table__.columns.keys())
    assert set(activity.SEALED) | {"at"} == said - {"id", "hash"}
