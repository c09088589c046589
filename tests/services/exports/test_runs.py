from datetime import timedelta

from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.models import Account, Export, ExportState, InboxKind, OutboxMail
from occ_app.models.base import now
from occ_app.services import exports
from occ_app.services.exports import runs


def claimed():
    with database.transaction() as db:
        return exports.claim(db, system())


def made_by(job, tell=lambda _done: None):
    with database.transaction(reads_only=True) as db:
        return exports.make(db, system(), job, tell)


def settled(job, made):
    with database.transaction() as db:
        exports.settle(db, system(), job, made)


def noted(job, done):
    with database.transaction() as db:
        return exports.note(db, system(), job, done)


def mails(office):
    return office.run(lambda make: make.db.exec(select(OutboxMail)).all())


def test_a_file_is_claimed_once_made_and_announced(office):
    key = office.ask()
    job = claimed()
    assert claimed() is None
    assert noted(job, 2)
    (asked,) = office.as_person("ana", exports.listing)
    assert (asked.state, asked.done, asked.total) == (ExportState.RUNNING, 2, 4)
    heard = []
    settled(job, made_by(job, heard.append))
    assert heard == [1, 2, 3, 4]
    row = office.row(key)
    assert (row.state, row.done, row.total) == (ExportState.READY, 4, 4)
    assert row.size == office.fetch(key).path.stat().st_size
    assert row.expires_at - row.finished_at >= runs.KEEP - timedelta(seconds=1)
    (told,) = office.told()
    assert told.kind is InboxKind.FILE_READY
    assert (told.facts["key"], told.facts["name"], told.facts["count"]) == (key, row.name, "4")
    assert office.told("tomas") == []
    assert mails(office) == []


def test_whoever_waited_long_gets_a_mail_too(office, clock):
    office.ask(language="es")
    clock(now() + timedelta(seconds=90))
    office.work()
    (mail,) = mails(office)
    assert mail.to == "ana@acme.example"
    assert mail.subject.startswith("Su archivo está listo: facturas-")
    assert "Acme" in mail.text
    assert "/es/overview" in mail.text


def test_what_a_crash_left_is_begun_anew_by_another_worker(office, clock):
    key = office.ask()
    crashed = claimed()
    crashed.path.parent.mkdir(parents=True)
    crashed.path.write_bytes(b"half")
    noted(crashed, 3)
    clock(now() + runs.LEASE + timedelta(seconds=1))
    second = claimed()
    assert (second.id, second.tries) == (crashed.id, 2)
    assert second.path != crashed.path
    assert office.row(key).done == 0
    assert not noted(crashed, 4)
    settled(crashed, exports.Made("zombie.zip", 4, 4, "ACCOUNT"))
    assert office.row(key).state is ExportState.RUNNING
    settled(second, made_by(second))
    assert office.fetch(key).path.read_bytes().startswith(b"PK")
    assert len(office.told()) == 1


def test_a_sign_of_life_keeps_the_file(office, clock):
    start = now()
    office.ask()
    job = claimed()
    clock(start + timedelta(minutes=4))
    noted(job, 1)
    clock(start + timedelta(minutes=8))
    assert claimed() is None


def test_after_three_tries_it_is_given_up_with_a_sentence(office, clock):
    key = office.ask(language="es")
    start = now()
    for number in range(runs.MOST_TRIES):
        clock(start + number * (runs.LEASE + timedelta(seconds=1)))
        assert claimed()
    clock(start + timedelta(hours=1))
    assert claimed() is None
    row = office.row(key)
    assert row.state is ExportState.FAILED
    assert row.error.startswith("No se pudo crear el archivo")
    (told,) = office.told()
    assert (told.kind, told.facts["error"]) == (InboxKind.FILE_FAILED, row.error)
    clock(start + timedelta(hours=2))
    assert claimed() is None


def test_what_is_given_back_waits_a_little_only_if_it_failed(office, clock):
    office.ask()
    with database.transaction() as db:
        exports.release(db, system(), claimed(), counts=False)
    again = claimed()
    assert again.tries == 1
    with database.transaction() as db:
        exports.release(db, system(), again, counts=True)
    assert claimed() is None
    clock(now() + runs.LATER + timedelta(seconds=1))
    assert claimed().tries == 2


def test_it_is_made_with_the_rights_its_owner_has_then(office):
    key = office.ask()

    def leave(make):
        make.end_rights(office.people["ana"])

    office.run(leave)
    office.work()
    row = office.row(key)
    assert row.state is ExportState.FAILED
    assert "right" in row.error


def test_documents_that_are_gone_by_then_are_said(office):
    key = office.ask("numbers=INV-1,INV-2")
    asked = select(Export).where(Export.key == key)
    office.run(lambda make: setattr(make.db.exec(asked).one(), "query", "numbers=INV-9"))
    office.work()
    assert office.row(key).error == "There is nothing here by that name, or it is not your company’s."


def test_what_is_counted_is_what_is_in_the_file(office):
    key = office.ask()

    def bill(make):
        account = make.db.exec(select(Account).where(Account.name == "Acme")).one()
        for number in range(12):
            make.invoice(account, number=f"NEW-{number}")

    office.run(bill)
    office.work()
    assert office.row(key).total == 16
