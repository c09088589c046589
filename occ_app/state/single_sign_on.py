"""A company's single sign-on: what is set up, what to give to the provider, and who has come in so."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, speaking
from occ_app.integrations import identity
from occ_app.services.single_sign_on import connections
from occ_app.services.single_sign_on.addresses import addresses
from occ_app.services.single_sign_on.connections import Connection
from occ_app.services.single_sign_on.wanted import Wanted
from occ_app.state.base import PortalState, language_of, portal_event
from occ_app.state.flash import say

MANAGE = Permission.SSO_MANAGE


@dataclass
class ConnectionView:
    """The page in words. An address is [what it is for, the address]; a visitor [id, name, e-mail, when]."""

    sentence: str
    addresses: list[list[str]]
    form: str = field(default_factory=lambda: token_hex(4))
    """New each time, so that the form is drawn anew with what is stored."""
    issuer: str = ""
    client_id: str = ""
    domains: str = ""
    entry_role: str = ""
    is_set_up: bool = False
    is_enabled: bool = True
    is_required: bool = False
    may_require: bool = False
    tested: str = ""
    visitors: list[list[str]] = field(default_factory=list)
    error: str = ""
    wrong: str = ""
    loaded: bool = True


def connection_view(db: Session, actor: Actor) -> ConnectionView:
    """What an administrator sees."""
    found = connections.shown(db, actor)
    told = _told(actor.account_id or 0)
    if found is None:
        return ConnectionView(_("People of your company sign in with a code by e-mail."), told)
    return ConnectionView(
        sentence=_sentence(found),
        addresses=told,
        issuer=found.issuer,
        client_id=found.client_id,
        domains=", ".join(found.domains),
        entry_role=found.entry_role,
        is_set_up=True,
        is_enabled=found.is_enabled,
        is_required=found.is_required,
        may_require=found.came_so and found.is_enabled,
        tested=_tested(found, actor),
        visitors=[
            [str(one.id), one.name or one.email, one.email, moment(one.last_at, actor.time_zone)]
            for one in connections.visitors(db, actor)
        ],
    )


def fault_of(provider: identity.Provider, language: str) -> str:
    """What is wrong with a provider, in a sentence; empty if nothing is."""
    with speaking(language):
        try:
            identity.examine(provider)
        except PortalError as fault:
            return str(fault)
    return ""


def wanted(form: Mapping[str, Any]) -> Wanted:
    """What the form says."""
    texts = {
        name: str(form.get(name, "")) for name in ("issuer", "client_id", "secret", "domains", "entry_role")
    }
    return Wanted(**texts, is_enabled=bool(form.get("is_enabled")))


def _told(account_id: int) -> list[list[str]]:
    told = addresses(account_id)
    return [
        [_("Redirect address (sign-in)"), told.callback],
        [_("Redirect address after sign-out"), told.after_logout],
        [_("Back-channel logout address"), told.notice],
    ]


def _sentence(found: Connection) -> str:
    domains = ", ".join(found.domains)
    if not found.is_enabled:
        return _("Single sign-on is switched off.")
    if found.is_required:
        return _("People of {domains} sign in with your company, and in no other way.", domains=domains)
    return _("People of {domains} can sign in with your company, or with a code by e-mail.", domains=domains)


def _tested(found: Connection, actor: Actor) -> str:
    if found.tested_at is None:
        return ""
    return _("Answered as it should on {moment}.", moment=moment(found.tested_at, actor.time_zone))


class SingleSignOnState(PortalState):
    """The page (shapes in `ConnectionView`)."""

    loaded: bool = False
    sentence: str = ""
    addresses: list[list[str]] = []
    form: str = ""
    issuer: str = ""
    client_id: str = ""
    domains: str = ""
    entry_role: str = ""
    is_set_up: bool = False
    is_enabled: bool = True
    is_required: bool = False
    may_require: bool = False
    tested: str = ""
    visitors: list[list[str]] = []
    error: str = ""
    wrong: str = ""
    """Which field of the form `error` is about."""
    is_busy: bool = False
    fault: str = ""
    """What the last test found wrong."""
    removed: int = 0
    """Grows when it was removed: then the dialog closes (`portal.js`)."""

    @portal_event(MANAGE)
    async def load(self) -> None:
        """Fill the page."""
        self.fault = ""
        self._show(await self._read(connection_view))

    @portal_event(MANAGE)
    async def save(self, form: dict[str, Any]) -> Any:
        """Keep what the form says, and try it out."""
        self.is_busy, self.error, self.wrong = True, "", ""
        yield
        try:
            await self._ask(connections.save, wanted(form))
            await self._try_out()
            yield say(self, lazy("Saved."))
        except PortalError as refusal:
            self.error, self.wrong = str(refusal), refusal.field if isinstance(refusal, Invalid) else "issuer"
        self.is_busy = False

    @portal_event(MANAGE)
    async def test(self) -> Any:
        """Ask the provider for everything a sign-in needs but a person."""
        self.is_busy, self.fault = True, ""
        yield
        await self._try_out()
        self.is_busy = False

    @portal_event(MANAGE)
    async def require(self) -> None:
        """Let nothing else open the company."""
        await self._ask(connections.require_it, required=True)
        self._show(await self._read(connection_view))

    @portal_event(MANAGE)
    async def allow_codes(self) -> None:
        """Let codes by e-mail open it again."""
        await self._ask(connections.require_it, required=False)
        self._show(await self._read(connection_view))

    @portal_event(MANAGE)
    async def remove(self) -> None:
        """Take it away."""
        self.removed += 1
        await self._ask(connections.remove)
        self.fault = ""
        self._show(await self._read(connection_view))

    @portal_event(MANAGE)
    async def forget(self, visitor: str) -> None:
        """Let somebody's address be somebody else's."""
        if visitor.isdecimal() and len(visitor) < 19:
            await self._ask(connections.forget, int(visitor))
        self._show(await self._read(connection_view))

    async def _try_out(self) -> None:
        provider = await self._read(connections.provider)
        language = language_of(self.router_data)
        self.fault = await asyncio.to_thread(fault_of, provider, language)
        if not self.fault:
            await self._ask(connections.note_tested)
        self._show(await self._read(connection_view))
