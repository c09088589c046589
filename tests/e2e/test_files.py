"""Large files: asked for, watched while they are made, announced, taken away."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from occ_app import db as database
from occ_app import worker
from occ_app.access.actors import system
from occ_app.services import exports
from occ_app.testing.browser import LAPTOP, PHONE, Portal

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_files(demo_url: str) -> None:
    with database.transaction() as db:
        for table in ("export", "inbox_entry"):
            db.connection().exec_driver_sql(f"DELETE FROM {table}")


@contextmanager
def _made_as_far_as(documents: int) -> Iterator[None]:
    """A worker that has put so many documents into the file, and goes on when the block ends."""
    reached, go_on = Event(), Event()

    def tell(done: int) -> None:
        if done != documents:
            return
        with database.transaction() as db:
            exports.note(db, system(), job, done)
        reached.set()
        go_on.wait()

    def work() -> None:
        with database.transaction(reads_only=True) as db:
            made = exports.make(db, system(), job, tell)
        with database.transaction() as db:
            exports.settle(db, system(), job, made)

    with database.transaction() as db:
        job = exports.claim(db, system())
    assert job is not None
    thread = Thread(target=work)
    thread.start()
    try:
        assert reached.wait(120)
        yield
    finally:
        go_on.set()
        thread.join()


def _documents(page: Page) -> int:
    """How many the page says it lists."""
    shown = page.locator(".pager p").inner_text()
    return int(re.sub(r"\D", "", shown.split("docum")[0]))


def _ask(page: Page, name: str) -> None:
    _menu(page).get_by_role("button", name=name).click()


def _menu(page: Page) -> Locator:
    """The menu of files, open."""
    menu = page.locator("details.drop").filter(has_text="XLSX").first
    menu.locator("summary").click()
    return menu


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_a_large_zip_is_asked_for_watched_and_taken_away(portal: Portal, viewport: Any):
    with portal.visit("ana.ruiz@acme.example", "es", viewport) as ana:
        page = ana.open("/invoices?type=usage")
        count = _documents(page)
        _ask(page, "ZIP grande")
        expect(page.locator(".flash")).to_contain_text("lo encontrará en los avisos")
        page.get_by_role("button", name="Avisos").click()
        inbox = page.locator("#inbox")
        expect(inbox).to_contain_text("En espera")
        with _made_as_far_as(3):
            bar = inbox.get_by_role("progressbar")
            expect(bar).to_have_attribute("value", "3")
            expect(bar).to_have_attribute("max", str(count))
            expect(inbox).to_contain_text(f"3 de {count} documentos")
        expect(inbox).to_contain_text("Su archivo está listo")
        expect(bar).to_have_count(0)
        with page.expect_download() as taken:
            inbox.get_by_role("link", name=re.compile(r"facturas-.*\.zip")).click()
        with zipfile.ZipFile(taken.value.path()) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == count
        assert taken.value.suggested_filename.endswith(".zip")


def test_what_is_finished_while_the_inbox_is_closed_is_announced_and_counted(portal: Portal):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        page = ana.open("/invoices?q=0001")
        _ask(page, "Large ZIP")
        expect(page.locator(".flash")).to_contain_text("We are preparing your file")
        worker.make_files(Event())
        expect(page.locator(".flash")).to_contain_text("Your file is ready")
        bell = page.get_by_role("button", name="Inbox")
        expect(bell).to_have_text("Inbox1")
        bell.click()
        inbox = page.locator("#inbox")
        expect(inbox.locator(".badge")).to_have_text("New")
        expect(bell).to_have_text("Inbox")
        page.keyboard.press("Escape")
        expect(inbox).to_be_hidden()
        ana.open("/overview")
        expect(page.get_by_role("button", name="Inbox")).to_have_text("Inbox")
        page.get_by_role("button", name="Inbox").click()
        expect(inbox).to_contain_text("Your file is ready")
        expect(inbox.locator(".badge")).to_have_count(0)


def test_a_double_click_and_a_second_tab_ask_for_one_file(portal: Portal, rows: Any):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        _menu(ana.open("/invoices?q=0001")).get_by_role("button", name="Large ZIP").dblclick()
        other = ana.another_tab().open("/invoices?q=0001")
        _ask(other, "Large ZIP")
        expect(other.locator(".flash")).to_contain_text("We are preparing your file")
        assert rows("SELECT count(*) AS n FROM export")[0].n == 1


def test_nobody_else_is_told_or_gets_the_file(portal: Portal, rows: Any):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        _ask(ana.open("/invoices?q=0001"), "Large ZIP")
        expect(ana.page.locator(".flash")).to_be_visible()
    worker.make_files(Event())
    path = f"/documents/files/{rows('SELECT key FROM export')[0].key}"
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        got = ana.context.request.get(portal.address + path)
        assert zipfile.is_zipfile(io.BytesIO(got.body()))
    for email in ("marta.soler@acme.example", "john.baker@globex.example"):
        with portal.visit(email, "en") as visit:
            visit.open("/overview").get_by_role("button", name="Inbox").click()
            expect(visit.page.locator("#inbox")).to_contain_text("Nothing yet")
            assert visit.context.request.get(portal.address + path).status == 404
    with portal.visit("staff@meridian.example", "en") as staff:
        staff.open("/staff/outbox")
        expect(staff.page.get_by_role("button", name="Inbox")).to_have_count(0)
        assert staff.context.request.get(portal.address + path).status == 403
    with portal.visit("", "en") as stranger:
        assert stranger.context.request.get(portal.address + path).status == 401


def test_a_page_opened_anew_goes_on_watching_what_was_asked_for_before(portal: Portal):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        _ask(ana.open("/invoices?q=0001"), "Large ZIP")
        expect(ana.page.locator(".flash")).to_be_visible()
        page = ana.another_tab().open("/overview")
        expect(page.locator("[data-asks]")).to_have_count(2)
        worker.make_files(Event())
        expect(page.get_by_role("button", name="Inbox")).to_have_text("Inbox1")
        expect(page.locator("[data-asks]")).to_have_count(0)
