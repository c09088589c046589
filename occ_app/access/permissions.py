"""Who may do what: the one table. Pages, handlers, services and the help page all read it."""

from enum import IntEnum, StrEnum


class Permission(StrEnum):
    """`module:verb`, alphabetical."""

    ACCESS_ASK = "access:ask"
    ACCESS_DECIDE = "access:decide"
    ACTIVITY_CHECK = "activity:check"
    ACTIVITY_READ = "activity:read"
    ACTIVITY_RECORD = "activity:record"
    APPROVAL_RULES_MANAGE = "approval-rules:manage"
    AUTOPAY_MANAGE = "autopay:manage"
    CARDS_ADD = "cards:add"
    CARDS_MANAGE = "cards:manage"
    CARDS_READ = "cards:read"
    BILLING_CHANGE = "billing:change"
    BILLING_READ = "billing:read"
    COMPANIES_READ = "companies:read"
    COMPANIES_VIEW = "companies:view"
    EXPORTS_MAKE = "exports:make"
    FACTORS_MANAGE = "factors:manage"
    FACTORS_SHOW = "factors:show"
    FILES_ASK = "files:ask"
    IMPORTS_RUN = "imports:run"
    INBOX_PUT = "inbox:put"
    INBOX_READ = "inbox:read"
    INVOICES_DELEGATE = "invoices:delegate"
    INVOICES_MAIL = "invoices:mail"
    INVOICES_READ = "invoices:read"
    JOBS_MANAGE = "jobs:manage"
    JOBS_READ = "jobs:read"
    JOBS_RUN = "jobs:run"
    LEDGER_CHECK = "ledger:check"
    MAIL_SEND = "mail:send"
    ORDERS_READ = "orders:read"
    OUTBOX_BOUNCE = "outbox:bounce"
    OUTBOX_DELIVER = "outbox:deliver"
    OUTBOX_MANAGE = "outbox:manage"
    OUTBOX_READ = "outbox:read"
    OVERVIEW_READ = "overview:read"
    PAYMENTS_APPROVE = "payments:approve"
    PAYMENTS_EXPORT = "payments:export"
    PAYMENTS_FOLLOW = "payments:follow"
    PAYMENTS_MAKE = "payments:make"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_REFUND = "payments:refund"
    PAYMENTS_SETTLE = "payments:settle"
    PEOPLE_CHANGE = "people:change"
    PEOPLE_INVITE = "people:invite"
    PEOPLE_READ = "people:read"
    PEOPLE_REMIND = "people:remind"
    PORTAL_USE = "portal:use"
    PREFERENCES_CHANGE = "preferences:change"
    SECURITY_MANAGE = "security:manage"
    SESSIONS_OWN = "sessions:own"
    SESSIONS_SWEEP = "sessions:sweep"
    SIGN_IN = "sign-in:use"
    SSO_ENTER = "sso:enter"
    SSO_LIFT = "sso:lift"
    SSO_MANAGE = "sso:manage"
    VIEWING_END = "viewing:end"
    VIEWS_KEEP = "views:keep"
    WEBHOOKS_MANAGE = "webhooks:manage"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_TAKE = "webhooks:take"


class Role(StrEnum):
    """What an actor is in the company it acts in; contact types, administrator and our own.

    A delegate has been handed single invoices; a parent reads a subsidiary; a viewer is staff who look at what a
    company sees; unproven is whoever still owes a second factor.
    """

    ADMIN = "admin"
    DELEGATE = "delegate"
    EXECUTIVE = "executive"
    FINANCE = "finance"
    PARENT = "parent"
    STAFF = "staff"
    SYSTEM = "system"
    TECHNICAL = "technical"
    UNPROVEN = "unproven"
    VIEWER = "viewer"
    VISITOR = "visitor"


class Scope(IntEnum):
    """How far a permission reaches; where roles are joined the widest counts."""

    OWN_DEEDS = 0
    DELEGATED = 1
    OWN_ORDERS = 2
    ACCOUNT = 3
    EVERY_ACCOUNT = 4


P, R, S = Permission, Role, Scope

