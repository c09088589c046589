"""The actor: who acts, in which company, with which rights. Made by `access.sessions` only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from occ_app.access.permissions import Permission, Role, Scope, scopes_of
from occ_app.i18n import DEFAULT_LANGUAGE
from occ_app.models.base import now


@dataclass(frozen=True)
class Actor:
    """Passed to every service as its second argument. Without roles it may do nothing."""

    roles: frozenset[Role] = frozenset()
    person_id: int | None = None
    account_id: int | None = None
    session_ref: str = ""
    name: str = ""
    email: str = ""
    account_name: str = ""
    language: str = DEFAULT_LANGUAGE
    color_mode: str = "system"
    time_zone: str = "UTC"
    address: str = ""
    user_agent: str = ""
    delegation_id: int | None = None
    """Of a delegate: what was handed over."""
    viewing_until: datetime | None = None
    """Of staff who view a company: when that ends."""
    proved_at: datetime | None = None
    """When a second factor was last shown in this session."""
    only_account_id: int | None = None
    """Vouched for by this company's identity provider alone: nothing that other companies rely on is theirs to change."""
    rights_as_of: datetime | None = None
    """When the person's rights were last changed by somebody: a page opened under others is loaded anew."""
    owes_proof: bool = False
    """Whether sensitive acts ask this person for a fresh second factor."""
    accounts: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    """(id, name) of every company this person may switch to."""

    @cached_property
    def scopes(self) -> dict[Permission, Scope]:
        """Every permission held, with how far it reaches."""
        return scopes_of(self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether the permission is held at all."""
        return permission in self.scopes

    def today(self) -> date:
        """The date at the company."""
        return now().astimezone(ZoneInfo(self.time_zone)).date()


def system() -> Actor:
    """The program itself: imports, the worker, `occ` commands."""
    return Actor(roles=frozenset({Role.SYSTEM}), name="system")


def visitor(language: str = DEFAULT_LANGUAGE) -> Actor:
    """Somebody who has not signed in."""
    return Actor(roles=frozenset({Role.VISITOR}), language=language)
