"""Workers beside each other: the loop, and who does what when."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

from occ_app import db as database
from occ_app import worker
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.i18n import plural
from occ_app.services import jobs, outbox
from occ_app.services.jobs import SILENT, Standing
from occ_app.services.outbox import SIGN_IN_CODE, Draft
from occ_app.settings import ROOT
from occ_app.worker import Work, mailing, running, stopping

STAFF = Actor(roles=frozenset({Role.STAFF}))
ALWAYS = timedelta(seconds=1)
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(running, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(running, "LIVE_EVERY", 0.2)


@contextmanager
def at_work(*works, workers=1):
    """Workers in threads of this process for the length of the block."""
    stop = threading.Event()
    threads = [threading.Thread(target=worker.run, args=(stop, works)) for _worker in range(workers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def until(condition):
    """Wait for something that comes soon."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not come: {shown()}"
        time.sleep(0.02)
    return found


def shown(name="job"):
    """A job as staff see it; None before it is declared."""
    with database.transaction(reads_only=True) as db:
        return next((job for job in jobs.listing(db, STAFF) if job.name == name), None)


def ask(name="job"):
    with database.transaction() as db:
        jobs.run_now(db, STAFF, name)


def test_two_workers_never_do_one_job_twice_at_the_same_time(database_url):
    inside, most, done = [], [], []

    def function():
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.1)
        inside.pop()
        done.append(threading.current_thread().ident)

    with at_work(Work("job", "Job", timedelta(seconds=1), function), workers=3):
        for times in range(1, 5):
            until(lambda times=times: len(done) >= times)
            ask()
    assert set(most) == {1}


IN_A_PROCESS = """
import sys, threading, time
from datetime import timedelta
from pathlib import Path
from occ_app.worker import Work, run, running
running.LOOK_EVERY, running.LIVE_EVERY = 0.02, 0.2
folder, stop = Path(sys.argv[1]), threading.Event()
def function():
    lock = folder / "lock"
    lock.touch(exist_ok=False)
    with (folder / "runs").open("a") as file:
        file.write(sys.argv[2] + "\\n")
    time.sleep(float(sys.argv[3]))
    lock.unlink()
threading.Timer(300, stop.set).start()
run(stop, (Work("job", "Job", timedelta(seconds=1), function),))
"""


@contextmanager
def process(database_url, folder, name, seconds):
    """A worker in a process of its own; killed when the block ends, if it still lives."""
    environment = os.environ | {"DATABASE_URL": database_url, "OCC_ENV": "test"}
    command = [sys.executable, "-c", IN_A_PROCESS, str(folder), name, str(seconds)]
    started = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def runs(folder):
    """Which worker did each run so far."""
    path = folder / "runs"
    return path.read_text().split() if path.exists() else []


def test_two_processes_never_do_one_job_twice_at_the_same_time(database_url, tmp_path):
    with process(database_url, tmp_path, "a", 0.05), process(database_url, tmp_path, "b", 0.05):
        for times in range(1, 6):
            until(lambda times=times: len(runs(tmp_path)) >= times)
            ask()
        until(lambda: shown().standing is Standing.OK)
    # A second run at the same time would have found the lock, and failed.
    assert (shown().failures, shown().error) == (0, "")


def test_what_a_killed_worker_did_is_taken_over_after_its_lease(database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=1))
    done = []
    with process(database_url, tmp_path, "killed", 60) as killed:
        until(lambda: runs(tmp_path))
        killed.kill()
        assert shown().standing is Standing.RUNNING
    with database.transaction() as db:
        job = db.get(jobs.Job, 1)
        job.lease_until = jobs.now()  # as a minute later
    with at_work(Work("job", "Job", ALWAYS, lambda: done.append(shown()))):
        until(lambda: done and shown().standing is Standing.OK)
    assert (done[0].error, done[0].failures) == (SILENT, 1)


def test_a_job_longer_than_its_lease_stays_its_workers(database_url, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=1))
    inside, most, done = [], [], []

    def function():
        inside.append(1)
        most.append(len(inside))
        time.sleep(2.5)
        inside.pop()
        done.append(1)

    with at_work(Work("job", "Job", timedelta(hours=1), function), workers=2):
        until(lambda: done)
        until(lambda: shown().standing is Standing.OK)
    assert (most, shown().failures) == ([1], 0)


