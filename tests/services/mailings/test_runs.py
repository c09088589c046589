import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import openpyxl
from pypdf import PdfReader
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import MailingSchedule, OutboxAttachment
from occ_app.services import documents, mailings
from occ_app.services.documents import Choice
from occ_app.services.mailings import files, runs

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


def send(office, *names, wanted=None, formats=("csv",), **values):
    emails = [f"{name}@acme.example" for name in names]
    mailings.send_list(
        office.db, office.actor(), wanted or Choice(), recipients=emails, formats=list(formats), **values
    )
    return office.work()


def plan(office, **values):
    usual = {"frequency": "weekly", "day": 1, "recipients": ["ana@acme.example"], "formats": ["csv"]}
    return mailings.schedule(office.db, office.actor(), Choice(), **(usual | values))


def leave(office, name):
    office.make.end_rights(office.people[name])


def rows_of(file):
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def test_everybody_gets_the_files_in_their_own_language(office):
    send(office, "ana", "elena", formats=("csv", "xlsx", "pdf"), note="Para hoy <b>\nGracias")
    ana, elena = office.letters()["ana@acme.example"], office.letters()["elena@acme.example"]
    assert (ana.subject, elena.subject) == (
        "Facturas de Acme: Todas las facturas",
        "Invoices of Acme: All invoices",
    )
    assert "Ana Ruiz (ana@acme.example) sends you this list of invoices of Acme." in elena.text
    assert "3 documents · Amount due: " in elena.text
    assert all(amount in elena.text for amount in ("€173.45", "¥700"))
    assert "Para hoy <b>\nGracias" in elena.text
    assert "Para hoy &lt;b&gt;\nGracias" in elena.html
    assert "regularly" not in elena.text
    made = office.files(elena)
    assert [row["Number"] for row in rows_of(made["csv"])] == ["INV-1", "INV-2", "INV-3"]
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"].content)).active
    totals = {row[0].value: row[11].value for row in sheet.iter_rows(min_row=5)}
    assert Decimal(str(totals["Total EUR"])) == Decimal("173.45")
    marks = PdfReader(io.BytesIO(made["pdf"].content)).outline
    assert [mark.title for mark in marks] == ["Invoice INV-1", "Invoice INV-2", "Invoice INV-3"]
    assert rows_of(office.files(ana)["csv"])[0]["Número"] == "INV-1"
    assert ana.bundle != elena.bundle
    assert office.work() is None


def test_files_are_stored_once_for_all_who_read_them(office):
    send(office, "ana", "elena", language="es")
    ana, elena = office.letters().values()
    assert ana.bundle == elena.bundle
    assert len(office.db.exec(select(OutboxAttachment)).all()) == 1


def test_the_filter_and_chosen_documents_are_said_in_words(office):
    send(office, "elena", wanted=documents.choice_of("status=open&q=inv-2&due_from=2026-10-01&currency=EUR"))
    letter = office.letters()["elena@acme.example"]
    assert "Open · Due date from 1 Oct 2026 · EUR · “inv-2”" in letter.text
    assert "/en/invoices?status=open&q=inv-2&due_from=2026-10-01&currency=EUR" in letter.text
    send(office, "elena", wanted=documents.choice_of("numbers=INV-2,INV-1&sort=number"))
    letter = office.letters()["elena@acme.example"]
    assert "Chosen documents: INV-2, INV-1" in letter.text
    assert letter.text.rstrip().splitlines()[-3].endswith("/en/invoices")
    assert [row["Number"] for row in rows_of(office.files(letter)["csv"])] == ["INV-1", "INV-2"]


def test_no_name_breaks_out_of_the_subject(office):
    office.account.name = "Acme\r\nBcc: thief@evil.example " + "x" * 166
    office.db.flush()
    send(office, "elena", note="\r\nBcc: thief@evil.example\0")
    letter = office.letters()["elena@acme.example"]
    assert letter.subject.startswith("Invoices of Acme Bcc: thief@evil.example x")
    assert len(letter.subject) == 200
    assert "\r" not in letter.text + letter.subject


