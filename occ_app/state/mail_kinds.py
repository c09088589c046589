"""What each message of the outbox is, for the supplier's staff."""

from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.services import card_reminders, outbox
from occ_app.services.access_requests import telling as access_requests
from occ_app.services.approvals import asking as approvals
from occ_app.services.autopay import letters as autopay
from occ_app.services.billing_profile import letters as billing_profile
from occ_app.services.exports import letters as exports
from occ_app.services.mailings import runs as mailings
from occ_app.services.paying import telling as paying
from occ_app.services.people import letters as people

KINDS = {
    outbox.SIGN_IN_CODE: lazy("Sign-in code"),
    outbox.INVITATION: lazy("Invitation"),
    outbox.SHARED_INVOICES: lazy("Shared invoices"),
    mailings.KIND: lazy("List of invoices"),
    exports.KIND: lazy("File that was asked for"),
    access_requests.KIND: lazy("Request for access"),
    people.RIGHTS_CHANGED: lazy("Changed rights"),
    people.REVIEW_DUE: lazy("Access review"),
    billing_profile.CHANGED: lazy("Changed billing data"),
    paying.RECEIPT: lazy("Receipt"),
    paying.FAILURE: lazy("Payment that failed"),
    paying.CONFIRM: lazy("Payment the bank asks about"),
    paying.REFUND: lazy("Money given back"),
    approvals.KIND: lazy("Approval of a payment"),
    autopay.KIND: lazy("Autopay"),
    card_reminders.EXPIRES: lazy("Card that expires"),
}


def kind_words(kind: str) -> str:
    """In the spoken language; a kind of an earlier version as it is stored."""
    return _(KINDS[kind]) if kind in KINDS else kind