def test_failures_are_shown_and_end_no_other_work(database_url, monkeypatch):
    monkeypatch.setattr(jobs, "FIRST_RETRY", timedelta(seconds=0.1))
    tries, fine = [], []

    def function():
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("broken\nsecond line")
        return len(tries)

    works = (
        Work("job", "Job", timedelta(hours=1), function, plural("{count} minute", "{count} minutes")),
        Work("fine", "Fine", timedelta(hours=1), lambda: fine.append(1)),
    )
    with at_work(*works):
        failing = until(lambda: (job := shown()) and job.standing is Standing.FAILING and job)
        assert (failing.error, failing.result) == ("ValueError: broken", "")
        until(lambda: shown().standing is Standing.OK)
    assert (shown().result, shown().error, len(tries), len(fine)) == ("3 minutes", "", 3, 1)


def test_what_staff_ask_for_is_done_at_once(database_url):
    done = []
    with at_work(Work("job", "Job", timedelta(days=1), lambda: done.append(1))):
        until(lambda: done and shown().standing is Standing.OK)
        ask()
        until(lambda: len(done) == 2)


def test_shared_work_is_done_by_every_worker_and_noted(database_url):
    doing, done = set(), threading.Event()

    def function():
        doing.add(threading.current_thread().ident)
        return done.wait(PATIENCE) and "all well"

    with at_work(Work("job", "Job", ALWAYS, function, is_shared=True), workers=2):
        until(lambda: len(doing) == 2)
        until(lambda: (job := shown()) and job.is_watched)
        done.set()
        until(lambda: shown().result)
    assert (shown().result, shown().standing) == ("all well", Standing.OK)


def test_shared_work_goes_on_after_a_failure(database_url):
    tries = []

    def function():
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("away")

    with at_work(Work("job", "Job", ALWAYS / 1000, function, is_shared=True)):
        until(lambda: (job := shown()) and job.standing is Standing.OK)
    assert shown().error == ""


def test_the_loop_goes_on_while_the_database_is_away(database_url, monkeypatch):
    declare, faults = jobs.declare, [OSError("database is away")] * 2

    def away(*given, **named):
        if faults:
            raise faults.pop()
        declare(*given, **named)

    monkeypatch.setattr(jobs, "declare", away)
    with at_work(Work("job", "Job", ALWAYS, lambda: None)):
        until(lambda: (job := shown()) and job.standing is Standing.OK)


def test_a_sign_in_code_does_not_wait_for_long_work(database_url, monkeypatch):
    sent, going = threading.Event(), threading.Event()
    monkeypatch.setattr(mailing.mail, "send", lambda *_: sent.set())
    settings = mailing.get_settings().model_copy(update={"smtp_url": "smtp://nowhere.example"})
    monkeypatch.setattr(mailing, "get_settings", lambda: settings)

    def long():
        going.set()
        sent.wait(PATIENCE)

    deliver = next(work for work in worker.JOBS if work.name == "deliver")
    works = (deliver, Work("long", "Long", ALWAYS, long), Work("longer", "Longer", ALWAYS, long))
    with at_work(*works):
        assert going.wait(PATIENCE)
        with database.transaction() as db:
            outbox.put(db, system(), "ana@acme.example", Draft("Code", "1234"), kind=SIGN_IN_CODE)
        assert sent.wait(PATIENCE)


def test_long_work_hears_that_its_worker_should_stop(database_url):
    begun, heard = threading.Event(), []

    def function():
        begun.set()
        heard.append(stopping().wait(PATIENCE))

    with at_work(Work("job", "Job", ALWAYS, function)):
        assert begun.wait(PATIENCE)
    assert heard == [True]
    assert not stopping().is_set()


def test_mail_waits_for_no_other_work_and_each_job_has_a_name_of_its_own():
    names = [work.name for work in worker.JOBS]
    assert len(set(names)) == len(names)
    assert [work.name for work in worker.JOBS if work.thread == "mail"] == ["deliver"]


def test_a_worker_that_should_stop_ends_the_message_on_its_way_and_begins_no_other(database_url, monkeypatch):
    begun, going, sent = threading.Event(), threading.Event(), []

    def send(_url, message):
        begun.set()
        going.wait(PATIENCE)
        sent.append(message.to)

    monkeypatch.setattr(mailing.mail, "send", send)
    settings = mailing.get_settings().model_copy(update={"smtp_url": "smtp://nowhere.example"})
    monkeypatch.setattr(mailing, "get_settings", lambda: settings)
    with database.transaction() as db:
        for name in ("ana", "marta"):
            outbox.put(db, system(), f"{name}@acme.example", Draft("Hello", "Hello"), kind="notice")
    stop = threading.Event()
    works = tuple(work for work in worker.JOBS if work.name == "deliver")
    thread = threading.Thread(target=worker.run, args=(stop, works))
    thread.start()
    assert begun.wait(PATIENCE)
    stop.set()
    threading.Timer(0.2, going.set).start()
    thread.join()
    assert sent == ["ana@acme.example"]
    with database.transaction(reads_only=True) as db:
        assert outbox.waiting(db, STAFF) == 1
