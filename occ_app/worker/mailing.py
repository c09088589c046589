"""Mail: what is due is sent, and the lists that are due are written."""

import structlog

from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.integrations import mail
from occ_app.models import OutboxAttachment, OutboxMail
from occ_app.services import mailings, outbox
from occ_app.settings import get_settings
from occ_app.worker.stopping import stopping

log = structlog.get_logger(__name__)


def deliver() -> int:
    """Send the mail that is due; how many messages were tried."""
    if not get_settings().smtp_url:
        return 0
    tried = 0
    while tried < outbox.BATCH and not stopping().is_set() and _deliver_one():
        tried += 1
    return tried


def mail_lists() -> int:
    """Write the lists that are due into the outbox, files and all; how many were tried."""
    tried = 0
    while tried < outbox.BATCH and not stopping().is_set() and _mail_one_list():
        tried += 1
    return tried


def _deliver_one() -> bool:
    """Claimed in one transaction, sent in none, settled in another; False if nothing is due."""
    with transaction() as db:
        message = outbox.claim(db, system())
        files = outbox.enclosed(db, system(), message) if message else []
    if message is None:
        return False
    error, is_final = _send(message, files)
    with transaction() as db:
        outbox.settle(db, system(), message, error, is_final=is_final)
    return True


def _mail_one_list() -> bool:
    """Claimed in one transaction, made while none is written to, settled in another; False if none is due."""
    with transaction() as db:
        run = mailings.claim(db, system())
    if run is None:
        return False
    with transaction(reads_only=True) as db:
        made = mailings.make(db, system(), run)
    with transaction() as db:
        mailings.settle(db, system(), run, made)
    log.info("list mailed", schedule=run.schedule_id, letters=len(made.letters), ended=made.ended)
    return True


def _send(message: OutboxMail, files: list[OutboxAttachment]) -> tuple[str, bool]:
    """Why the message could not be sent, empty if it was; and whether that is for good."""
    settings = get_settings()
    written = mail.Message(
        sender=settings.support_email,
        sender_name=settings.brand_name,
        to=message.to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        attachments=tuple(mail.Attachment(file.name, file.media_type, file.content) for file in files),
        key=f"outbox-{message.pk}-{int(message.created_at.timestamp())}",
    )
    try:
        mail.send(settings.smtp_url, written)
    except mail.NotSent as error:
        log.warning(
            "mail not sent", mail=message.pk, kind=message.kind, tries=message.tries, error=str(error)
        )
        return str(error) or "not sent", error.is_final
    log.info("mail sent", mail=message.pk, kind=message.kind)
    return "", False
