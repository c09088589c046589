"""What each kind of deed is called: one line a kind, and the words for what entries tell of before and after."""

from enum import StrEnum
from typing import Any

from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import ActivityKind

K = ActivityKind

SENTENCES: dict[ActivityKind, str] = {
    K.ACCESS_ASKED: lazy("Asked for access: {subject}"),
    K.ACCESS_REFUSED: lazy("Refused a request for access: {subject}"),
    K.ACT_REFUSED: lazy("Was refused: {subject}"),
    K.APPROVAL_ASKED: lazy("Sent payment {subject} for approval"),
    K.APPROVAL_RULE_ENDED: lazy("Ended a rule of approval: {subject}"),
    K.APPROVAL_RULE_MADE: lazy("Made a rule of approval: {subject}"),
    K.AUTOPAY_CHARGE_STOPPED: lazy("Stopped the automatic payment of {subject}"),
    K.AUTOPAY_STARTED: lazy("Started autopay: {subject}"),
    K.AUTOPAY_STOPPED: lazy("Stopped autopay: {subject}"),
    K.CARD_ADDED: lazy("Added the card {subject}"),
    K.CARD_CHANGED: lazy("Changed which card is used: {subject}"),
    K.CARD_REMOVED: lazy("Removed the card {subject}"),
    K.CREDITS_APPLIED: lazy("Paid with credits only: {subject}"),
    K.CERTIFICATE_ADDED: lazy("Added the exemption certificate {subject}"),
    K.CERTIFICATE_ENDED: lazy("Ended the exemption certificate {subject}"),
    K.CERTIFICATE_FETCHED: lazy("Downloaded the exemption certificate {subject}"),
    K.CONTACT_CHANGED: lazy("Changed the billing contact and address"),
    K.DELEGATION_MADE: lazy("Shared invoices by a link with {subject}"),
    K.DELEGATION_OPENED: lazy("Opened a shared link"),
    K.DELEGATION_REVOKED: lazy("Took back what was shared with {subject}"),
    K.DELEGATION_SENT: lazy("Sent the link to {subject} again"),
    K.DOCUMENT_DOWNLOADED: lazy("Downloaded {subject}"),
    K.DOCUMENT_VIEWED: lazy("Opened {subject}"),
    K.FACTOR_ADDED: lazy("Added a second factor"),
    K.FACTOR_REFUSED: lazy("A second factor was not accepted"),
    K.FACTOR_REMOVED: lazy("Removed a second factor"),
    K.FACTOR_SHOWN: lazy("Confirmed with a second factor"),
    K.FILE_ASKED: lazy("Asked for a file of documents"),
    K.FILE_FETCHED: lazy("Downloaded the prepared file {subject}"),
    K.FLAG_CLEARED: lazy("Looked at {subject} and left them as they are"),
    K.IMPORT_RUN: lazy("Imported the file {subject}"),
    K.INVITATION_ACCEPTED: lazy("Accepted an invitation"),
    K.INVITATION_CANCELLED: lazy("Cancelled the invitation of {subject}"),
    K.INVITATION_RESENT: lazy("Sent {subject} the invitation again"),
    K.INVITED: lazy("Invited {subject}"),
    K.LIMIT_CHANGED: lazy("Changed the limit of payments in {subject}"),
    K.JOB_ASKED: lazy("Had work in the background done at once: {subject}"),
    K.LIST_DOWNLOADED: lazy("Downloaded the list {subject}"),
    K.MAILING_ENDED: lazy("Ended a regular mailing of documents"),
    K.MAILING_PLANNED: lazy("Planned a regular mailing of documents"),
    K.MAILING_SENT: lazy("Mailed a list of documents"),
    K.MAIL_ALLOWED: lazy("Allowed mail to {subject} again"),
    K.MAIL_BOUNCED: lazy("Mail to {subject} came back"),
    K.MAIL_RESENT: lazy("Sent a message to {subject} again"),
    K.PAYMENT_APPROVED: lazy("Approved payment {subject}"),
    K.PAYMENT_CANCELLED: lazy("Took back payment {subject}"),
    K.PAYMENT_EXPIRED: lazy("The transfer {subject} did not come in time"),
    K.PAYMENT_FAILED: lazy("Payment {subject} failed"),
    K.PAYMENT_LET_BE: lazy("Closed the failed payment {subject}"),
    K.PAYMENT_PLANNED: lazy("Moved payment {subject} to another day"),
    K.PAYMENT_RECEIVED: lazy("Payment {subject} was received"),
    K.PAYMENT_REFUSED: lazy("Refused payment {subject}"),
    K.PAYMENT_SENT: lazy("Sent payment {subject}"),
    K.PROOF_ADDED: lazy("Added a proof of transfer to payment {subject}"),
    K.RECIPIENT_ADDED: lazy("Had mail sent to {subject}"),
    K.RECIPIENT_REMOVED: lazy("Had mail no longer sent to {subject}"),
    K.RECOVERY_CODES_MADE: lazy("Made new recovery codes"),
    K.CHARGED_BACK: lazy("The bank took money back: {subject}"),
    K.REFUNDED: lazy("Gave money back: {subject}"),
    K.REFUND_ASKED: lazy("Decided to give money back: {subject}"),
    K.REFUND_FAILED: lazy("Money could not be given back: {subject}"),
    K.REMOVED: lazy("Removed {subject}"),
    K.RESUMED: lazy("Let {subject} use their rights again"),
    K.REVIEW_CLOSED: lazy("Signed off the access review due {subject}"),
    K.REVIEW_KEPT: lazy("Kept a right of {subject}"),
    K.REVIEW_STARTED: lazy("Started an access review due {subject}"),
    K.RIGHT_GIVEN: lazy("Gave a role to {subject}"),
    K.ROLES_CHANGED: lazy("Changed the roles of {subject}"),
    K.SECURITY_CHANGED: lazy("Changed whether a second factor is required"),
    K.SESSIONS_ENDED: lazy("The company’s sign-in ended the session of {subject}"),
    K.SESSION_ENDED: lazy("Ended a session on another device"),
    K.SIGNED_IN: lazy("Signed in"),
    K.SIGNED_OUT: lazy("Signed out"),
    K.SIGN_IN_REFUSED: lazy("Sign-in refused for {subject}"),
    K.SSO_CHANGED: lazy("Changed the company’s single sign-on"),
    K.SSO_FORGOTTEN: lazy("Cleared the single sign-on identity of {subject}"),
    K.SSO_JOINED: lazy("{subject} came in through the company’s sign-in for the first time"),
    K.SSO_REMOVED: lazy("Removed the company’s single sign-on"),
    K.SSO_REQUIRED: lazy("Changed whether single sign-on is required"),
    K.SUSPENDED: lazy("Suspended {subject}"),
    K.TAX_ID_ADDED: lazy("Added the tax ID {subject}"),
    K.TAX_ID_ENDED: lazy("Ended the tax ID {subject}"),
    K.VIEWING_STARTED: lazy("The supplier’s staff began to view the company, read-only"),
    K.VIEWING_STOPPED: lazy("The supplier’s staff stopped viewing the company"),
    K.WEBHOOK_RETRIED: lazy("Had a message of the card company worked on again: {subject}"),
}

