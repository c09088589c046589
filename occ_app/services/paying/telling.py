"""Telling people what became of a payment: in the inbox and by mail, each in their language."""

from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import (
    Account,
    Contact,
    ContactState,
    InboxKind,
    MailTopic,
    Payment,
    PaymentOrder,
    Person,
    Refund,
)
from occ_app.services import inbox, outbox, payment_papers
from occ_app.services.billing_profile import readers
from occ_app.services.outbox import Draft
from occ_app.services.people import letters

RECEIPT, FAILURE = "payment_receipt", "payment_failure"
CONFIRM, REFUND = "payment_to_confirm", "payment_refund"


def received(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """The receipt, to whoever paid and whom the company names for receipts."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    paid = db.get_one(Payment, order.payment_id).amount if order.payment_id else order.amount

    def said() -> tuple[str, list[str]]:
        amount = money.display(paid, i18n.language())
        thanks = _(
            "We received your payment {number} of {amount}. Thank you.", number=order.number, amount=amount
        )
        return _("Receipt: {amount} paid", amount=amount), [thanks]

    _tell(db, order, InboxKind.PAYMENT_RECEIVED, said)


def failed(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """That nothing was charged, and where to put it right."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)

    def said() -> tuple[str, list[str]]:
        amount = money.display(order.amount, i18n.language())
        return _("A payment of {amount} did not go through", amount=amount), [
            _("Nothing was charged for payment {number}.", number=order.number),
            _("Use another card, or pay by bank transfer."),
        ]

    _tell(db, order, InboxKind.PAYMENT_FAILED, said)


def expired(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """That an announced transfer was not seen, and its invoices are open again."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)

    def said() -> tuple[str, list[str]]:
        amount = money.display(order.amount, i18n.language())
        return _("Your transfer of {amount} has not arrived", amount=amount), [
            _(
                "We have not seen the transfer {number} yet, so its invoices are open again.",
                number=order.reference,
            ),
            _("If it was sent, nothing is lost: we match it when it comes."),
        ]

    _tell(db, order, InboxKind.PAYMENT_FAILED, said)


def asked(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """That the bank asks about a payment which somebody else approved, and until when it is waited for."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    account = db.get_one(Account, order.account_id)
    facts = {"number": order.number, "minor": str(order.amount_minor), "currency": order.currency}
    for person, language in _readers(db, order):
        with speaking(language):
            amount = money.display(order.amount, i18n.language())
            until = i18n.moment(order.answer_by, account.time_zone)
            draft = letters.letter(
                _("Your bank asks about your payment of {amount}", amount=amount),
                [
                    _(
                        "Payment {number} was approved, and your bank wants you to confirm it.",
                        number=order.number,
                    ),
                    _(
                        "Nothing is charged until you do. If it is not confirmed by {when}, it is given up.",
                        when=until,
                    ),
                ],
                _("Look at the payment"),
                f"/{language}/payments/{order.number}",
            )
        outbox.put(db, system(), person.email, draft, kind=CONFIRM, account_id=account.pk)
        inbox.put(
            db, system(), account_id=account.pk, person_id=person.pk, kind=InboxKind.PAYMENT_TO_CONFIRM,
            facts=facts, expires_at=order.answer_by,
        )  # fmt: skip


def refunded(db: Session, actor: Actor, payment: Payment, refund: Refund, *, is_due_again: bool) -> None:
    """That money of a payment is on its way back to the card it came from, or was taken back by its bank."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    orders = gate.rows(actor, Permission.PAYMENTS_SETTLE, PaymentOrder)
    order = db.execute(orders.where(col(PaymentOrder.payment_id) == payment.pk)).scalar_one_or_none()
    for person, language in _readers(db, order) if order else ():
        draft = _refund_letter(payment.number, refund, language, is_due_again=is_due_again)
        outbox.put(db, system(), person.email, draft, kind=REFUND, account_id=payment.account_id)
        facts = {"number": payment.number, "minor": str(refund.amount_minor), "currency": refund.currency}
        if refund.is_chargeback:
            facts["by_bank"] = "true"
        inbox.put(
            db, system(), account_id=payment.account_id, person_id=person.pk, kind=InboxKind.PAYMENT_REFUNDED,
            facts=facts,
        )  # fmt: skip


def _refund_letter(number: str, refund: Refund, language: str, *, is_due_again: bool) -> Draft:
    with speaking(language):
        said = money.display(refund.amount, i18n.language())
        if refund.is_chargeback:
            subject = _("Your bank took back {amount}", amount=said)
            sentences = [
                _(
                    "Your bank took back {amount} of your payment {number}, which was disputed there.",
                    amount=said,
                    number=number,
                )
            ]
        else:
            subject = _("Refund: {amount} given back", amount=said)
            sentences = [
                _("We gave back {amount} of your payment {number}.", amount=said, number=number),
                _("It goes to the card you paid with; the bank may take a few days to show it."),
            ]
        if is_due_again:
            sentences.append(_("What it had paid is due again."))
        return letters.letter(subject, sentences, _("Look at the payment"), f"/{language}/payments/{number}")


def _readers(db: Session, order: PaymentOrder) -> Iterator[tuple[Person, str]]:
    """Whoever made it and is still there; otherwise the company’s finance contacts. Each with the language they read."""
    account = db.get_one(Account, order.account_id)
    maker = db.get(Person, order.made_by or 0)
    is_there = maker and (order.delegation_id is not None or maker.pk in _active(db, account))
    for person in [maker] if maker and is_there else readers.in_charge(db, system(), account.pk):
        yield person, person.language or account.language


def _active(db: Session, account: Account) -> set[int]:
    query = select(col(Contact.person_id)).where(
        col(Contact.account_id) == account.pk, col(Contact.state) == ContactState.ACTIVE
    )
    return set(db.execute(query).scalars())


def _tell(
    db: Session, order: PaymentOrder, kind: InboxKind, said: Callable[[], tuple[str, list[str]]]
) -> None:
    """In the inbox of its readers, and by mail to them and to whom the company names for such mail.

    `said` answers subject and sentences in the language spoken where it is called.
    """
    is_receipt = kind is InboxKind.PAYMENT_RECEIVED
    facts = {"number": order.number, "minor": str(order.amount_minor), "currency": order.currency}
    languages: dict[str, str] = {}
    for person, language in _readers(db, order):
        languages[person.email] = language
        inbox.put(db, system(), account_id=order.account_id, person_id=person.pk, kind=kind, facts=facts)
    topic = MailTopic.RECEIPTS if is_receipt else MailTopic.FAILED_PAYMENTS
    if order.delegation_id is None:
        languages = dict(readers.chosen(db, system(), order.account_id, topic)) | languages
    for language in sorted(set(languages.values())):
        with speaking(language):
            draft = letters.letter(*said(), _("Look at the payment"), f"/{language}/payments/{order.number}")
        files = payment_papers.enclosed(db, system(), order.number, language) if is_receipt else []
        mail = RECEIPT if is_receipt else FAILURE
        for email in (one for one, spoken in languages.items() if spoken == language):
            bundle = outbox.enclose(db, system(), files)
            outbox.put(db, system(), email, draft, kind=mail, account_id=order.account_id, bundle=bundle)
