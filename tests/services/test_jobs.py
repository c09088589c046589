import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.i18n import plural, speaking
from occ_app.models import ActivityKind, Job
from occ_app.services import jobs
from occ_app.services.jobs import LATE_AT_LEAST, LEASE, SILENT, Standing
from occ_app.testing.trail import trail

STAFF = Actor(roles=frozenset({Role.STAFF}), name="Sam", email="staff@meridian.example")
OFTEN = timedelta(minutes=3)


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the time that jobs see."""
    true_now = jobs.now
    ahead = [timedelta()]
    monkeypatch.setattr(jobs, "now", lambda: true_now() + ahead[0])

    def forward(by):
        ahead[0] += by

    return forward


def declare(db, name="sweep", every=OFTEN, **how):
    jobs.declare(db, system(), name, every, title="Sweeping", **how)


def claim(db, holder="one", names=()):
    return jobs.claim(db, system(), holder, names)


def listed(db):
    (only,) = jobs.listing(db, STAFF)
    return only


def test_a_job_is_declared_once_however_often_it_is_said(db, clock):
    declare(db)
    jobs.settle(db, system(), claim(db))
    declare(db)
    assert claim(db) is None
    assert (listed(db).standing, listed(db).title) == (Standing.OK, "Sweeping")
    declare(db, every=timedelta(minutes=1))
    clock(timedelta(minutes=1, seconds=1))
    assert claim(db)


def test_two_workers_that_declare_at_the_same_moment_do_not_hinder_each_other(database_url):
    def start():
        with database.transaction() as db:
            for name in ("a", "b", "c"):
                declare(db, name)

    together(*[start] * 4)
    with database.transaction(reads_only=True) as db:
        assert [job.name for job in jobs.listing(db, STAFF)] == ["a", "b", "c"]


def together(*steps):
    """Run these at the same time, to their end."""
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_workers_that_look_at_once_get_a_job_each_and_none_twice(database_url):
    with database.transaction() as db:
        for number in range(6):
            declare(db, f"job{number}")
    got, ready = [], threading.Barrier(6)

    def work():
        ready.wait()
        for _look in range(6):
            with database.transaction() as db:
                got.append(claim(db, threading.current_thread().name))

    together(*[work] * 6)
    assert sorted(run.name for run in got if run) == [f"job{number}" for number in range(6)]


def test_a_job_is_claimed_by_one_and_again_when_its_time_has_come(db, clock):
    declare(db)
    run = claim(db)
    assert (run.name, run.run, claim(db, "two")) == ("sweep", 1, None)
    assert listed(db).standing is Standing.RUNNING
    clock(timedelta(seconds=2))
    assert jobs.settle(db, system(), run, result="all well")
    assert (listed(db).result, listed(db).took.seconds, listed(db).failures) == ("all well", 2, 0)
    assert claim(db) is None
    clock(OFTEN)
    assert claim(db, "two").run == 2


def test_a_worker_claims_only_what_it_knows(db):
    declare(db)
    declare(db, "other")
    assert claim(db, names=["unheard of"]) is None
    assert claim(db, names=["other"]).name == "other"


def test_what_a_worker_that_died_held_is_taken_over_after_its_lease(db, clock):
    declare(db)
    lost = claim(db)
    clock(LEASE + timedelta(seconds=1))
    taken = claim(db, "two")
    assert (taken.run, taken.failures) == (2, 1)
    assert not jobs.settle(db, system(), lost)
    assert (listed(db).standing, listed(db).error) == (Standing.RUNNING, SILENT)
    assert jobs.settle(db, system(), taken)
    assert (listed(db).standing, listed(db).error) == (Standing.OK, "")


def test_a_long_job_is_kept_by_signs_of_life_of_its_own_worker_alone(db, clock):
    declare(db)
    run = claim(db)
    for _sign in range(3):
        clock(LEASE / 2)
        jobs.extend(db, system(), "one", ["sweep"])
        assert claim(db, "two") is None
    clock(LEASE / 2)
    jobs.extend(db, system(), "two", ["sweep"])
    clock(LEASE / 2 + timedelta(seconds=1))
    assert claim(db, "two")
    assert not jobs.settle(db, system(), run)


def test_a_sign_of_life_that_comes_after_the_end_keeps_nothing(db, clock):
    declare(db)
    jobs.settle(db, system(), claim(db))
    jobs.extend(db, system(), "one", ["sweep"])
    assert listed(db).standing is Standing.OK
    clock(OFTEN + timedelta(seconds=1))
    assert claim(db, "two")


@pytest.mark.parametrize(
    ("every", "waits"),
    [(5, [5, 10, 20, 40, 80, 160, 300]), (180, [30, 60, 120, 240, 300]), (86_400, [30, 60, 120, 240, 480])],
)
def test_failures_are_tried_again_later_and_later(db, clock, every, waits):
    declare(db, every=timedelta(seconds=every))
    for number, wait in enumerate(waits, 1):
        jobs.settle(db, system(), claim(db), "ValueError: broken")
        assert (listed(db).failures, listed(db).error) == (number, "ValueError: broken")
        assert listed(db).standing is Standing.FAILING
        clock(timedelta(seconds=wait - 1))
        assert claim(db) is None
        clock(timedelta(seconds=2))
    jobs.settle(db, system(), claim(db))
    assert (listed(db).standing, listed(db).failures, listed(db).error) == (Standing.OK, 0, "")


def test_of_an_error_one_line_is_kept_without_secrets(db):
    declare(db)
    jobs.settle(db, system(), claim(db), "Refused: token=abc123secret\nand a whole traceback")
    assert listed(db).error == "Refused: token=[hidden]"
    assert len(jobs.one_line("x " * 500)) == 500


def test_the_last_result_that_had_something_to_tell_is_kept_and_read_in_the_readers_language(db, clock):
    declare(db)
    taken = plural("{count} minute", "{count} minutes")
    jobs.settle(db, system(), claim(db), result=jobs.counted(taken, 1200))
    told_at = listed(db).result_at
    clock(OFTEN + timedelta(seconds=1))
    jobs.settle(db, system(), claim(db))
    assert (listed(db).result, listed(db).result_at) == ("1,200 minutes", told_at)
    with speaking("es"):
        assert listed(db).result == "1.200 minutos"


def test_staff_have_a_job_done_at_once_and_it_is_kept_in_the_trail(db):
    declare(db)
    jobs.settle(db, system(), claim(db))
    jobs.run_now(db, STAFF, "sweep")
    assert claim(db)
    assert [entry.kind for entry in trail(db)] == [ActivityKind.JOB_ASKED]
    with pytest.raises(NotFound):
        jobs.run_now(db, STAFF, "no such job")


def test_what_is_asked_for_while_it_runs_is_done_once_more(db, clock):
    declare(db)
    run = claim(db)
    clock(timedelta(seconds=1))
    jobs.run_now(db, STAFF, "sweep")
    assert claim(db, "two") is None
    jobs.settle(db, system(), run)
    assert claim(db, "two")


def test_a_job_that_nobody_does_is_late(db, clock):
    declare(db)
    assert listed(db).standing is Standing.NEW
    clock(OFTEN * 3 + timedelta(seconds=1))
    assert (listed(db).standing, listed(db).is_watched) == (Standing.LATE, False)


def test_shared_work_is_claimed_by_nobody_and_late_when_no_worker_looks_after_it(db, clock):
    declare(db, every=timedelta(seconds=2), is_shared=True)
    jobs.extend(db, system(), "one", ["sweep"])
    assert claim(db) is None
    jobs.note(db, system(), "sweep", jobs.now(), error="OSError: away")
    assert (listed(db).standing, listed(db).failures) == (Standing.FAILING, 1)
    jobs.note(db, system(), "sweep", jobs.now(), result="all well")
    assert (listed(db).standing, listed(db).result, listed(db).failures) == (Standing.OK, "all well", 0)
    clock(LATE_AT_LEAST + timedelta(seconds=3))
    assert listed(db).standing is Standing.LATE
    jobs.extend(db, system(), "two", ["sweep"])
    assert listed(db).standing is Standing.OK
    with pytest.raises(NotFound):
        jobs.run_now(db, STAFF, "sweep")


def test_what_no_worker_declares_any_more_goes_after_a_day(db, clock):
    declare(db)
    declare(db, "old")
    jobs.forget(db, system(), ["sweep"])
    assert len(jobs.listing(db, STAFF)) == 2
    clock(timedelta(days=1, minutes=1))
    jobs.forget(db, system(), ["sweep"])
    assert listed(db).name == "sweep"


def test_only_staff_see_and_ask_and_only_workers_run(make, db):
    declare(db)
    customer = make.actor(make.contact(make.account(), is_admin=True))
    for actor in (customer, system(), Actor()):
        with pytest.raises(Forbidden):
            jobs.listing(db, actor)
        with pytest.raises(Forbidden):
            jobs.run_now(db, actor, "sweep")
    for actor in (customer, STAFF):
        with pytest.raises(Forbidden):
            jobs.claim(db, actor, "one")
    assert db.exec(select(Job)).one().runs == 0