CUSTOMERS = (R.FINANCE, R.TECHNICAL, R.EXECUTIVE, R.ADMIN)

READERS = (R.PARENT, R.VIEWER)
"""Who may read a company that is not theirs, and change nothing of it."""

PERSONS = (*CUSTOMERS, *READERS, R.DELEGATE, R.STAFF)
"""Everybody who can be signed in and be anywhere in the portal."""

PAYERS = (R.FINANCE, R.ADMIN)
"""Who moves the company’s money."""

GRANTS: dict[Permission, dict[Role, Scope]] = {
    P.ACCESS_ASK: dict.fromkeys(CUSTOMERS, S.ACCOUNT),
    P.ACCESS_DECIDE: {R.ADMIN: S.ACCOUNT},
    P.ACTIVITY_CHECK: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.ACTIVITY_READ: {
        R.FINANCE: S.OWN_DEEDS,
        R.TECHNICAL: S.OWN_DEEDS,
        R.EXECUTIVE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
        R.VIEWER: S.ACCOUNT,
    },
    P.ACTIVITY_RECORD: dict.fromkeys(R, S.ACCOUNT),
    P.APPROVAL_RULES_MANAGE: {R.ADMIN: S.ACCOUNT},
    P.AUTOPAY_MANAGE: dict.fromkeys(PAYERS, S.ACCOUNT),
    P.CARDS_ADD: {**dict.fromkeys(PAYERS, S.ACCOUNT), R.DELEGATE: S.DELEGATED},
    P.CARDS_MANAGE: dict.fromkeys(PAYERS, S.ACCOUNT),
    P.CARDS_READ: dict.fromkeys(PAYERS, S.ACCOUNT),
    P.BILLING_CHANGE: dict.fromkeys((R.FINANCE, R.ADMIN), S.ACCOUNT),
    P.BILLING_READ: {
        R.FINANCE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
        R.VIEWER: S.ACCOUNT,
        R.SYSTEM: S.EVERY_ACCOUNT,
    },
    P.COMPANIES_READ: {R.STAFF: S.EVERY_ACCOUNT},
    P.COMPANIES_VIEW: {R.STAFF: S.EVERY_ACCOUNT},
    P.EXPORTS_MAKE: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.FACTORS_MANAGE: dict.fromkeys((*CUSTOMERS, R.PARENT, R.STAFF, R.UNPROVEN), S.ACCOUNT),
    P.FACTORS_SHOW: dict.fromkeys((*CUSTOMERS, R.PARENT, R.STAFF, R.UNPROVEN), S.ACCOUNT),
    P.FILES_ASK: dict.fromkeys((*CUSTOMERS, R.PARENT), S.ACCOUNT),
    P.IMPORTS_RUN: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.INBOX_PUT: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.INBOX_READ: dict.fromkeys(CUSTOMERS, S.ACCOUNT),
    P.INVOICES_DELEGATE: dict.fromkeys((R.FINANCE, R.EXECUTIVE, R.ADMIN), S.ACCOUNT),
    P.INVOICES_MAIL: {
        R.FINANCE: S.ACCOUNT,
        R.TECHNICAL: S.OWN_ORDERS,
        R.EXECUTIVE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
    },
    P.INVOICES_READ: {
        R.FINANCE: S.ACCOUNT,
        R.TECHNICAL: S.OWN_ORDERS,
        R.EXECUTIVE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
        R.DELEGATE: S.DELEGATED,
        **dict.fromkeys(READERS, S.ACCOUNT),
    },
    P.JOBS_MANAGE: {R.STAFF: S.EVERY_ACCOUNT},
    P.JOBS_READ: {R.STAFF: S.EVERY_ACCOUNT},
    P.JOBS_RUN: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.LEDGER_CHECK: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.MAIL_SEND: {R.SYSTEM: S.EVERY_ACCOUNT, R.VISITOR: S.ACCOUNT},
    P.ORDERS_READ: {
        R.FINANCE: S.ACCOUNT,
        R.TECHNICAL: S.ACCOUNT,
        R.EXECUTIVE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
        **dict.fromkeys(READERS, S.ACCOUNT),
    },
    P.OUTBOX_BOUNCE: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.OUTBOX_DELIVER: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.OUTBOX_MANAGE: {R.STAFF: S.EVERY_ACCOUNT},
    P.OUTBOX_READ: {R.STAFF: S.EVERY_ACCOUNT},
    P.OVERVIEW_READ: {
        R.FINANCE: S.ACCOUNT,
        R.TECHNICAL: S.OWN_ORDERS,
        R.EXECUTIVE: S.ACCOUNT,
        R.ADMIN: S.ACCOUNT,
        **dict.fromkeys(READERS, S.ACCOUNT),
    },
    P.PAYMENTS_APPROVE: dict.fromkeys((R.FINANCE, R.EXECUTIVE, R.ADMIN), S.ACCOUNT),
    P.PAYMENTS_EXPORT: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.PAYMENTS_FOLLOW: {
        **dict.fromkeys((R.FINANCE, R.EXECUTIVE, R.ADMIN, *READERS), S.ACCOUNT),
        R.DELEGATE: S.DELEGATED,
    },
    P.PAYMENTS_MAKE: {
        **dict.fromkeys(PAYERS, S.ACCOUNT),
        R.DELEGATE: S.DELEGATED,
        R.SYSTEM: S.EVERY_ACCOUNT,
    },
    P.PAYMENTS_READ: dict.fromkeys((R.FINANCE, R.EXECUTIVE, R.ADMIN, *READERS), S.ACCOUNT),
    P.PAYMENTS_REFUND: {R.STAFF: S.EVERY_ACCOUNT},
    P.PAYMENTS_SETTLE: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.PEOPLE_CHANGE: {R.ADMIN: S.ACCOUNT},
    P.PEOPLE_INVITE: dict.fromkeys(CUSTOMERS, S.ACCOUNT),
    P.PEOPLE_READ: dict.fromkeys((*CUSTOMERS, *READERS), S.ACCOUNT),
    P.PEOPLE_REMIND: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.PORTAL_USE: dict.fromkeys(PERSONS, S.ACCOUNT),
    P.PREFERENCES_CHANGE: dict.fromkeys((*CUSTOMERS, R.PARENT, R.DELEGATE, R.STAFF), S.ACCOUNT),
    P.SECURITY_MANAGE: {R.ADMIN: S.ACCOUNT},
    P.SESSIONS_OWN: dict.fromkeys((*CUSTOMERS, R.PARENT, R.STAFF), S.ACCOUNT),
    P.SESSIONS_SWEEP: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.SIGN_IN: {R.VISITOR: S.ACCOUNT},
    P.SSO_ENTER: {R.VISITOR: S.EVERY_ACCOUNT},
    P.SSO_LIFT: {R.SYSTEM: S.EVERY_ACCOUNT},
    P.SSO_MANAGE: {R.ADMIN: S.ACCOUNT},
    P.VIEWING_END: {R.VIEWER: S.ACCOUNT},
    P.VIEWS_KEEP: dict.fromkeys((*CUSTOMERS, R.PARENT), S.ACCOUNT),
    P.WEBHOOKS_MANAGE: {R.STAFF: S.EVERY_ACCOUNT},
    P.WEBHOOKS_READ: {R.STAFF: S.EVERY_ACCOUNT},
    P.WEBHOOKS_TAKE: {R.SYSTEM: S.EVERY_ACCOUNT},
}


def scopes_of(roles: frozenset[Role]) -> dict[Permission, Scope]:
    """What these roles may do together, each permission with its widest scope."""
    granted = {}
    for permission, by_role in GRANTS.items():
        reached = [scope for role, scope in by_role.items() if role in roles]
        if reached:
            granted[permission] = max(reached)
    return granted


def smallest_role(permission: Permission) -> Role | None:
    """The role of a company that gives this permission and the least besides; None where none of them does."""
    giving = [role for role in CUSTOMERS if role in GRANTS[permission]]
    return min(giving, key=lambda role: sum(scopes_of(frozenset({role})).values()), default=None)
