"""What invoice types, documents and statuses are called in files; `gettext` them where they are shown."""

from datetime import date

from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, ngettext
from occ_app.models import Document, Invoice, InvoiceStatus, InvoiceType, PaymentMethod, ShortReason

DOCUMENTS = {
    Document.INVOICE: lazy("Invoice"),
    Document.CREDIT_NOTE: lazy("Credit note"),
}

DOCUMENT_KINDS = {Document.INVOICE: lazy("Invoices"), Document.CREDIT_NOTE: lazy("Credit notes")}

STATUSES = {
    InvoiceStatus.PAST_DUE: lazy("Past due"),
    InvoiceStatus.OPEN: lazy("Open"),
    InvoiceStatus.PAYMENT_SUBMITTED: lazy("Payment submitted"),
    InvoiceStatus.CLOSED: lazy("Closed"),
}

TYPES = {
    InvoiceType.HARDWARE: lazy("Hardware"),
    InvoiceType.SUBSCRIPTION: lazy("Subscription"),
    InvoiceType.SUPPORT: lazy("Support"),
    InvoiceType.LICENSE: lazy("License"),
    InvoiceType.EDUCATION: lazy("Education"),
    InvoiceType.CONSULTING: lazy("Consulting"),
    InvoiceType.SERVICE: lazy("Service"),
    InvoiceType.USAGE: lazy("Usage"),
}

METHODS = {
    PaymentMethod.BANK_TRANSFER: lazy("Bank transfer"),
    PaymentMethod.CARD: lazy("Card"),
    PaymentMethod.DIRECT_DEBIT: lazy("Direct debit"),
    PaymentMethod.CHECK: lazy("Check"),
    PaymentMethod.OTHER: lazy("Other"),
}

SHORT_REASONS = {
    ShortReason.DISPUTED: lazy("In dispute"),
    ShortReason.NOT_RECEIVED: lazy("Not received"),
    ShortReason.PRICE: lazy("Price differs"),
    ShortReason.DISCOUNT: lazy("Discount agreed"),
    ShortReason.WITHHOLDING: lazy("Tax withheld"),
    ShortReason.INSTALMENT: lazy("Paid in instalments"),
    ShortReason.OTHER: lazy("Another reason"),
}
"""Why less is paid than is due."""


def kind(invoice: Invoice) -> str:
    """The invoice's type, or that it is a credit note."""
    return _("Credit note") if invoice.is_credit_note else _(TYPES[invoice.type])


def lateness(invoice: Invoice, today: date) -> str:
    """`41 days late`, `due today`, `in 8 days`; empty once nothing is due."""
    if invoice.due_on is None or invoice.due_minor == 0:
        return ""
    late = invoice.days_late(today)
    if late > 0:
        return ngettext("{count} day late", "{count} days late", late)
    return ngettext("in {count} day", "in {count} days", -late) if late else _("due today")
