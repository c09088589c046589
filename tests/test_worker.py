import threading

import pytest
from sqlmodel import select, update

from occ_app import db as database
from occ_app import worker
from occ_app.access.actors import system
from occ_app.integrations import mail
from occ_app.models import ActivityCheck, ActivityKind, Export, ExportState, MailState, OutboxMail
from occ_app.models.base import now
from occ_app.services import activity, exports, mailings, outbox
from occ_app.services.documents import Choice
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings
from occ_app.testing.factories import Make
from occ_app.worker import making


@pytest.fixture
def mail_to(smtpd, monkeypatch, database_url):
    """Settings that name the test's own mail server; a function that puts a message for somebody."""
    monkeypatch.setenv("SMTP_URL", f"smtp://{smtpd.hostname}:{smtpd.port}")
    get_settings.cache_clear()

    def put(to="ana@acme.example", subject="Hello"):
        with database.transaction() as db:
            outbox.put(db, system(), to, Draft(subject, "text", "<p>html</p>"), kind="receipt")

    yield put
    monkeypatch.undo()
    get_settings.cache_clear()


def stored():
    with database.transaction() as db:
        return db.exec(select(OutboxMail).order_by(OutboxMail.id)).all()


def test_what_waits_is_delivered_once(mail_to, smtpd):
    mail_to()
    assert worker.deliver() == 1
    assert worker.deliver() == 0
    assert [mail["subject"] for mail in smtpd.messages] == ["Hello"]
    assert stored()[0].state is MailState.SENT


def test_one_bad_message_does_not_hold_up_the_others(mail_to, smtpd):
    mail_to(subject="Hello\r\nBcc: thief@evil.example")
    mail_to(to="john@globex.example")
    worker.deliver()
    assert [mail["to"] for mail in smtpd.messages] == ["john@globex.example"]
    bad, good = stored()
    assert (bad.state, good.state) == (MailState.WAITING, MailState.SENT)
    assert bad.error


def test_without_a_mail_server_mail_waits(database_url):
    with database.transaction() as db:
        outbox.put(db, system(), "ana@acme.example", Draft("Hello", "text"), kind="receipt")
    assert worker.deliver() == 0
    assert (stored()[0].state, stored()[0].tries) == (MailState.WAITING, 0)


def test_two_workers_send_every_message_once(mail_to, smtpd):
    for n in range(12):
        mail_to(subject=f"Hello {n}")
    workers = [threading.Thread(target=worker.deliver) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(mail["subject"] for mail in smtpd.messages) == sorted(f"Hello {n}" for n in range(12))


def test_sweeping_works_on_an_empty_database(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("OCC_FILES_DIR", str(tmp_path))
    get_settings.cache_clear()
    for work in worker.JOBS:
        if not work.is_shared:
            assert not work.function()


def test_a_list_that_is_asked_for_arrives_with_its_files(mail_to, smtpd):
    with database.transaction() as db:
        make = Make(db)
        account = make.account()
        person = make.contact(account, email="ana@acme.example", language="es")
        make.invoice(account, number="INV-1")
        mailings.send_list(
            db, make.actor(person), Choice(), recipients=["ana@acme.example"], formats=["csv", "xlsx", "pdf"]
        )
    assert worker.mail_lists() == 1
    assert worker.mail_lists() == 0
    assert worker.deliver() == 1
    (got,) = smtpd.messages
    parts = {part.get_content_type(): part for part in got.walk() if part.get_filename()}
    assert {name.get_filename().rpartition(".")[2] for name in parts.values()} == {"csv", "xlsx", "pdf"}
    assert b"INV-1" in parts["text/csv"].get_payload(decode=True)
    assert parts["application/pdf"].get_payload(decode=True).startswith(b"%PDF")


@pytest.fixture
def asked(database_url, tmp_path, monkeypatch):
    """A ZIP of forty documents that somebody asked for; a function that reads how it stands."""
    monkeypatch.setenv("OCC_FILES_DIR", str(tmp_path))
    get_settings.cache_clear()
    with database.transaction() as db:
        make = Make(db)
        account = make.account()
        for _document in range(40):
            make.invoice(account)
        exports.request(db, make.actor(make.contact(account)), "", "zip")

    def read():
        with database.transaction(reads_only=True) as db:
            return db.exec(select(Export)).one()

    yield read
    monkeypatch.undo()
    get_settings.cache_clear()


def test_a_file_is_made_and_its_progress_noted_on_the_way(asked, monkeypatch):
    noted, note = [], exports.note
    monkeypatch.setattr(exports, "note", lambda *given: noted.append(given[-1]) or note(*given))
    monkeypatch.setattr(making, "TELL_EVERY", 0.0)
    assert worker.make_files(threading.Event()) == 1
    assert noted == list(range(1, 41))
    assert (asked().state, asked().done) == (ExportState.READY, 40)


def test_two_workers_make_every_file_once(asked, tmp_path):
    workers = [threading.Thread(target=worker.make_files, args=(threading.Event(),)) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert asked().state is ExportState.READY
    assert [path.name for path in tmp_path.iterdir()] == [asked().stored_as]
    assert asked().tries == 1


def test_a_worker_that_is_told_to_stop_gives_the_file_back_at_once(asked, monkeypatch):
    stop = threading.Event()
    note = exports.note
    monkeypatch.setattr(exports, "note", lambda *given: stop.set() or note(*given))
    worker.make_files(stop)
    assert (asked().state, asked().tries, asked().done) == (ExportState.QUEUED, 0, 0)
    assert worker.make_files(threading.Event()) == 1
    assert asked().state is ExportState.READY


def test_a_worker_that_lost_the_file_leaves_it_to_the_other(asked, monkeypatch):
    def lose(_db, _actor, job, _done):
        with database.transaction() as db:
            db.exec(update(Export).values(tries=job.tries + 1))
        return False

    monkeypatch.setattr(exports, "note", lose)
    worker.make_files(threading.Event())
    assert (asked().state, asked().tries) == (ExportState.RUNNING, 2)


def test_what_cannot_be_made_is_tried_again_later(asked, tmp_path, monkeypatch):
    monkeypatch.setattr("occ_app.documents.invoice_pdf.render", lambda *_: 1 / 0)
    worker.make_files(threading.Event())
    assert (asked().state, asked().tries) == (ExportState.QUEUED, 1)
    assert asked().due_at > now()


def test_the_trail_is_checked_once_a_day(database_url):
    assert {work.name: work.every.days for work in worker.JOBS}["check_activity"] == 1
    with database.transaction() as db:
        activity.record(db, system(), ActivityKind.IMPORT_RUN, "a.csv")
    for _round in range(2):
        assert worker.check_activity() == 0
    with database.transaction(reads_only=True) as db:
        [checked] = db.exec(select(ActivityCheck)).all()
        assert (checked.seq, checked.problem) == (1, "")


def test_an_address_that_is_refused_for_good_is_not_tried_again(mail_to, monkeypatch):
    def refuse(_url, _message):
        raise mail.NoSuchBox("550 No such user")

    monkeypatch.setattr(mail, "send", refuse)
    mail_to()
    assert worker.deliver() == 1
    [message] = stored()
    assert (message.state, message.tries, message.error) == (MailState.FAILED, 1, "550 No such user")
