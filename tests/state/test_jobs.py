from datetime import timedelta

import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import Job
from occ_app.models.base import now
from occ_app.services import jobs
from occ_app.services.jobs import Standing
from occ_app.state.flash import FlashState
from occ_app.state.jobs import STANDINGS, JobsState, jobs_view

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


def store(make, name="sweep", **values):
    return make._store(Job(**({"name": name, "title": "Sweeping", "every_seconds": 180} | values)))


def test_a_job_in_words(make, db):
    done = now() - timedelta(minutes=1)
    store(
        make,
        started_at=done,
        finished_at=done,
        ok_at=done,
        last_ms=1400,
        runs=3,
        last_result="3\n{count} minute\n{count} minutes",
        result_at=done,
        next_run_at=now() + timedelta(minutes=2),
    )
    jobs.extend(db, system(), "one", [])
    view = jobs_view(db, STAFF)
    [row] = view.rows
    assert (row[0], row[1], row[5:7], row[9]) == ("Sweeping", "Every 3 minutes", ["", "In order"], "sweep")
    assert row[2].endswith(" · 1.4 sec")
    assert row[3].startswith("3 minutes · ")
    assert row[4] not in ("", "—")
    assert view.sentence == "Everything is done as it should be."


def test_a_job_that_fails_says_why_and_how_often(make, db):
    store(make, failures=2, last_error="ValueError: {broken}", finished_at=now(), runs=2)
    view = jobs_view(db, STAFF)
    [row] = view.rows
    assert (row[5], row[6]) == ("Failed 2 times in a row: ValueError: {broken}", "Failing")
    assert view.sentence == "1 job fails."
    assert row[4] == "As soon as a worker is free"


def test_without_a_worker_the_page_says_so_and_what_to_do(make, db):
    store(make, next_run_at=now() - timedelta(hours=1))
    view = jobs_view(db, STAFF)
    assert (view.rows[0][6], view.sentence) == ("Late", "1 job is late.")
    assert "occ worker" in view.idle
    store(make, "mail", is_shared=True, lease_until=now() + timedelta(minutes=1))
    view = jobs_view(db, STAFF)
    assert view.idle == ""
    assert view.rows[1][1] == "Every 3 minutes, in each worker"
    assert (view.rows[1][4], view.rows[1][9]) == ("", "")


def test_a_job_that_runs_says_since_when(make, db):
    store(make, lease_until=now() + timedelta(minutes=1), started_at=now())
    [row] = jobs_view(db, STAFF).rows
    assert row[2].startswith("Running since ")
    assert (row[4], row[6]) == ("", "Running")


def test_nothing_is_said_before_the_first_worker(db):
    view = jobs_view(db, STAFF)
    assert (view.rows, view.sentence, view.idle) == ([], "", "")


def test_every_standing_has_its_word():
    assert set(STANDINGS) == set(Standing)


def test_customers_do_not_see_it(make, db):
    with pytest.raises(Forbidden):
        jobs_view(db, make.actor(make.contact(make.account())))


def test_staff_have_a_job_done_at_once(stored, reference, on_page, run):
    staff = stored(lambda make: make.person(is_staff=True))
    stored(lambda make: store(make, next_run_at=now() + timedelta(hours=1)))
    page = on_page(JobsState, reference(staff), "/es/staff/jobs")
    run(page.load())
    told = run(page.run_now("sweep"))
    assert page.rows[0][1].endswith("3 minutos")
    assert told.handler.fn.__qualname__ == FlashState.tell.fn.__qualname__
    with pytest.raises(NotFound):
        run(page.run_now("../sweep"))
