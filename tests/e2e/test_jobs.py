"""The work in the background, as staff see it: in order, failing, late, and asked for at once."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.models import Job
from occ_app.services import jobs
from occ_app.testing.browser import LAPTOP, PHONE, Portal
from occ_app.worker import JOBS, Work, run, running

pytestmark = pytest.mark.browser

STAFF = "staff@meridian.example"


@pytest.fixture(autouse=True)
def _no_jobs(demo_url):
    """No worker has run when a test begins or ends."""

    def forget():
        with database.transaction() as db:
            db.exec(delete(Job))

    forget()
    yield
    forget()


@pytest.fixture
def declared(demo_url):
    """What a worker does, of which one job fails."""
    with database.transaction() as db:
        for work in JOBS:
            jobs.declare(db, system(), work.name, work.every, title=work.title, is_shared=work.is_shared)
        jobs.extend(db, system(), "one", [work.name for work in JOBS if work.is_shared])
        jobs.settle(db, system(), jobs.claim(db, system(), "one", ["remind"]), "ValueError: a broken review")


def test_before_the_first_worker_the_page_says_so(portal: Portal):
    with portal.visit(STAFF) as staff:
        staff.open("/staff/jobs")
        expect(staff.page.locator(".empty")).to_contain_text("No worker has run yet")


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_job_says_how_it_is_doing(portal: Portal, declared, viewport, scheme):
    with portal.visit(STAFF, "en", viewport, scheme=scheme) as staff:
        staff.open("/staff/jobs")
        rows = staff.page.locator(".jobs > li")
        expect(rows).to_have_count(len(JOBS))
        broken = rows.filter(has_text="Reminders of access reviews")
        expect(broken).to_contain_text("Failing")
        expect(broken).to_contain_text("Failed 1 time: ValueError: a broken review")
        expect(staff.page.locator(".title .sentence")).to_have_text("1 job fails.")
        expect(staff.page.locator(".jobs-idle")).to_have_count(0)
        assert not staff.violations()
        wide = staff.page.evaluate(
            "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not wide


def test_a_job_that_is_asked_for_is_done_by_a_worker(portal: Portal, monkeypatch):
    monkeypatch.setattr(running, "LOOK_EVERY", 0.1)
    stop, fails = Event(), [True]

    def function():
        if fails:
            raise OSError("the disk is full")
        return "tidied up"

    mail = Work("mail", "Mail", timedelta(seconds=2), lambda: None, is_shared=True)
    worker = Thread(target=run, args=(stop, (mail, Work("tidy", "Tidying up", timedelta(days=1), function))))
    worker.start()
    try:
        with portal.visit(STAFF) as staff:
            _until_it_says(staff, "the disk is full")
            fails.clear()
            staff.page.locator(".jobs > li").last.get_by_role("button", name="Run now").click()
            expect(staff.page.locator(".flash")).to_contain_text("within seconds")
            _until_it_says(staff, "tidied up")
            expect(staff.page.locator(".jobs > li").last).to_contain_text("In order")
            expect(staff.page.locator(".jobs-idle")).to_have_count(0)
    finally:
        stop.set()
        worker.join()


def _until_it_says(staff, text):
    """Load the page anew until the worker has come round."""
    for _load in range(30):
        staff.open("/staff/jobs")
        if staff.page.locator(".jobs").filter(has_text=text).count():
            return
        staff.page.wait_for_timeout(200)
    raise AssertionError(f"the page never says {text!r}")
