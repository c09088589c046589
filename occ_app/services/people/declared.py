"""The people of a company: a list, declared. Read whole and sorted here, so it needs no index."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlmodel import Session

from occ_app.access import gate, modules
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Kind
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, ngettext
from occ_app.models import CompanyRole, Contact, ContactFlag, RightSource
from occ_app.money import Money
from occ_app.services.lists import (
    Field,
    FieldKind,
    ListColumn,
    ListFilter,
    ListOf,
    Mark,
    Slot,
    Tally,
    count_of,
)
from occ_app.services.paging import PAGE_ROWS, Page
from occ_app.services.people import words
from occ_app.services.people.directory import Entry, entries
from occ_app.services.people.words import Standing
from occ_app.services.search import holds

MARKS = {
    Standing.ACTIVE: Mark("closed", "circle-check"),
    Standing.INVITED: Mark("payment_submitted", "clock"),
    Standing.SUSPENDED: Mark("past_due", "circle-slash"),
    Standing.REMOVED: Mark("", "minus"),
}

SORTS: dict[str, Callable[[Entry], Any]] = {
    "name": lambda one: (one.name or one.email).casefold(),
    "email": lambda one: one.email,
    "signed_in": lambda one: one.signed_in_on.isoformat() if one.signed_in_on else "",
    "id": lambda one: one.id,
}


@dataclass(frozen=True, kw_only=True)
class PeopleFilter(ListFilter):
    """What is asked of the list of people."""

    sorts: ClassVar[Any] = SORTS

    group: Standing = Standing.ALL
    sort: str = "name"
    roles: tuple[CompanyRole, ...] = ()
    sources: tuple[RightSource, ...] = ()
    flags: tuple[ContactFlag, ...] = ()


class PeopleSource:
    """Everybody, filtered and sorted in memory: a company has hundreds of people, not millions."""

    def listing(
        self, db: Session, actor: Actor, wanted: PeopleFilter, *, after: str = "", before: str = ""
    ) -> Page[Entry]:
        """One page; a cursor is how many stand before it."""
        gate.require(actor, Permission.PEOPLE_READ)
        found = _found(entries(db, actor), wanted)
        start = max(_place(after) or _place(before) - PAGE_ROWS, 0)
        end = start + PAGE_ROWS
        return Page(
            found[start:end],
            previous=str(start) if start else "",
            next=str(end) if end < len(found) else "",
        )

    def tallies(self, db: Session, actor: Actor, wanted: PeopleFilter) -> dict[Any, list[Tally]]:
        """How many there are in every group under the other filters."""
        gate.require(actor, Permission.PEOPLE_READ)
        known = entries(db, actor)
        return {group: _counted(len(_found(known, replace(wanted, group=group)))) for group in Standing}


def _found(known: list[Entry], wanted: PeopleFilter) -> list[Entry]:
    fitting = [one for one in known if _fits(one, wanted)]
    fitting.sort(key=lambda one: one.id)
    return sorted(fitting, key=SORTS[wanted.sorted_by], reverse=wanted.sort.startswith("-"))


def _fits(one: Entry, wanted: PeopleFilter) -> bool:
    return (
        wanted.group in (Standing.ALL, one.standing)
        and holds(f"{one.name} {one.email}", wanted.search)
        and (not wanted.roles or bool(set(wanted.roles) & set(one.roles)))
        and (not wanted.sources or bool({right.source for right in one.rights} & set(wanted.sources)))
        and (not wanted.flags or one.flag in wanted.flags)
    )


def _place(cursor: str) -> int:
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 9 else 0


def _counted(count: int) -> list[Tally]:
    nothing = Money(0, "EUR")
    return [Tally("", count, nothing, nothing)] if count else []


def _sources(one: Entry) -> str:
    return one.offered_by or "; ".join(dict.fromkeys(right.words for right in one.rights))


def _modules(one: Entry) -> str:
    """What they may open, or would; nobody who is suspended or removed may open anything."""
    if one.standing not in (Standing.ACTIVE, Standing.INVITED):
        return ""
    opened = (module for module in modules.modules() if any(module.opens_to(role) for role in one.roles))
    return ", ".join(_(module.title) for module in opened)


def _href(one: Entry) -> str:
    return f"/people/{one.id}" if one.person_id else "/people?status=invited"


def _summary(found: list[Tally]) -> str:
    return ngettext("{count} person", "{count} people", count_of(found))


PEOPLE: ListOf[Entry] = ListOf(
    name="people", title=lazy("People"), needs=Permission.PEOPLE_READ, table=Contact, icon="users",
    columns=(
        ListColumn(lazy("Name"), Kind.TEXT, lambda p: p.name or p.email, 28, key="name", sort=True, slot=Slot.TITLE),
        ListColumn(lazy("E-mail address"), Kind.TEXT, lambda p: p.email, 32, key="email", sort=True, slot=Slot.UNDER),
        ListColumn(lazy("Roles"), Kind.TEXT, lambda p: words.roles(p.roles), 28, key="roles", slot=Slot.CORNER),
        ListColumn(lazy("Modules"), Kind.TEXT, _modules, 40, key="modules", is_muted=True, is_narrowed=True, is_usual=False),
        ListColumn(lazy("Source"), Kind.TEXT, _sources, 40, key="source", is_muted=True, is_narrowed=True),
        ListColumn(lazy("Last sign-in"), Kind.DATE, lambda p: p.signed_in_on, 14, key="signed_in", sort=True, is_muted=True),
        ListColumn(lazy("Second factor"), Kind.WORD, lambda p: lazy("Yes") if p.has_second_factor else lazy("No"), key="factor",
                   is_muted=True, is_narrowed=True),
        ListColumn(lazy("Status"), Kind.WORD, lambda p: words.STANDINGS[p.standing], key="status", slot=Slot.BADGE,
                   mark=lambda p: MARKS[p.standing]),
        ListColumn(lazy("To look at"), Kind.WORD, lambda p: words.FLAGS[p.flag], 36, key="flag", said=lambda p: _flag(p)),
    ),
    fields=(
        Field("role", lazy("Role"), FieldKind.CHOICES, words.ROLES, "roles"),
        Field("source", lazy("Source"), FieldKind.CHOICES, words.SOURCES, "sources"),
        Field("flag", lazy("To look at"), FieldKind.CHOICES,
              {flag: word for flag, word in words.FLAGS.items() if word}, "flags"),
    ),
    groups={standing: words.STANDINGS.get(standing, lazy("Everybody")) for standing in Standing},
    usual=PeopleFilter(), source=PeopleSource(), href=_href, number=lambda one: one.email,
    worth=None, due=None, total=None, is_chosen_from=False, summary=_summary,
    searched=lazy("Name or e-mail…"),
    empty=(lazy("Nobody is here yet"), lazy("People appear here as soon as an order names them or somebody invites them.")),
)  # fmt: skip


def _flag(one: Entry) -> str:
    word = words.FLAGS[one.flag]
    return _(word) if word else ""
