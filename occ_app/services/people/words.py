"""What roles, sources, states and flags are called; `gettext` them where they are shown."""

from collections.abc import Iterable
from enum import StrEnum

from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import AccessRight, CompanyRole, ContactFlag, Decision, RightSource


class Standing(StrEnum):
    """The tabs: what somebody is in the company."""

    ACTIVE = "active"
    INVITED = "invited"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    ALL = "all"


ROLES = {
    CompanyRole.ADMIN: lazy("Administrator"),
    CompanyRole.FINANCE: lazy("Finance"),
    CompanyRole.TECHNICAL: lazy("Technical / sales"),
    CompanyRole.EXECUTIVE: lazy("Executive"),
}

STANDINGS = {
    Standing.ACTIVE: lazy("Active"),
    Standing.INVITED: lazy("Invited"),
    Standing.SUSPENDED: lazy("Suspended"),
    Standing.REMOVED: lazy("Removed"),
}

SOURCES = {
    RightSource.ORDER: lazy("Order"),
    RightSource.INVITATION: lazy("Invitation"),
    RightSource.ADMINISTRATOR: lazy("Administrator"),
    RightSource.REQUEST: lazy("Request"),
    RightSource.SINGLE_SIGN_ON: lazy("Single sign-on"),
}

FLAGS = {
    ContactFlag.NONE: "",
    ContactFlag.UNNAMED: lazy("No longer named on any order"),
    ContactFlag.NAMED_AGAIN: lazy("Named again by an order after removal"),
}

DECISIONS = {
    Decision.UNDECIDED: lazy("Undecided"),
    Decision.KEPT: lazy("Kept"),
    Decision.REMOVED: lazy("Removed"),
    Decision.GONE: lazy("Ended meanwhile"),
}


def source(right: AccessRight, order: str, giver: str) -> str:
    """Where a right came from: `Order 4500-123`, `Invited by Marta Soler`."""
    match right.source:
        case RightSource.ORDER:
            return _("Order {number}", number=order) if order else _("Order")
        case RightSource.INVITATION:
            return _("Invited by {name}", name=giver)
        case RightSource.ADMINISTRATOR:
            return _("Given by {name}", name=giver)
        case RightSource.REQUEST:
            return _("Requested; given by {name}", name=giver)
    return _("Single sign-on")


def roles(held: Iterable[str]) -> str:
    """`Administrator, Finance`, in the order of the table above."""
    known = set(held)
    return ", ".join(_(word) for role, word in ROLES.items() if role in known)
