from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Export, ExportKind, ExportState, InboxEntry, OutboxMail
from occ_app.models.base import now
from occ_app.services.exports import letters, runs


def finished(make, **values):
    account = make.account("Acme\r\nBcc: thief@evil.example")
    usual = {
        "key": "a" * 32,
        "account_id": account.pk,
        "created_by": make.contact(account).pk,
        "kind": ExportKind.ZIP,
        "language": "en",
        "state": ExportState.READY,
        "name": "invoices.zip",
        "total": 3,
        "expires_at": now() + runs.KEEP,
    }
    return make._store(Export(**(usual | values)))


def test_the_news_lasts_as_long_as_the_file(make, db):
    row = finished(make)
    letters.tell_ready(db, system(), row)
    (entry,) = db.exec(select(InboxEntry))
    assert entry.expires_at == row.expires_at
    assert db.exec(select(OutboxMail)).all() == []


def test_no_name_breaks_out_of_the_mail(make, db):
    row = finished(make, created_at=now() - 2 * letters.PATIENCE)
    letters.tell_ready(db, system(), row)
    (mail,) = db.exec(select(OutboxMail))
    assert "\r" not in mail.text
    assert mail.subject == "Your file is ready: invoices.zip"


def test_a_failure_is_told_with_its_reason_and_stays(make, db):
    row = finished(make, state=ExportState.FAILED, expires_at=None, error="Too many.")
    letters.tell_failed(db, system(), row)
    (entry,) = db.exec(select(InboxEntry))
    assert (entry.facts["error"], entry.expires_at) == ("Too many.", None)
