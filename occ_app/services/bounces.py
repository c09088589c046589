"""Mail that did not arrive: addresses it came back from get no more, until staff allow it or send it again."""

import re

from sqlalchemy import delete, exists, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, MailState, MailSuppression, OutboxMail
from occ_app.services import activity
from occ_app.services.outbox import SIGN_IN_CODE

MESSAGE_ID = re.compile(r"<?outbox-(\d{1,18})-(\d{1,12})(?:@[^<>\s]{1,255})?>?")
LONGEST_REASON = 500


def bounce(db: Session, actor: Actor, message_id: str, reason: str) -> None:
    """Mail of this Message-ID came back: its address gets no more. NotFound for an id that is none of ours."""
    gate.require(actor, Permission.OUTBOX_BOUNCE)
    parts = MESSAGE_ID.fullmatch(message_id.strip())
    mail = db.get(OutboxMail, int(parts[1])) if parts else None
    if parts is None or mail is None or int(mail.created_at.timestamp()) != int(parts[2]):
        raise NotFound("No message of ours has this Message-ID.")
    why = " ".join("".join(c if c.isprintable() else " " for c in reason).split())[:LONGEST_REASON]
    if mail.state is not MailState.BOUNCED:
        mail.state, mail.error = MailState.BOUNCED, why
        db.add(mail)
        facts = {"reason": why}
        activity.record(
            db, actor, ActivityKind.MAIL_BOUNCED, mail.to, account_id=mail.account_id, after=facts
        )
    if not is_suppressed(db, actor, mail.to):
        db.add(MailSuppression(email=mail.to, reason=why))
    db.flush()


def is_suppressed(db: Session, actor: Actor, email: str) -> bool:
    """Whether mail to this address is held back."""
    if not actor.may(Permission.OUTBOX_BOUNCE):
        gate.require(actor, Permission.OUTBOX_READ)
    return bool(db.execute(select(exists().where(col(MailSuppression.email) == email))).scalar_one())


def allow_again(db: Session, actor: Actor, mail_id: int) -> None:
    """Mail the address of this message again from now on."""
    gate.require(actor, Permission.OUTBOX_MANAGE)
    mail = _mail(db, mail_id)
    held = db.execute(
        select(MailSuppression).where(col(MailSuppression.email) == mail.to)
    ).scalar_one_or_none()
    if held is not None:
        db.execute(delete(MailSuppression).where(col(MailSuppression.id) == held.pk))
        before = {"reason": held.reason}
        activity.record(
            db, actor, ActivityKind.MAIL_ALLOWED, mail.to, account_id=mail.account_id, before=before
        )


def resend(db: Session, actor: Actor, mail_id: int) -> None:
    """Send a message once more, as a message of its own; a sign-in code is asked for anew instead."""
    gate.require(actor, Permission.OUTBOX_MANAGE)
    mail = _mail(db, mail_id)
    if mail.kind == SIGN_IN_CODE:
        raise Invalid(_("A sign-in code is not sent twice. The person can ask for a new one."))
    if mail.state is MailState.WAITING:
        raise Invalid(_("This message still waits to be sent."))
    if is_suppressed(db, actor, mail.to):
        raise Invalid(_("Mail to this address came back. Allow it again first."))
    copied = mail.model_dump(include={"account_id", "to", "kind", "subject", "text", "html", "bundle"})
    db.add(OutboxMail(**copied))
    after = {"kind": mail.kind}
    activity.record(db, actor, ActivityKind.MAIL_RESENT, mail.to, account_id=mail.account_id, after=after)


def _mail(db: Session, mail_id: int) -> OutboxMail:
    mail = db.get(OutboxMail, mail_id)
    if mail is None:
        raise NotFound(_("This message is not there (any more)."))
    return mail
