"""What fields and topics of the billing profile are called; `gettext` them where they are shown."""

from occ_app.i18n import lazy
from occ_app.models import MailTopic, Validity

FIELDS = {
    "legal_name": lazy("Legal name"),
    "attention": lazy("Attention of"),
    "email": lazy("E-mail address"),
    "phone": lazy("Phone"),
    "street": lazy("Street and number"),
    "street_2": lazy("Second line"),
    "city": lazy("City"),
    "region": lazy("Region, state or province"),
    "postal_code": lazy("Postal code"),
    "country": lazy("Country"),
}

TOPICS = {
    MailTopic.INVOICES: lazy("Invoices"),
    MailTopic.RECEIPTS: lazy("Payment receipts"),
    MailTopic.REMINDERS: lazy("Reminders and past due invoices"),
    MailTopic.FAILED_PAYMENTS: lazy("Failed payments and expiring cards"),
    MailTopic.RENEWALS: lazy("Contracts and renewals"),
    MailTopic.BILLING_DATA: lazy("Changes of billing data"),
}

VALIDITIES = {
    Validity.FUTURE: lazy("Not valid yet"),
    Validity.VALID: lazy("Valid"),
    Validity.EXPIRING: lazy("Expires soon"),
    Validity.EXPIRED: lazy("Expired"),
    Validity.ENDED: lazy("No longer counts"),
}