def test_an_empty_list_is_mailed_without_a_pdf(office):
    send(office, "elena", wanted=documents.choice_of("q=nothing"), formats=("pdf", "csv"))
    letter = office.letters()["elena@acme.example"]
    assert "0 documents" in letter.text
    assert set(office.files(letter)) == {"csv"}


def test_files_too_large_are_said_to_whoever_asked_and_to_nobody_else(office, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    made = send(office, "elena")
    assert list(office.letters()) == ["ana@acme.example"]
    assert "Los archivos son mayores" in office.letters()["ana@acme.example"].text
    assert made.ended
    assert office.work() is None


def test_a_plan_is_sent_each_week_and_no_more_often(office, clock):
    clock(SUNDAY)
    planned = plan(office)
    assert office.work() is None
    clock(MONDAY)
    office.work()
    assert "regularmente" in office.letters()["ana@acme.example"].text
    assert office.work() is None
    (after,) = mailings.listing(office.db, office.actor())
    assert (after.last_run_at, after.next_run_at) == (MONDAY, planned.next_run_at + timedelta(days=7))


def test_whoever_has_lost_the_right_sends_nothing_any_more(office, clock):
    clock(SUNDAY)
    planned = plan(office, recipients=["elena@acme.example"])
    leave(office, "ana")
    clock(MONDAY)
    assert office.work().letters == []
    row = office.db.get(MailingSchedule, planned.id)
    assert (row.ended_at, row.next_run_at, row.ended_why) == (MONDAY, None, runs.NO_RIGHT)
    assert not office.letters()


def test_recipients_who_have_lost_the_right_get_nothing_and_the_last_one_ends_it(office, clock):
    clock(SUNDAY)
    plan(office, recipients=["ana@acme.example", "elena@acme.example"])
    only = plan(office, recipients=["elena@acme.example"])
    leave(office, "elena")
    clock(MONDAY)
    office.work()
    office.work()
    assert list(office.letters()) == ["ana@acme.example"]
    ended = next(p for p in mailings.listing(office.db, office.actor()) if p.id == only.id)
    assert ended.ended_why == runs.NOBODY_LEFT


def test_two_workers_send_it_once(office):
    office_send = {"recipients": ["ana@acme.example"], "formats": ["csv"]}
    mailings.send_list(office.db, office.actor(), Choice(), **office_send)
    run = mailings.claim(office.db, system())
    assert mailings.claim(office.db, system()) is None
    made = mailings.make(office.db, system(), run)
    mailings.settle(office.db, system(), run, made)
    mailings.settle(office.db, system(), run, made)
    assert len(office.letters()) == 1


def test_what_a_crash_left_is_taken_up_and_given_up_after_some_tries(office, clock):
    clock(SUNDAY)
    mailings.send_list(office.db, office.actor(), Choice(), recipients=["ana@acme.example"], formats=["csv"])
    for number in range(runs.MOST_TRIES):
        clock(SUNDAY + number * (runs.LEASE + timedelta(seconds=1)))
        assert mailings.claim(office.db, system())
        assert mailings.claim(office.db, system()) is None
    clock(SUNDAY + timedelta(hours=2))
    assert mailings.claim(office.db, system()) is None
    (row,) = office.db.exec(select(MailingSchedule))
    office.db.refresh(row)
    assert (row.ended_why, row.next_run_at) == (runs.FAILED, None)


def test_a_technical_contact_sends_own_orders_only(office):
    mailings.send_list(
        office.db, office.actor("tomas"), Choice(), recipients=["ana@acme.example"], formats=["csv"]
    )
    office.work()
    letter = office.letters()["ana@acme.example"]
    assert [row["Número"] for row in rows_of(office.files(letter)["csv"])] == ["INV-1", "INV-2"]
