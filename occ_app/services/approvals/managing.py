"""Making and ending the rules of approval, and setting the limits: by administrators alone."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from occ_app import money
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, ApprovalRule, CompanyRole, PaymentLimit, Person
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import activity
from occ_app.services.approvals import naming
from occ_app.services.paying import amounts
from occ_app.services.people.words import ROLES

MANAGE = Permission.APPROVAL_RULES_MANAGE
ROLE, PERSON = "role", "person"
"""How a form begins whom it names: `role:executive`, `person:17`."""

PER_DAY = "day"


def make(db: Session, actor: Actor, form: Mapping[str, str]) -> ApprovalRule:
    """Have payments above an amount wait for approval from now on: `currency`, `above`, `approvals` and `who`.

    With `counted` as `day`, what the same person paid that day without approval counts too.
    Invalid, with its field, where somebody's payments could then be approved by nobody.
    """
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    account = _held(db, actor)
    currency = _currency(form.get("currency", ""))
    rule = ApprovalRule(
        account_id=account.pk,
        currency=currency,
        above_minor=_amount(form.get("above", ""), currency, "above"),
        is_per_day=form.get("counted") == PER_DAY,
        approvals=_approvals(form.get("approvals", "")),
        made_by=actor.person_id,
        **_named(db, account, form.get("who", "")),
    )
    _refuse_a_second(db, actor, rule)
    _refuse_without_people(db, rule)
    db.add(rule)
    db.flush()
    activity.record(db, actor, ActivityKind.APPROVAL_RULE_MADE, _subject(rule), after=_told(db, rule))
    return rule


def end(db: Session, actor: Actor, rule_id: int) -> None:
    """Let a rule hold for no payment that is sent from now on; those that wait under it still do. Twice is once."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    rows = gate.rows(actor, MANAGE, ApprovalRule).where(col(ApprovalRule.id) == rule_id)
    rule = gate.one(db, rows.with_for_update())
    if rule.ended_at is not None:
        return
    rule.ended_at, rule.ended_by = now(), actor.person_id
    db.flush()
    activity.record(db, actor, ActivityKind.APPROVAL_RULE_ENDED, _subject(rule), before=_told(db, rule))


