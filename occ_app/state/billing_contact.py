"""Contact and address of the company, and the form that changes them."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, InvalidForm
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment
from occ_app.services.billing_profile import contact
from occ_app.services.billing_profile.addresses import country_name
from occ_app.services.billing_profile.contact import Shown
from occ_app.services.billing_profile.words import FIELDS
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import say

EMPTY = dict.fromkeys(FIELDS, "")


@dataclass
class ContactView:
    """The page in words; `facts` are [what it is called, what it says] of whatever says something."""

    values: dict[str, str]
    facts: list[list[str]]
    version: int
    form: str
    """Another one once others' values are there: then the form is drawn anew."""
    changed: str
    may_change: bool
    loaded: bool = True


def contact_view(db: Session, actor: Actor) -> ContactView:
    """Contact and address as they are now."""
    shown = contact.shown(db, actor)
    return ContactView(
        values=shown.values,
        facts=[[_(FIELDS[name]), said] for name, said in _said(shown).items() if said],
        version=shown.version,
        form=f"{actor.account_id}.{shown.version}",
        changed=_changed(shown, actor),
        may_change=actor.may(Permission.BILLING_CHANGE),
    )


def differences(db: Session, actor: Actor, written: dict[str, str]) -> tuple[int, list[list[str]]]:
    """The version that is there now, and [field, what it says] where that is not what somebody wrote."""
    shown = contact.shown(db, actor)
    said = _said(shown)
    told = [
        [_(FIELDS[name]), said[name] or "—"] for name in FIELDS if shown.values[name] != written[name].strip()
    ]
    return shown.version, told


def _said(shown: Shown) -> dict[str, str]:
    code = shown.values["country"]
    return shown.values | {"country": country_name(code) if code else ""}


def _changed(shown: Shown, actor: Actor) -> str:
    if shown.changed_at is None:
        return _("Taken from your orders. Please check it and save it.")
    at = moment(shown.changed_at, actor.time_zone)
    return _("Changed by {name} on {moment}.", name=shown.changed_by or "—", moment=at)


class BillingContactState(PortalState):
    """The page (shapes in `ContactView`)."""

    loaded: bool = False
    values: dict[str, str] = EMPTY
    facts: list[list[str]] = []
    version: int = 0
    form: str = ""
    changed: str = ""
    may_change: bool = False
    errors: dict[str, str] = EMPTY
    has_errors: bool = False
    meanwhile: str = ""
    """That somebody else saved first."""
    differing: list[list[str]] = []
    """What is there now where it is not what was written here."""
    is_busy: bool = False

    @portal_event(Permission.BILLING_READ)
    async def load(self) -> None:
        """Fill the page."""
        self._forget()
        self._show(await self._read(contact_view))

    @portal_event(Permission.BILLING_CHANGE)
    async def save(self, form: dict[str, Any]) -> Any:
        """Keep what the form says, unless something of it is wrong or somebody else was first."""
        written = {name: str(form.get(name) or "") for name in FIELDS}
        self._forget()
        self.is_busy = True
        yield
        try:
            await self._ask(contact.save, written, self.version)
            self._show(await self._read(contact_view))
            yield say(self, lazy("Saved. We have told the contacts and administrators by mail."))
        except InvalidForm as refused:
            self.errors, self.has_errors = EMPTY | refused.sentences, True
        except Invalid as refused:
            self.meanwhile = str(refused)
            self.version, self.differing = await self._read(differences, written)
        finally:
            self.is_busy = False

    def _forget(self) -> None:
        self.errors, self.has_errors, self.meanwhile, self.differing = EMPTY, False, "", []
