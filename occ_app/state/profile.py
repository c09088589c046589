"""One's own profile: second factor and sessions."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext
from occ_app.models import Passkey, SignInMethod
from occ_app.services import factors, own_sessions
from occ_app.services.factors import Standing
from occ_app.services.own_sessions import OwnSession
from occ_app.state.base import PortalState, portal_event
from occ_app.state.devices import device, place

METHODS = {
    SignInMethod.CODE: lazy("Code by e-mail"),
    SignInMethod.DELEGATION: lazy("Shared invoice"),
    SignInMethod.DEMO: lazy("Demo"),
    SignInMethod.INVITATION: lazy("Invitation"),
    SignInMethod.LINK: lazy("Link by e-mail"),
    SignInMethod.SINGLE_SIGN_ON: lazy("Single sign-on"),
}


@dataclass
class ProfileView:
    """The page in words. A passkey is [id, name, what is known of it]; a session is [id, device, place, method,
    signed in, last used, whether it is this one].
    """

    factor: str
    has_factor: bool
    can_add: bool
    app: str
    passkeys: list[list[str]]
    codes: str
    few_codes: bool
    sessions: list[list[str]]
    has_others: bool
    loaded: bool = True


def profile_view(db: Session, actor: Actor) -> ProfileView:
    """The person as the portal knows them."""
    standing = factors.standing(db, actor)
    mine = own_sessions.listing(db, actor)
    since = standing.app_since
    return ProfileView(
        factor=_factor(standing, actor),
        has_factor=standing.has_any,
        can_add=standing.has_any or actor.only_account_id is None,
        app=_("Added {moment}", moment=moment(since, actor.time_zone)) if since else "",
        passkeys=[_passkey(key, actor) for key in standing.passkeys],
        codes=ngettext("{count} recovery code left", "{count} recovery codes left", standing.codes_left),
        few_codes=standing.codes_left < 3,
        sessions=[_session(one, actor) for one in mine],
        has_others=len(mine) > 1,
    )


def _factor(standing: Standing, actor: Actor) -> str:
    if actor.only_account_id is not None and not standing.has_any:
        return _(
            "Your company’s sign-in looks after your second factor. Sign in with a code to add one here."
        )
    if standing.required_by:
        return _("{company} asks for a second factor when you sign in.", company=standing.required_by)
    if standing.has_any:
        return _("Whoever reads your mail does not get into the portal: we ask for your second factor too.")
    return _("Whoever reads your mail can get into the portal. A second factor keeps them out.")


def _passkey(key: Passkey, actor: Actor) -> list[str]:
    added = _("Added {moment}", moment=moment(key.created_at, actor.time_zone))
    if key.last_used_at:
        added += " · " + _("last used {moment}", moment=moment(key.last_used_at, actor.time_zone))
    return [str(key.pk), key.name, added]


def _session(own: OwnSession, actor: Actor) -> list[str]:
    session = own.session
    method = _(METHODS[session.method])
    if session.proved_at:
        method = _("{method} and second factor", method=method)
    return [
        str(session.pk),
        device(session.user_agent),
        place(session.address),
        method,
        _("Signed in {moment}", moment=moment(session.created_at, actor.time_zone)),
        _("last used {moment}", moment=moment(session.last_seen_at, actor.time_zone)),
        "true" if own.is_here else "",
    ]


class ProfileState(PortalState):
    """The profile on the page (shapes in `ProfileView`)."""

    loaded: bool = False
    factor: str = ""
    has_factor: bool = False
    can_add: bool = False
    app: str = ""
    passkeys: list[list[str]] = []
    codes: str = ""
    few_codes: bool = False
    sessions: list[list[str]] = []
    has_others: bool = False
    chosen: list[str] = ["", "", ""]
    """What is about to be removed: [`app` or `passkey`, id, name]."""
    removed: int = 0
    """Grows with every removal: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.SESSIONS_OWN)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(profile_view))

    @portal_event(Permission.SESSIONS_OWN)
    async def end(self, session: str) -> None:
        """End one other session."""
        await self._ask(own_sessions.end, _number(session))
        self._show(await self._read(profile_view))

    @portal_event(Permission.SESSIONS_OWN)
    async def end_others(self) -> None:
        """End every other session."""
        await self._ask(own_sessions.end_others)
        self._show(await self._read(profile_view))

    @portal_event(Permission.FACTORS_MANAGE)
    async def choose(self, kind: str, key: str, name: str) -> None:
        """Ask whether this factor is really to go."""
        self.chosen = [kind[:20], key[:20], name[:60]]

    @portal_event(Permission.FACTORS_MANAGE)
    async def remove(self) -> Any:
        """Remove the chosen factor; the dialog closes whatever comes of it."""
        kind, key, _name = self.chosen
        self.removed += 1
        yield
        if kind == "app":
            await self._ask(factors.remove_app)
        else:
            await self._ask(factors.remove_passkey, _number(key))
        self._show(await self._read(profile_view))


def _number(text: str) -> int:
    """The key of a row; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
