"""A bit of everything a company has, for the gates to be tried on."""

from datetime import timedelta
from decimal import Decimal

from sqlmodel import select

from occ_app.access.permissions import Permission
from occ_app.models import (
    AccessRequest,
    AccessRight,
    ActivityEntry,
    ActivityKind,
    ApprovalRule,
    AutopayCharge,
    AutopayRule,
    BillingProfile,
    ColumnChoice,
    CompanyRole,
    ContractCard,
    DelegatedInvoice,
    Delegation,
    ExemptionCertificate,
    Export,
    ExportKind,
    Frequency,
    InboxEntry,
    InboxKind,
    Invitation,
    InvoiceTax,
    MailingSchedule,
    MailRecipient,
    MailTopic,
    Payment,
    PaymentDecision,
    PaymentLimit,
    PaymentOrder,
    PaymentProof,
    PaymentState,
    ProviderCustomer,
    Refund,
    RefundState,
    Review,
    ReviewItem,
    SavedView,
    SsoConnection,
    SsoDomain,
    SsoIdentity,
    StoredFile,
    TaxId,
    TaxIdKind,
)
from occ_app.models.base import Owned, now
from occ_app.testing.factories import TODAY

READ = Permission.INVOICES_READ


def owned_tables():
    """Every table whose rows belong to a company."""
    found, waiting = [], [Owned]
    while waiting:
        table = waiting.pop()
        waiting += table.__subclasses__()
        found += [table] if hasattr(table, "__table__") else []
    return sorted(found, key=lambda table: table.__name__)


def papers(make, account, order):
    """A bit of everything a company has with one order; the numbers of its documents."""
    invoice = make.invoice(
        account, 10_000, order=order, issued_on=TODAY, lines=("Secret plan of " + account.name,)
    )
    paid = make.invoice(account, 5_000, order=order, issued_on=TODAY)
    note = make.credit_note(account, -700, order=order, issued_on=TODAY)
    tax = {"name": "IVA", "rate": Decimal(21), "base_minor": 10_000, "tax_minor": 0}
    make.db.add(InvoiceTax(account_id=account.pk, invoice_id=invoice.pk, **tax))
    payment = make.payment(paid, 5_000)
    make.credit(note, invoice, 300)
    asker = make.contact(account, order=order)
    weekly = {"frequency": Frequency.WEEKLY, "day": 1, "formats": "csv", "next_run_at": now()}
    make.db.add(MailingSchedule(account_id=account.pk, created_by=asker.pk, recipients=asker.email, **weekly))
    kept = {"account_id": account.pk, "person_id": asker.pk, "list_name": "invoices"}
    make.db.add(SavedView(**kept, name="mine"))
    make.db.add(ColumnChoice(**kept, columns="due"))
    asked = {"key": f"{asker.pk:032}", "kind": ExportKind.ZIP, "language": "en", "total": 1}
    make.db.add(Export(account_id=account.pk, created_by=asker.pk, **asked))
    told = {"kind": InboxKind.FILE_FAILED, "facts": {"error": "Secret of " + account.name}}
    make.db.add(InboxEntry(account_id=account.pk, person_id=asker.pk, **told))
    trail = {"chain": account.pk, "at": now(), "who": asker.email, "previous_hash": "", "hash": "0"}
    letter = {"email": f"guest{asker.pk}@test.example", "roles": "finance", "invited_by": asker.pk}
    make.db.add(Invitation(account_id=account.pk, token_hash=f"{asker.pk}", expires_at=now(), **letter))
    review = Review(account_id=account.pk, started_by=asker.pk, due_on=TODAY, closed_at=now())
    make.db.add(review)
    make.db.flush()
    right = make.db.exec(select(AccessRight).where(AccessRight.person_id == asker.pk)).first()
    seen = {"review_id": review.pk, "right_id": right.pk, "person_id": asker.pk, "role": right.role}
    make.db.add(ReviewItem(account_id=account.pk, **seen))
    deed = {"account_id": account.pk, "kind": ActivityKind.SIGNED_OUT}
    make.db.add(ActivityEntry(seq=asker.pk, person_id=asker.pk, **trail, **deed))
    _single_sign_on(make, account, asker)
    paid_by_card(make, account, asker, invoice, handed_over(make, account, asker, invoice))
    billed(make, account, asker)
    return {invoice.number, paid.number, note.number, payment.number}


