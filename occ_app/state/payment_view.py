"""One payment in words: where it stands and what comes next, what it pays, what can be done about it."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import day_of, language, short_date
from occ_app.i18n import gettext as _
from occ_app.models import Payment, PaymentMethod, PaymentOrder, PaymentState
from occ_app.money import Money
from occ_app.services import paying, payments
from occ_app.services.paying.baskets import FURTHEST_DAYS
from occ_app.services.paying.proofs import WANTED, Proof
from occ_app.services.payments import Detail, Put
from occ_app.settings import get_settings
from occ_app.state import payment_words, words
from occ_app.state.base import file_query
from occ_app.state.invoice_rows import invoice_href
from occ_app.state.payment_sentences import sentences
from occ_app.state.payment_timeline import timeline

Rows = list[list[str]]
S = PaymentState

ACTIONS = {
    S.AWAITING_APPROVAL: ["cancel"],
    S.SCHEDULED: ["pay_now", "move", "cancel"],
    S.ANNOUNCED: ["cancel"],
    S.NEEDS_ACTION: ["confirm", "cancel"],
    S.FAILED: ["again"],
    S.REFUSED: ["again"],
    S.EXPIRED: ["again"],
    S.CANCELLED: ["again"],
}
"""What whoever may pay can do, by where the payment stands."""

ASKS_AGAIN = (S.SUBMITTING, S.PROCESSING)
"""States that end by themselves: the page looks again."""


@dataclass
class PaymentView:
    """A payment. Status is [word, colour, icon]; bank and facts [label, value, mono, to copy]; puts [invoice, address,
    where it comes from, amount]; refunds [what, when, amount]; timeline [icon, what, when and who]; files [label,
    address]; crumbs [label, address, current].
    """

    missing: bool = False
    number: str = ""
    amount: str = ""
    status: list[str] = field(default_factory=lambda: ["", "", ""])
    sentence: str = ""
    onward: str = ""
    """What comes next, or can be done."""
    crumbs: Rows = field(default_factory=list)
    bank: Rows = field(default_factory=list)
    proofs: Rows = field(default_factory=list)
    """[name and size, address]."""
    proof_door: str = ""
    """Where a proof of the transfer is handed in; empty where none is wanted."""
    puts: Rows = field(default_factory=list)
    puts_are_planned: bool = False
    refunds: Rows = field(default_factory=list)
    timeline: Rows = field(default_factory=list)
    facts: Rows = field(default_factory=list)
    files: Rows = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    """What this actor can do now; `follow` where the page is to look again by itself."""
    next_sheet: str = ""
    """Where the payment of the same selection in another currency waits."""
    confirm_at: str = ""
    day: str = ""
    first_day: str = ""
    last_day: str = ""
    loaded: bool = True


def payment_view(db: Session, actor: Actor, number: str) -> PaymentView:
    """The payment of this number, as this actor may see it."""
    try:
        found = payments.detail(db, actor, number)
    except NotFound:
        return PaymentView(missing=True)
    order, today = found.order, actor.today()
    sentence, onward = sentences(found, actor)
    scheduled = order.scheduled_for if order else None
    return PaymentView(
        number=found.number,
        amount=words.money(_amount(found)),
        status=_status(found),
        sentence=sentence,
        onward=onward,
        crumbs=_crumbs(found, actor),
        bank=_bank(order) if order and order.state is S.ANNOUNCED else [],
        proofs=[_proof(proof, found, actor) for proof in found.proofs],
        proof_door=_proof_door(found, actor),
        puts=[_put(put) for put in found.puts],
        puts_are_planned=found.payment is None and not (order and order.state is S.SUCCEEDED),
        refunds=[
            [
                payment_words.given_back(refund),
                short_date(day_of(refund.made_at, actor.time_zone)),
                words.money(refund.amount),
            ]
            for refund in found.refunds
        ],
        timeline=timeline(found, actor),
        facts=_facts(found),
        files=_files(found, actor),
        actions=_actions(found, actor),
        next_sheet=f"/{language()}/pay/{found.next_number}" if found.next_number else "",
        confirm_at=f"{payment_words.path(found.number)}/confirm?company={actor.account_id}",
        day=scheduled.isoformat() if scheduled else "",
        first_day=(today + timedelta(days=1)).isoformat(),
        last_day=(today + timedelta(days=FURTHEST_DAYS)).isoformat(),
    )


def _status(found: Detail) -> list[str]:
    back = payment_words.went_back(found.payment)
    return [back, "open", "/icons.svg#undo-2"] if back else payment_words.badge(_state(found))


def _state(found: Detail) -> PaymentState:
    if found.order:
        return found.order.state
    return S.SUCCEEDED if found.payment and found.payment.settled_on else S.PROCESSING


def _amount(found: Detail) -> Money:
    """The money; where credits covered all, what they came to."""
    source: Payment | PaymentOrder | None = found.payment or found.order
    assert source is not None  # a detail is of one of them
    total = sum(put.amount.minor for put in found.puts)
    return source.amount if source.amount_minor else Money(total, source.currency)


def _crumbs(found: Detail, actor: Actor) -> Rows:
    """Back to the list that this actor has."""
    is_reader = actor.may(Permission.PAYMENTS_READ)
    label, place = (_("Payments"), "payments") if is_reader else (_("Invoices"), "invoices")
    return [
        [label, f"/{language()}/{place}", "false"],
        [found.number, payment_words.path(found.number), "page"],
    ]


def _proof(proof: Proof, found: Detail, actor: Actor) -> list[str]:
    address = f"/documents/proofs/{quote(found.number, safe='')}/{proof.file_id}{file_query(actor)}"
    return [f"{proof.name} ({words.file_size(proof.size)})", address]


def _proof_door(found: Detail, actor: Actor) -> str:
    order = found.order
    is_wanted = order and order.method is PaymentMethod.BANK_TRANSFER and order.state in WANTED
    if not (is_wanted and actor.may(Permission.PAYMENTS_MAKE)):
        return ""
    return f"/documents/proofs/{quote(found.number, safe='')}{file_query(actor)}"


def _bank(order: PaymentOrder) -> Rows:
    """What to write on the transfer."""
    settings, amount = get_settings(), words.money(order.amount)
    return [
        [_("Beneficiary"), settings.bank_beneficiary, "", settings.bank_beneficiary],
        [_("IBAN"), settings.bank_iban, "true", settings.bank_iban],
        [_("BIC"), settings.bank_bic, "true", settings.bank_bic],
        [_("Amount"), amount, "", words.plain(order.amount)],
        [_("Reference, to be quoted"), order.reference, "true", order.reference],
    ]


def _put(put: Put) -> list[str]:
    source = _("from credit {number}", number=put.source) if put.source else ""
    return [put.invoice, invoice_href(put.invoice), source, words.money(put.amount)]


def _facts(found: Detail) -> Rows:
    order, payment = found.order, found.payment
    facts = [[_("Number"), found.number, "true", found.number]]
    if order:
        facts.append([_("Method"), payment_words.method(order.method, found.card), "", ""])
    elif payment:
        facts.append([_("Method"), _(words.METHODS[payment.method]), "", ""])
    if reference := (payment.reference if payment else "") or (order.reference if order else ""):
        facts.append([_("Reference"), reference, "true", reference])
    if payment:
        facts.append([_("Received on"), short_date(payment.received_on), "", ""])
        for label, minor in (
            (_("Not put to invoices"), payment.unapplied_minor),
            (_("Given back"), payment.refunded_minor),
        ):
            if minor:
                facts.append([label, words.money(Money(minor, payment.currency)), "", ""])
    provider_id = (order.provider_id if order else "") or (payment.provider_id if payment else "")
    if provider_id:
        facts.append([_("At the card company"), provider_id, "true", provider_id])
    return facts


def _files(found: Detail, actor: Actor) -> Rows:
    """The receipt of what was received, the remittance advice of what is or was put to invoices."""
    name, asked = quote(found.number, safe=""), file_query(actor)
    files = []
    if found.payment and found.payment.settled_on:
        files.append([_("Receipt (PDF)"), f"/documents/receipts/{name}.pdf{asked}"])
    if found.puts and (found.payment or (found.order and found.order.is_holding)):
        files += [
            [_("Remittance advice (PDF)"), f"/documents/remittances/{name}.pdf{asked}"],
            [_("Remittance advice (CSV)"), f"/documents/remittances/{name}.csv{asked}"],
        ]
    return files


def _actions(found: Detail, actor: Actor) -> list[str]:
    order = found.order
    if order is None:
        return []
    is_asked = order.state is S.NEEDS_ACTION
    ends_by_itself = order.state in ASKS_AGAIN or (is_asked and not order.asks_payer)
    follows = ["follow"] if ends_by_itself else []
    if found.may_decide:
        follows.append("decide")
    if not actor.may(Permission.PAYMENTS_MAKE) or (is_asked and not paying.may_answer(actor, order)):
        return follows
    let_be = ["let_be"] if order.state is S.FAILED and order.fixed_at is None else []
    return [*follows, *ACTIONS.get(order.state, []), *let_be]
