"""Telling people what became of a payment: in the inbox and by mail, each in their language."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    ContactState,
    InboxKind,
    Payment,
    PaymentOrder,
    Person,
)
from occ_app.money import Money
from occ_app.services import inbox, outbox, payment_papers
from occ_app.services.outbox import Draft, File
from occ_app.services.people import letters

RECEIPT, FAILURE = "payment_receipt", "payment_failure"
REFUND = "payment_refund"


def received(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """The receipt, to whoever paid or whom the company pays through."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    received_amount = db.get_one(Payment, order.payment_id).amount if order.payment_id else order.amount
    for person, language in _readers(db, order):
        with speaking(language):
            amount = money.display(received_amount, i18n.language())
            subject = _("Receipt: {amount} paid", amount=amount)
            sentences = [
                _(
                    "We received your payment {number} of {amount}. Thank you.",
                    number=order.number,
                    amount=amount,
                )
            ]
        files = payment_papers.enclosed(db, system(), order.number, language)
        said = (subject, sentences)
        _tell(db, order, person, language, kind=InboxKind.PAYMENT_RECEIVED, said=said, files=files)


def failed(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """That nothing was charged, and where to put it right."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    for person, language in _readers(db, order):
        with speaking(language):
            amount = money.display(order.amount, i18n.language())
            subject = _("A payment of {amount} did not go through", amount=amount)
            sentences = [
                _("Nothing was charged for payment {number}.", number=order.number),
                _("Use another card, or pay by bank transfer."),
            ]
        _tell(db, order, person, language, kind=InboxKind.PAYMENT_FAILED, said=(subject, sentences))


def expired(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """That an announced transfer was not seen, and its invoices are open again."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    for person, language in _readers(db, order):
        with speaking(language):
            amount = money.display(order.amount, i18n.language())
            subject = _("Your transfer of {amount} has not arrived", amount=amount)
            sentences = [
                _(
                    "We have not seen the transfer {number} yet, so its invoices are open again.",
                    number=order.reference,
                ),
                _("If it was sent, nothing is lost: we match it when it comes."),
            ]
        _tell(db, order, person, language, kind=InboxKind.PAYMENT_FAILED, said=(subject, sentences))


def refunded(db: Session, actor: Actor, payment: Payment, amount: Money, *, is_due_again: bool) -> None:
    """That money of a payment is on its way back to the card it came from."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    orders = gate.rows(actor, Permission.PAYMENTS_SETTLE, PaymentOrder)
    order = db.execute(orders.where(col(PaymentOrder.payment_id) == payment.pk)).scalar_one_or_none()
    for person, language in _readers(db, order) if order else ():
        draft = _refund_letter(payment.number, amount, language, is_due_again=is_due_again)
        outbox.put(db, system(), person.email, draft, kind=REFUND, account_id=payment.account_id)
        facts = {"number": payment.number, "minor": str(amount.minor), "currency": amount.currency}
        inbox.put(
            db, system(), account_id=payment.account_id, person_id=person.pk, kind=InboxKind.PAYMENT_REFUNDED,
            facts=facts,
        )  # fmt: skip


def _refund_letter(number: str, amount: Money, language: str, *, is_due_again: bool) -> Draft:
    with speaking(language):
        said = money.display(amount, i18n.language())
        sentences = [
            _("We gave back {amount} of your payment {number}.", amount=said, number=number),
            _("It goes to the card you paid with; the bank may take a few days to show it."),
        ]
        if is_due_again:
            sentences.append(_("What it had paid is due again."))
        subject = _("Refund: {amount} given back", amount=said)
        return letters.letter(subject, sentences, _("Look at the payment"), f"/{language}/payments/{number}")


def _readers(db: Session, order: PaymentOrder) -> Iterator[tuple[Person, str]]:
    """Whoever made it; where nobody did, the company’s finance contacts. Each with the language they read."""
    account = db.get_one(Account, order.account_id)
    maker = db.get(Person, order.made_by or 0)
    for person in [maker] if maker else _finance(db, account):
        yield person, person.language or account.language


def _finance(db: Session, account: Account) -> list[Person]:
    active = select(col(Contact.person_id)).where(
        col(Contact.account_id) == account.pk, col(Contact.state) == ContactState.ACTIVE
    )
    entitled = select(col(AccessRight.person_id)).where(
        col(AccessRight.account_id) == account.pk,
        col(AccessRight.role) == CompanyRole.FINANCE,
        col(AccessRight.ended_at).is_(None),
    )
    query = select(Person).where(col(Person.id).in_(active), col(Person.id).in_(entitled))
    return list(db.execute(query.order_by(col(Person.id))).scalars())


def _tell(
    db: Session,
    order: PaymentOrder,
    person: Person,
    language: str,
    *,
    kind: InboxKind,
    said: tuple[str, list[str]],
    files: Sequence[File] = (),
) -> None:
    with speaking(language):
        draft = letters.letter(*said, _("Look at the payment"), f"/{language}/payments/{order.number}")
    mail = RECEIPT if kind is InboxKind.PAYMENT_RECEIVED else FAILURE
    bundle = outbox.enclose(db, system(), files)
    outbox.put(db, system(), person.email, draft, kind=mail, account_id=order.account_id, bundle=bundle)
    facts = {"number": order.number, "minor": str(order.amount_minor), "currency": order.currency}
    inbox.put(db, system(), account_id=order.account_id, person_id=person.pk, kind=kind, facts=facts)