def _single_sign_on(make, account, asker):
    if not make.db.exec(select(SsoConnection).where(SsoConnection.account_id == account.pk)).first():
        own = {"issuer": "https://login.example", "client_id": "portal", "secret": "locked"}
        make.db.add(SsoConnection(account_id=account.pk, **own))
    make.db.add(SsoDomain(account_id=account.pk, domain=f"d{asker.pk}.example"))
    who = {"issuer": "https://login.example", "sub": str(asker.pk), "person_id": asker.pk}
    make.db.add(SsoIdentity(account_id=account.pk, realm=account.pk, **who))


def handed_over(make, account, asker, invoice):
    """One invoice shared by a link, and a page somebody asks for."""
    link = {
        "token_hash": f"{asker.pk}",
        "ends_on": TODAY + timedelta(days=9),
        "ends_at": now() + timedelta(days=9),
    }
    made = Delegation(account_id=account.pk, person_id=asker.pk, made_by=asker.pk, **link)
    make.db.add(made)
    make.db.flush()
    make.db.add(DelegatedInvoice(account_id=account.pk, delegation_id=made.pk, invoice_id=invoice.pk))
    wish = {
        "page": "/payments",
        "title": "Payments",
        "permission": "payments:read",
        "role": CompanyRole.FINANCE,
    }
    make.db.add(AccessRequest(account_id=account.pk, person_id=asker.pk, **wish))
    make.db.flush()
    return made


def paid_by_card(make, account, asker, invoice, handed):
    """A payment by a delegate that failed, with everything there is about payments in the portal."""
    of_company, by_delegate = {"account_id": account.pk}, {"delegation_id": handed.pk}
    card = make.card(account, is_default=False, last4="0002", **by_delegate)
    order = make.sent(account, card, (invoice, 100), state=PaymentState.FAILED, **by_delegate)
    make.db.add(ProviderCustomer(**of_company, provider_id=f"cus_{asker.pk}", **by_delegate))
    make.db.add(ContractCard(**of_company, contract_number=f"CT-{asker.pk}", card_id=card.pk))
    make.db.add(
        PaymentDecision(**of_company, payment_order_id=order.pk, person_id=asker.pk, is_approved=True)
    )
    payment = make.db.exec(select(Payment).filter_by(**of_company)).first()
    back = {"number": f"R{asker.pk}", "currency": "EUR", "amount_minor": 1, "state": RefundState.FAILED}
    make.db.add(Refund(**of_company, payment_id=payment.pk, **back))
    make.db.add(ApprovalRule(**of_company, currency="EUR", above_minor=asker.pk, ended_at=now()))
    make.db.add(PaymentLimit(**of_company, currency=f"{asker.pk:03}"[-3:], per_day_minor=1))
    rule = AutopayRule(**of_company, currency="EUR", card_id=card.pk, stopped_at=now())
    make.db.add(rule)
    make.db.flush()
    make.db.add(AutopayCharge(**of_company, rule_id=rule.pk, invoice_id=invoice.pk, charge_on=TODAY))
    make.db.flush()


def billed(make, account, asker):
    """Where its bills go, and what it says of its taxes."""
    of_company, place = {"account_id": account.pk}, {"street": "1 Secret Street", "country": "ES"}
    if not make.db.exec(select(BillingProfile).filter_by(**of_company)).first():
        who = {"legal_name": "Secret of " + account.name, "email": asker.email}
        make.db.add(BillingProfile(**of_company, **who, **place))
    make.db.add(MailRecipient(**of_company, topic=MailTopic.INVOICES, email=asker.email))
    make.db.add(
        TaxId(**of_company, country="ES", kind=next(iter(TaxIdKind)), value=f"B{asker.pk}", ended_at=now())
    )
    file = StoredFile(
        **of_company, name="secret.pdf", media_type="application/pdf", size=1, sha256="0", content=b"1"
    )
    make.db.add(file)
    make.db.flush()
    order = make.db.exec(select(PaymentOrder).filter_by(**of_company)).first()
    make.db.add(PaymentProof(**of_company, payment_order_id=order.pk, file_id=file.pk))
    make.db.add(
        ExemptionCertificate(
            **of_company, country="ES", number=f"X{asker.pk}", valid_from=TODAY, file_id=file.pk
        )
    )
    make.db.flush()