def set_limits(db: Session, actor: Actor, form: Mapping[str, str]) -> None:
    """The most that one payment (`per_payment`) and all of a day (`per_day`) come to in a `currency`; empty: no limit."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    account = _held(db, actor)
    currency = _currency(form.get("currency", ""))
    per_payment, per_day = (_limit(form, currency, field) for field in ("per_payment", "per_day"))
    if per_day is not None and per_payment is not None and per_day < per_payment:
        raise Invalid(_("A day’s limit cannot be below the limit of one payment."), "per_day")
    rows = gate.rows(actor, MANAGE, PaymentLimit).where(col(PaymentLimit.currency) == currency)
    found = db.execute(rows).scalar_one_or_none()
    before = _said_limits(found)
    kept = found or PaymentLimit(account_id=account.pk, currency=currency)
    kept.per_payment_minor, kept.per_day_minor = per_payment, per_day
    after = _said_limits(kept)
    if before == after:
        return
    db.add(kept)
    db.flush()
    activity.record(db, actor, ActivityKind.LIMIT_CHANGED, currency, before=before, after=after)


def _held(db: Session, actor: Actor) -> Account:
    """The company, locked as whoever sends a payment locks it: rules and limits do not change beneath one."""
    return db.get_one(Account, actor.account_id, with_for_update=True)


def _currency(text: str) -> str:
    if not money.is_currency(text):
        raise Invalid(_("Please choose a currency."), "currency")
    return text


def _amount(text: str, currency: str, field: str) -> int:
    """Minor units of an amount as the reader writes it; Invalid for anything else."""
    minor = amounts.written(text, currency, field).minor
    if not 0 <= minor <= amounts.MOST_MINOR:
        raise Invalid(_("“{text}” is not an amount.", text=text[:40]), field)
    return minor


def _limit(form: Mapping[str, str], currency: str, field: str) -> int | None:
    text = form.get(field, "").strip()
    if not text:
        return None
    minor = _amount(text, currency, field)
    if not minor:
        raise Invalid(_("A limit is more than nothing. Leave it empty for no limit."), field)
    return minor


def _approvals(text: str) -> int:
    if text not in ("1", "2"):
        raise Invalid(_("Please choose one or two approvals."), "approvals")
    return int(text)


def _named(db: Session, account: Account, text: str) -> dict[str, Any]:
    """The columns that say whom a rule names: a role, or one person who could be named by one."""
    kind, _colon, name = text.partition(":")
    if kind == ROLE and name in naming.APPROVING:
        return {"role": CompanyRole(name)}
    if kind == PERSON and name.isascii() and name.isdecimal() and len(name) < 19:
        wanted = naming.active(account.pk, naming.APPROVING).where(col(Person.id) == int(name))
        if person := db.execute(wanted).scalar_one_or_none():
            return {"role": CompanyRole.EXECUTIVE, "person_id": person.pk}
    raise Invalid(_("Please choose who approves."), "who")


def _refuse_a_second(db: Session, actor: Actor, rule: ApprovalRule) -> None:
    rows = gate.rows(actor, MANAGE, ApprovalRule).where(
        col(ApprovalRule.currency) == rule.currency,
        col(ApprovalRule.above_minor) == rule.above_minor,
        col(ApprovalRule.ended_at).is_(None),
    )
    if db.execute(rows).first():
        raise Invalid(_("There is a rule above this amount already. End it first."), "above")


def _refuse_without_people(db: Session, rule: ApprovalRule) -> None:
    """Whoever makes a payment, as many others as it needs must be able to approve it."""
    named = naming.named(rule)
    people = list(db.execute(named).scalars())
    payers = db.execute(named.where(naming.paying(rule.account_id))).scalars().all()
    needed = rule.approvals + bool(payers)
    if rule.person_id is not None:
        _refuse_one_person(rule, people[0], is_payer=bool(payers))
    elif len(people) < needed:
        _refuse_few(rule, people, needed)


def _refuse_one_person(rule: ApprovalRule, person: Person, *, is_payer: bool) -> None:
    if rule.approvals > 1:
        raise Invalid(_("One person gives one approval only. For two, choose a role."), "approvals")
    if is_payer:
        sentence = _(
            "{name} makes payments too, and nobody approves a payment of their own. Choose somebody who makes none, or a role.",
            name=person.name or person.email,
        )
        raise Invalid(sentence, "who")


def _refuse_few(rule: ApprovalRule, people: list[Person], needed: int) -> None:
    role = _(ROLES[rule.role])
    if not people:
        raise Invalid(_("Nobody in your company has the role “{role}” yet.", role=role), "who")
    sentence = _(
        "For this at least {needed} people need the role “{role}”, as nobody approves a payment of their own and each "
        "approves once. Now only these have it: {names}.",
        needed=needed,
        role=role,
        names=", ".join(person.name or person.email for person in people),
    )
    raise Invalid(sentence, "who")


def _subject(rule: ApprovalRule) -> str:
    return f"{rule.currency} > {money.plain(Money(rule.above_minor, rule.currency))}"


def _told(db: Session, rule: ApprovalRule) -> dict[str, Any]:
    """What the trail keeps of it."""
    email = db.execute(select(Person.email).where(col(Person.id) == rule.person_id)).scalar_one_or_none()
    counted = {"counted": PER_DAY} if rule.is_per_day else {}
    return {"approvals": rule.approvals, "approvers": email or rule.role.value} | counted


def _said_limits(limit: PaymentLimit | None) -> dict[str, str]:
    if limit is None:
        return {"per_payment": "", "per_day": ""}
    both = {"per_payment": limit.per_payment_minor, "per_day": limit.per_day_minor}
    return {
        name: "" if minor is None else money.plain(Money(minor, limit.currency))
        for name, minor in both.items()
    }
