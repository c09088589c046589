"""Every table, so that Alembic and the relations see them all."""

from occ_app.models.access_requests import AccessRequest, RequestState
from occ_app.models.accounts import Account
from occ_app.models.activity import ActivityCheck, ActivityEntry, ActivityHead, ActivityKind
from occ_app.models.billing_profile import (
    BillingProfile,
    ExemptionCertificate,
    MailRecipient,
    MailTopic,
    TaxId,
    TaxIdKind,
    Validity,
)
from occ_app.models.cards import ContractCard, ProviderCustomer, SavedCard
from occ_app.models.delegations import DelegatedInvoice, Delegation
from occ_app.models.exports import UNFINISHED, Export, ExportKind, ExportState
from occ_app.models.factors import (
    AuthenticatorApp,
    ChallengeKind,
    Factor,
    FactorChallenge,
    Passkey,
    RecoveryCode,
)
from occ_app.models.imports import ImportRun
from occ_app.models.inbox import InboxEntry, InboxKind
from occ_app.models.invitations import Invitation
from occ_app.models.invoices import (
    Document,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    InvoiceTax,
    InvoiceType,
    Phase,
)
from occ_app.models.jobs import Job
from occ_app.models.mailings import Frequency, MailingSchedule
from occ_app.models.orders import Order, OrderContact
from occ_app.models.outbox import MailState, MailSuppression, OutboxAttachment, OutboxMail
from occ_app.models.payment_orders import (
    AT_PROVIDER,
    HOLDING,
    IN_FLIGHT,
    WITHDRAWN,
    BasketItem,
    PaymentDecision,
    PaymentLine,
    PaymentOrder,
    PaymentOrigin,
    PaymentProof,
    PaymentState,
    ShortReason,
)
from occ_app.models.payment_rules import ApprovalRule, AutopayCharge, AutopayRule, PaymentLimit
from occ_app.models.payments import Allocation, Payment, PaymentMethod
from occ_app.models.people import (
    AccessRight,
    ColorMode,
    CompanyRole,
    Contact,
    ContactFlag,
    ContactRole,
    ContactState,
    Person,
    RightSource,
)
from occ_app.models.refunds import Refund, RefundState
from occ_app.models.reviews import Decision, Review, ReviewItem
from occ_app.models.sessions import Attempt, SignInCode, SignInMethod, SignInSession
from occ_app.models.single_sign_on import SpentToken, SsoConnection, SsoDomain, SsoIdentity
from occ_app.models.stored_files import StoredFile
from occ_app.models.tally import InvoiceTally
from occ_app.models.views import ColumnChoice, SavedView
from occ_app.models.webhooks import WebhookEvent, WebhookRefusal, WebhookState

__all__ = [
    "AT_PROVIDER",
    "HOLDING",
    "IN_FLIGHT",
    "UNFINISHED",
    "WITHDRAWN",
    "AccessRequest",
    "AccessRight",
    "Account",
    "ActivityCheck",
    "ActivityEntry",
    "ActivityHead",
    "ActivityKind",
    "Allocation",
    "ApprovalRule",
    "Attempt",
    "AuthenticatorApp",
    "AutopayCharge",
    "AutopayRule",
    "BasketItem",
    "BillingProfile",
    "ChallengeKind",
    "ColorMode",
    "ColumnChoice",
    "CompanyRole",
    "Contact",
    "ContactFlag",
    "ContactRole",
    "ContactState",
    "ContractCard",
    "Decision",
    "DelegatedInvoice",
    "Delegation",
    "Document",
    "ExemptionCertificate",
    "Export",
    "ExportKind",
    "ExportState",
    "Factor",
    "FactorChallenge",
    "Frequency",
    "ImportRun",
    "InboxEntry",
    "InboxKind",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoiceStatus",
    "InvoiceTally",
    "InvoiceTax",
    "InvoiceType",
    "Job",
    "MailRecipient",
    "MailState",
    "MailSuppression",
    "MailTopic",
    "MailingSchedule",
    "Order",
    "OrderContact",
    "OutboxAttachment",
    "OutboxMail",
    "Passkey",
    "Payment",
    "PaymentDecision",
    "PaymentLimit",
    "PaymentLine",
    "PaymentMethod",
    "PaymentOrder",
    "PaymentOrigin",
    "PaymentProof",
    "PaymentState",
    "Person",
    "Phase",
    "ProviderCustomer",
    "RecoveryCode",
    "Refund",
    "RefundState",
    "RequestState",
    "Review",
    "ReviewItem",
    "RightSource",
    "SavedCard",
    "SavedView",
    "ShortReason",
    "SignInCode",
    "SignInMethod",
    "SignInSession",
    "SpentToken",
    "SsoConnection",
    "SsoDomain",
    "SsoIdentity",
    "StoredFile",
    "TaxId",
    "TaxIdKind",
    "Validity",
    "WebhookEvent",
    "WebhookRefusal",
    "WebhookState",
]
