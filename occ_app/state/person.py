"""One person of the company: what they are, since when and from where, and what an administrator may change."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from occ_app.access import modules
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import day_of, lazy, short_date
from occ_app.i18n import gettext as _
from occ_app.models import ContactFlag
from occ_app.services.people import Entry, Standing, changes, directory, words
from occ_app.services.people.declared import MARKS
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import say
from occ_app.state.people import ROLE, number_of, roles_in


@dataclass
class PersonView:
    """A person in words. Rights are [role, source, since]; boxes [name, role, whether ticked]."""

    missing: bool = False
    key: str = ""
    name: str = ""
    email: str = ""
    status: list[str] = field(default_factory=lambda: ["", "", ""])
    """Word, colour, address of the icon."""
    flag: str = ""
    rights: list[list[str]] = field(default_factory=list)
    modules: str = ""
    signed_in: str = ""
    factor: str = ""
    boxes: list[list[str]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    """What this actor may do now: roles, suspend, resume, remove, flag."""
    loaded: bool = True


def person_view(db: Session, actor: Actor, key: str) -> PersonView:
    """The person with this key in the address, as this actor may see them."""
    try:
        one = directory.entry(db, actor, number_of(key))
    except NotFound:
        return PersonView(missing=True)
    mark = MARKS[one.standing]
    opened = [m for m in modules.modules() if any(m.opens_to(role) for role in one.roles)]
    return PersonView(
        key=key,
        name=one.name or one.email,
        email=one.email,
        status=[_(words.STANDINGS[one.standing]), mark.key, f"/icons.svg#{mark.icon}"],
        flag=_(words.FLAGS[one.flag]) if one.flag is not ContactFlag.NONE else "",
        rights=[
            [
                _(words.ROLES[held.role]),
                held.words,
                short_date(day_of(held.given_at, actor.time_zone)),
            ]
            for held in one.rights
        ],
        modules=", ".join(_(module.title) for module in opened) if one.standing is Standing.ACTIVE else "—",
        signed_in=short_date(one.signed_in_on) if one.signed_in_on else "—",
        factor=_("Yes") if one.has_second_factor else _("No"),
        boxes=[
            [f"{ROLE}{role}", _(word), "true" if role in one.roles else ""]
            for role, word in words.ROLES.items()
        ],
        actions=_actions(one) if actor.may(Permission.PEOPLE_CHANGE) else [],
    )


def _actions(one: Entry) -> list[str]:
    """What can be done about somebody in their standing."""
    possible = {
        Standing.ACTIVE: ["roles", "suspend", "remove"],
        Standing.SUSPENDED: ["roles", "resume", "remove"],
        Standing.REMOVED: ["roles"],
    }[one.standing]
    return possible + (["flag"] if one.flag is not ContactFlag.NONE else [])


def change(db: Session, actor: Actor, key: str, what: str, *, form: dict[str, Any], is_sure: bool) -> None:
    """Do one of the things above."""
    contact = number_of(key)
    match what:
        case "roles":
            changes.change_roles(db, actor, contact, roles_in(form), is_sure=is_sure)
        case "suspend":
            changes.suspend(db, actor, contact, is_sure=is_sure)
        case "remove":
            changes.remove(db, actor, contact, is_sure=is_sure)
        case "resume":
            changes.resume(db, actor, contact)
        case _:
            changes.clear_flag(db, actor, contact)


class PersonState(PortalState):
    """The person on the page (shapes in `PersonView`)."""

    loaded: bool = False
    missing: bool = False
    key: str = ""
    name: str = ""
    email: str = ""
    status: list[str] = ["", "", ""]
    flag: str = ""
    rights: list[list[str]] = []
    modules: str = ""
    signed_in: str = ""
    factor: str = ""
    boxes: list[list[str]] = []
    actions: list[str] = []
    unsure: str = ""
    """What is asked once more before somebody changes themselves."""
    changed: int = 0
    """Grows with every answer: then dialogs close and the form is drawn anew."""
    _pending: tuple[str, dict[str, Any]] = ("", {})

    @portal_event(Permission.PEOPLE_READ)
    async def load(self) -> None:
        """Fill the page for the person in its address."""
        self.unsure = ""
        self._show(await self._read(person_view, self.router.url.path.rstrip("/").rpartition("/")[2]))

    @portal_event(Permission.PEOPLE_CHANGE)
    async def save(self, form: dict[str, Any]) -> Any:
        """Make the person what is ticked."""
        return await self._change("roles", form)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def suspend(self) -> Any:
        """Keep the person out for now."""
        return await self._change("suspend", {})

    @portal_event(Permission.PEOPLE_CHANGE)
    async def resume(self) -> Any:
        """Let the person in again."""
        return await self._change("resume", {})

    @portal_event(Permission.PEOPLE_CHANGE)
    async def remove(self) -> Any:
        """End all their rights."""
        return await self._change("remove", {})

    @portal_event(Permission.PEOPLE_CHANGE)
    async def clear_flag(self) -> Any:
        """Note that all stays as it is."""
        return await self._change("flag", {})

    @portal_event(Permission.PEOPLE_CHANGE)
    async def confirm(self) -> Any:
        """Do what was asked about."""
        return await self._change(*self._pending, is_sure=True) if self._pending[0] else None

    async def _change(self, what: str, form: dict[str, Any], *, is_sure: bool = False) -> Any:
        self.changed += 1
        self.unsure, self._pending = "", ("", {})
        try:
            await self._ask(change, self.key, what, form=form, is_sure=is_sure)
        except Invalid as question:
            if question.field != changes.SURE:
                raise
            self.unsure, self._pending = str(question), (what, form)
            return None
        self._show(await self._read(person_view, self.key))
        return say(self, lazy("Done. Pages they have open follow within seconds."))