NAMES = {
    "amount": lazy("amount"),
    "approvals": lazy("approvals"),
    "approvers": lazy("by whom"),
    "card": lazy("card"),
    "attention": lazy("attention of"),
    "city": lazy("city"),
    "country": lazy("country"),
    "created": lazy("created"),
    "day": lazy("day"),
    "documents": lazy("documents"),
    "email": lazy("e-mail"),
    "filter": lazy("filter"),
    "format": lazy("format"),
    "frequency": lazy("how often"),
    "kind": lazy("kind"),
    "legal_name": lazy("legal name"),
    "minutes": lazy("minutes"),
    "method": lazy("method"),
    "per_day": lazy("per day"),
    "per_payment": lazy("per payment"),
    "phone": lazy("phone"),
    "postal_code": lazy("postal code"),
    "reason": lazy("reason"),
    "recipients": lazy("recipients"),
    "region": lazy("region"),
    "rejected": lazy("rejected"),
    "role": lazy("role"),
    "rows": lazy("rows"),
    "street": lazy("street"),
    "street_2": lazy("second line"),
    "topic": lazy("topic"),
    "updated": lazy("updated"),
    "use": lazy("used"),
    "valid_from": lazy("valid from"),
    "valid_until": lazy("valid until"),
    "why": lazy("why"),
}
"""What the facts of entries are called; any other stands under its own name."""

VALUES = {
    "once": lazy("once"),
    "weekly": lazy("every week"),
    "monthly": lazy("every month"),
    "code": lazy("code by e-mail"),
    "forbidden": lazy("no right"),
    "invitation": lazy("invitation"),
    "link": lazy("link by e-mail"),
    "not found": lazy("not found"),
    "other site": lazy("sent from another site"),
    "single_sign_on": lazy("company sign-in"),
    "too many tries": lazy("too many tries"),
    "unknown address": lazy("unknown address"),
    "unknown event": lazy("nothing a page sends"),
    "wrong code": lazy("wrong code"),
}


class Topic(StrEnum):
    """The tabs of the page."""

    SIGN_IN = "sign_in"
    DOCUMENTS = "documents"
    PAYMENTS = "payments"
    BILLING = "billing"
    COMPANY = "company"
    SUPPLIER = "supplier"
    REFUSED = "refused"
    ALL = "all"


TOPICS = {
    "act": Topic.REFUSED,
    "approval_rule": Topic.PAYMENTS,
    "autopay": Topic.PAYMENTS,
    "card": Topic.PAYMENTS,
    "billing": Topic.BILLING,
    "document": Topic.DOCUMENTS,
    "factor": Topic.SIGN_IN,
    "file": Topic.DOCUMENTS,
    "import": Topic.SUPPLIER,
    "limit": Topic.PAYMENTS,
    "list": Topic.DOCUMENTS,
    "mail": Topic.SUPPLIER,
    "mailing": Topic.DOCUMENTS,
    "payment": Topic.PAYMENTS,
    "session": Topic.SIGN_IN,
    "viewing": Topic.SUPPLIER,
    "webhook": Topic.SUPPLIER,
}
"""By the first word of a kind; people, rights and whatever else there will be are the company's."""


def topic_of(kind: ActivityKind) -> Topic:
    """The tab a kind stands under."""
    return Topic.REFUSED if kind is K.SIGN_IN_REFUSED else TOPICS.get(kind.split(".")[0], Topic.COMPANY)


def sentence(kind: ActivityKind, subject: str) -> str:
    """What was done, in the language spoken here."""
    return _(SENTENCES[kind], subject=subject or "—")


def changes(before: dict[str, Any], after: dict[str, Any]) -> str:
    """`role: finance → administrator · reason: …`, as far as there is something to tell."""
    return " · ".join(
        f"{_(NAMES[name]) if name in NAMES else name}: {_change(before.get(name), after.get(name))}"
        for name in dict.fromkeys([*before, *after])
    )


def _change(old: Any, new: Any) -> str:
    return " → ".join(_value(value) for value in (old, new) if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    text = str(value)
    return _(VALUES[text]) if text in VALUES else text
