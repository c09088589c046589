"""The trail of what people did: append-only, each entry sealed with the hash of the one before it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, col

from occ_app.models.base import Owned, Record, UtcDateTime, column, link, word


class ActivityKind(StrEnum):
    """What was done; `module.verb`, alphabetical."""

    ACCESS_ASKED = "access.asked"
    ACCESS_REFUSED = "access.refused"
    ACT_REFUSED = "act.refused"
    APPROVAL_RULE_ENDED = "approval_rule.ended"
    APPROVAL_RULE_MADE = "approval_rule.made"
    AUTOPAY_CHARGE_STOPPED = "autopay.charge_stopped"
    AUTOPAY_STARTED = "autopay.started"
    AUTOPAY_STOPPED = "autopay.stopped"
    CARD_ADDED = "card.added"
    CARD_CHANGED = "card.changed"
    CARD_REMOVED = "card.removed"
    CERTIFICATE_ADDED = "billing.certificate_added"
    CERTIFICATE_ENDED = "billing.certificate_ended"
    CERTIFICATE_FETCHED = "billing.certificate_fetched"
    CONTACT_CHANGED = "billing.contact_changed"
    RECIPIENT_ADDED = "billing.recipient_added"
    RECIPIENT_REMOVED = "billing.recipient_removed"
    TAX_ID_ADDED = "billing.tax_id_added"
    TAX_ID_ENDED = "billing.tax_id_ended"
    DELEGATION_MADE = "delegation.made"
    DELEGATION_OPENED = "delegation.opened"
    DELEGATION_REVOKED = "delegation.revoked"
    DELEGATION_SENT = "delegation.sent_again"
    DOCUMENT_DOWNLOADED = "document.downloaded"
    DOCUMENT_VIEWED = "document.viewed"
    FACTOR_ADDED = "factor.added"
    RECOVERY_CODES_MADE = "factor.codes_made"
    FACTOR_REFUSED = "factor.refused"
    FACTOR_REMOVED = "factor.removed"
    FACTOR_SHOWN = "factor.shown"
    FILE_ASKED = "file.asked"
    FILE_FETCHED = "file.fetched"
    IMPORT_RUN = "import.run"
    LIMIT_CHANGED = "limit.changed"
    JOB_ASKED = "job.asked"
    LIST_DOWNLOADED = "list.downloaded"
    MAIL_ALLOWED = "mail.allowed"
    MAIL_BOUNCED = "mail.bounced"
    MAIL_RESENT = "mail.resent"
    MAILING_ENDED = "mailing.ended"
    MAILING_PLANNED = "mailing.planned"
    MAILING_SENT = "mailing.sent"
    APPROVAL_ASKED = "payment.approval_asked"
    PAYMENT_APPROVED = "payment.approved"
    PAYMENT_CANCELLED = "payment.cancelled"
    CREDITS_APPLIED = "payment.credits_applied"
    PAYMENT_EXPIRED = "payment.expired"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_LET_BE = "payment.let_be"
    PAYMENT_PLANNED = "payment.planned"
    PROOF_ADDED = "payment.proof_added"
    PAYMENT_RECEIVED = "payment.received"
    REFUND_ASKED = "payment.refund_asked"
    CHARGED_BACK = "payment.charged_back"
    REFUND_FAILED = "payment.refund_failed"
    REFUNDED = "payment.refunded"
    PAYMENT_REFUSED = "payment.refused"
    PAYMENT_SENT = "payment.sent"
    FLAG_CLEARED = "people.flag_cleared"
    INVITATION_ACCEPTED = "people.invitation_accepted"
    INVITATION_CANCELLED = "people.invitation_cancelled"
    INVITATION_RESENT = "people.invitation_resent"
    INVITED = "people.invited"
    REMOVED = "people.removed"
    RESUMED = "people.resumed"
    REVIEW_CLOSED = "people.review_closed"
    REVIEW_KEPT = "people.review_kept"
    REVIEW_STARTED = "people.review_started"
    ROLES_CHANGED = "people.roles_changed"
    SUSPENDED = "people.suspended"
    RIGHT_GIVEN = "right.given"
    SECURITY_CHANGED = "security.changed"
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "session.ended_by_provider"
    SIGN_IN_REFUSED = "session.refused"
    SIGNED_IN = "session.signed_in"
    SIGNED_OUT = "session.signed_out"
    SSO_CHANGED = "sso.changed"
    SSO_FORGOTTEN = "sso.forgotten"
    SSO_JOINED = "sso.joined"
    SSO_REMOVED = "sso.removed"
    SSO_REQUIRED = "sso.required"
    VIEWING_STARTED = "viewing.started"
    VIEWING_STOPPED = "viewing.stopped"
    WEBHOOK_RETRIED = "webhook.retried"


class ActivityEntry(Owned, table=True):
    """One thing somebody did. The database refuses to change or delete it."""

    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_activity_entry_account_at", "account_id", "at", "id"),
        Index("ix_activity_entry_account_kind", "account_id", "kind", "at", "id"),
        Index("ix_activity_entry_account_person", "account_id", "person_id", "at", "id"),
        Index("ix_activity_entry_account_who", "account_id", "who", "at", "id"),
    )

    chain: int = Field(sa_type=BigInteger, description="the company; 0 for what belongs to none")
    seq: int = Field(sa_type=BigInteger, description="1, 2, 3 … without a gap within its chain")
    account_id: int | None = link("account", default=None, index=True)  # type: ignore[assignment]
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    kind: ActivityKind = word(ActivityKind)
    person_id: int | None = link("person", default=None, index=True)
    who: str = Field(max_length=254, description="their e-mail then; what it calls itself if no person")
    on_behalf: str = Field(
        default="", max_length=254, description="in whose place: staff viewing, a delegate"
    )
    subject: str = Field(default="", max_length=254, description="a number, an e-mail: what it was done to")
    before: dict[str, Any] = column(JSON, default_factory=dict)
    after: dict[str, Any] = column(JSON, default_factory=dict)
    address: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=300)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)

    @classmethod
    def of_person(cls, person_id: int | None) -> ColumnElement[bool]:
        """What somebody did themselves."""
        return col(cls.person_id) == person_id


class ActivityHead(Record, table=True):
    """Where a chain ends: locked by whoever appends, so that entries stand one after another."""

    chain: int = Field(sa_type=BigInteger, unique=True)
    seq: int = Field(default=0, sa_type=BigInteger)
    hash: str = Field(default="", max_length=64)


class ActivityCheck(Record, table=True):
    """What the last look at a whole chain found."""

    chain: int = Field(sa_type=BigInteger, unique=True)
    at: datetime = Field(sa_type=UtcDateTime)
    seq: int = Field(sa_type=BigInteger, description="the last entry that was looked at")
    problem: str = Field(default="", max_length=500, description="empty where nothing was changed")
