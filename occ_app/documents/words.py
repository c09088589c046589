"""What invoice types, documents and statuses are called in files; `gettext` them where they are shown."""

from occ_app.i18n import lazy
from occ_app.models import Document, InvoiceStatus, InvoiceType

DOCUMENTS = {
    Document.INVOICE: lazy("Invoice"),
    Document.CREDIT_NOTE: lazy("Credit note"),
}

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
