"""What a payment sheet says of approval: from which amount on, by whom, and whether this payment needs it."""

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import ApprovalRule
from occ_app.money import Money
from occ_app.services import approvals
from occ_app.services.paying import Sheet
from occ_app.state import words

NAMED = 2
"""So many approvers are named; of more, how many they are."""


def approval(db: Session, actor: Actor, sheet: Sheet) -> tuple[str, str]:
    """The sentence, and its tone; nothing where no rule says anything."""
    rule = sheet.rule or (sheet.bands[-1] if sheet.bands else None)
    if rule is None:
        return "", ""
    names = [person.name or person.email for person in approvals.entitled(db, actor, rule)]
    over = words.money(Money(rule.above_minor, rule.currency))
    over = _("{amount} a day", amount=over) if rule.is_per_day else over
    if len(names) < rule.approvals:
        said = _(
            "Over {amount} somebody else must approve, and nobody in your company can at present.",
            amount=over,
        )
        return said, "warning" if sheet.rule else ""
    return f"{_who(rule, over, named(names))} {_needs(sheet)}", ""


def _needs(sheet: Sheet) -> str:
    if sheet.rule is None:
        return _("This payment does not need it.")
    if sheet.to_pay.minor <= sheet.rule.above_minor:
        return _("With what you paid today, this payment needs it.")
    return _("This payment needs it.")


def named(names: list[str]) -> str:
    """`Elena Marín or Marta Soler`; `Elena Marín or one of 3 others`."""
    if len(names) <= NAMED:
        return _(" or ").join(names)
    return ngettext("{name} or {count} other", "{name} or {count} others", len(names) - 1, name=names[0])


def _who(rule: ApprovalRule, over: str, names: str) -> str:
    if rule.approvals > 1:
        return _("Over {amount} two people must approve: {names}.", amount=over, names=names)
    return _("Over {amount} {names} approves.", amount=over, names=names)
