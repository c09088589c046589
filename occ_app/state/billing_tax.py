"""Tax ids and exemption certificates of the company."""

from dataclasses import dataclass
from typing import Any

from babel.units import format_unit
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import InvalidForm
from occ_app.i18n import day_of, language, lazy, short_date
from occ_app.i18n import gettext as _
from occ_app.models import ExemptionCertificate, TaxId, Validity
from occ_app.services.billing_profile import certificates, contact, tax_ids
from occ_app.services.billing_profile.addresses import country_name
from occ_app.services.billing_profile.certificates import Certificate
from occ_app.services.billing_profile.words import VALIDITIES
from occ_app.state.base import PortalState, file_query, portal_event, record_id
from occ_app.state.flash import say

FIELDS = ("country", "kind", "value")
EMPTY = dict.fromkeys(FIELDS, "")
TAX_ID, CERTIFICATE = "tax_id", "certificate"

MARKS = {
    Validity.FUTURE: ("open", "clock"),
    Validity.VALID: ("closed", "circle-check"),
    Validity.EXPIRING: ("payment_submitted", "clock"),
    Validity.EXPIRED: ("past_due", "circle-alert"),
    Validity.ENDED: ("", "minus"),
}
"""Colour and icon of each."""


@dataclass
class TaxView:
    """The page in words.

    A tax id is [id, number, what and where it is, whether its format was checked, since when]; an ended one says
    instead when it ended. A certificate is [id, number, where, from when to when, status word, colour, address of its
    icon, file, address of the file, whether it can be ended].
    """

    live: list[list[str]]
    ended: list[list[str]]
    on_account: str
    papers: list[list[str]]
    country: str
    """What the forms suggest."""
    action: str
    """The door that takes a certificate."""
    loaded: bool = True


def tax_view(db: Session, actor: Actor) -> TaxView:
    """The numbers and papers of the company."""
    ids = tax_ids.listing(db, actor)
    return TaxView(
        live=[_tax_id(one, actor) for one in ids.live],
        ended=[_tax_id(one, actor) for one in ids.ended],
        on_account=_("Your orders say {number}. Add it here to have it checked.", number=ids.on_account)
        if ids.on_account
        else "",
        papers=[_paper(one, actor) for one in certificates.listing(db, actor)],
        country=contact.shown(db, actor).values["country"],
        action=f"/documents/certificates{file_query(actor)}",
    )


def change(db: Session, actor: Actor, kind: str, key: str) -> None:
    """End a tax id or a certificate."""
    (tax_ids.end if kind == TAX_ID else certificates.end)(db, actor, record_id(key))


def _tax_id(one: TaxId, actor: Actor) -> list[str]:
    if one.ended_at:
        when = _("Ended on {day}", day=short_date(day_of(one.ended_at, actor.time_zone)))
    else:
        when = _("Added on {day}", day=short_date(day_of(one.added_at, actor.time_zone)))
    name = f"{tax_ids.name_of(one)}, {country_name(one.country)}"
    return [str(one.pk), tax_ids.displayed(one), name, "true" if one.is_checked else "", when]


def _paper(one: Certificate, actor: Actor) -> list[str]:
    colour, icon = MARKS[one.validity]
    record = one.record
    return [
        str(record.pk),
        record.number,
        ", ".join(filter(None, (record.region, country_name(record.country)))),
        _span(record),
        _(VALIDITIES[one.validity]),
        colour,
        f"/icons.svg#{icon}",
        f"{one.file_name} ({_size(one.file_size)})",
        f"/documents/certificates/{record.pk}{file_query(actor)}",
        "" if record.ended_at else "true",
    ]


def _span(record: ExemptionCertificate) -> str:
    first = short_date(record.valid_from)
    if record.valid_until is None:
        return _("From {day}", day=first)
    return f"{first} – {short_date(record.valid_until)}"


def _size(count: int) -> str:
    kilobytes = max(1, round(count / 1024))
    return str(format_unit(kilobytes, "digital-kilobyte", "short", locale=language()))


class BillingTaxState(PortalState):
    """The page (shapes in `TaxView`)."""

    loaded: bool = False
    live: list[list[str]] = []
    ended: list[list[str]] = []
    on_account: str = ""
    papers: list[list[str]] = []
    country: str = ""
    action: str = ""
    errors: dict[str, str] = EMPTY
    added: int = 0
    """Grows with every number that was added: then the form is empty again."""
    chosen: list[str] = ["", "", ""]
    """What is about to be ended: [`tax_id` or `certificate`, id, what it is called]."""
    finished: int = 0
    """Grows with every answer: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.BILLING_READ)
    async def load(self) -> None:
        """Fill the page."""
        self.errors = EMPTY
        self._show(await self._read(tax_view))

    @portal_event(Permission.BILLING_CHANGE)
    async def add(self, form: dict[str, Any]) -> Any:
        """Add a tax id."""
        self.errors = EMPTY
        written = {name: str(form.get(name) or "") for name in FIELDS}
        try:
            await self._ask(tax_ids.add, written)
            self.added += 1
        except InvalidForm as refused:
            self.errors = EMPTY | refused.sentences
        self._show(await self._read(tax_view))
        return None if any(self.errors.values()) else say(self, lazy("The tax id was added."))

    @portal_event(Permission.BILLING_CHANGE)
    async def choose(self, kind: str, key: str, name: str) -> None:
        """Ask whether this is really to end."""
        self.chosen = [kind[:20], key[:20], name[:100]]

    @portal_event(Permission.BILLING_CHANGE)
    async def end(self) -> Any:
        """End what was chosen; the dialog closes whatever comes of it."""
        kind, key, _name = self.chosen
        self.finished += 1
        yield
        await self._ask(change, kind, key)
        self._show(await self._read(tax_view))
        yield say(self, lazy("It is used no more; it stays here, as ended."))
