"""Who may do what, in words: read from the one table of permissions, so that the help page cannot be wrong."""

from occ_app.access.permissions import GRANTS, Permission, Role, Scope
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy

P = Permission

ROLES = {
    Role.FINANCE: lazy("Finance contact"),
    Role.TECHNICAL: lazy("Technical contact"),
    Role.EXECUTIVE: lazy("Executive contact"),
    Role.ADMIN: lazy("Administrator"),
    Role.PARENT: lazy("Parent company"),
    Role.VIEWER: lazy("Supplier’s staff, viewing"),
}
"""The columns, in their order."""

DEEDS = {
    P.OVERVIEW_READ: lazy("See the overview"),
    P.INVOICES_READ: lazy("See and download invoices and credit notes"),
    P.INVOICES_MAIL: lazy("Mail lists of invoices, once or regularly"),
    P.FILES_ASK: lazy("Have large files prepared"),
    P.PAYMENTS_READ: lazy("See payments"),
    P.PAYMENTS_MAKE: lazy("Pay invoices"),
    P.CARDS_ADD: lazy("Add cards"),
    P.CARDS_MANAGE: lazy("Choose and remove cards"),
    P.AUTOPAY_MANAGE: lazy("Set up autopay"),
    P.PAYMENTS_APPROVE: lazy("Approve payments of others, where the company’s rules name them"),
    P.APPROVAL_RULES_MANAGE: lazy("Set rules of approval and limits of payments"),
    P.BILLING_READ: lazy("See the billing profile"),
    P.BILLING_CHANGE: lazy("Change the billing profile"),
    P.ORDERS_READ: lazy("See orders"),
    P.ACTIVITY_READ: lazy("See what was done in the company’s name"),
    P.PEOPLE_READ: lazy("See who is in the company, as what"),
    P.PEOPLE_INVITE: lazy("Invite colleagues, within one’s own rights"),
    P.PEOPLE_CHANGE: lazy("Change, suspend and remove people"),
    P.INVOICES_DELEGATE: lazy("Share invoices by a link"),
    P.ACCESS_ASK: lazy("Ask for access"),
    P.ACCESS_DECIDE: lazy("Decide about requests for access"),
    P.SECURITY_MANAGE: lazy("Require a second factor of everybody"),
    P.SSO_MANAGE: lazy("Set up single sign-on"),
    P.FACTORS_MANAGE: lazy("Add and remove one’s own second factors"),
    P.INBOX_READ: lazy("Be told of news in the inbox"),
    P.VIEWS_KEEP: lazy("Keep views of lists"),
    P.PREFERENCES_CHANGE: lazy("Choose language and appearance"),
}
"""The rows, in their order: what somebody notices that they may do."""

UNSAID = frozenset(
    {
        P.ACTIVITY_RECORD,
        P.CARDS_READ,
        P.FACTORS_SHOW,
        P.PAYMENTS_FOLLOW,
        P.PORTAL_USE,
        P.SESSIONS_OWN,
        P.VIEWING_END,
    }
)
"""What comes with being signed in, or with what is said."""

SCOPES = {
    Scope.EVERY_ACCOUNT: lazy("every company"),
    Scope.ACCOUNT: lazy("whole company"),
    Scope.OWN_ORDERS: lazy("own orders"),
    Scope.DELEGATED: lazy("what was handed over"),
    Scope.OWN_DEEDS: lazy("own actions"),
}

NEVER = "—"


def matrix() -> list[list[str]]:
    """A row for each deed: what it is, then how far each role may do it, in the language spoken here."""
    return [[_(words), *(_reach(permission, role) for role in ROLES)] for permission, words in DEEDS.items()]


def _reach(permission: Permission, role: Role) -> str:
    scope = GRANTS[permission].get(role)
    return NEVER if scope is None else _(SCOPES[scope])
