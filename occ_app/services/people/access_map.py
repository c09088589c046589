"""Who may open what in a company, and since which right: people by modules."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate, modules
from occ_app.access.actors import Actor
from occ_app.access.modules import Module
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Column, Kind
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.services.people import words
from occ_app.services.people.directory import Entry, entries
from occ_app.services.people.words import Standing


@dataclass(frozen=True)
class Line:
    """One person, and in the order of modules what opens each to them: empty where nothing does."""

    entry: Entry
    cells: tuple[str, ...]


def lines(db: Session, actor: Actor) -> list[Line]:
    """Everybody who is active, by name."""
    gate.require(actor, Permission.PEOPLE_READ)
    known = [one for one in entries(db, actor) if one.standing is Standing.ACTIVE and one.rights]
    known.sort(key=lambda one: ((one.name or one.email).casefold(), one.id))
    return [Line(one, tuple(_opened(one, module) for module in modules.modules())) for one in known]


def columns() -> tuple[Column[Line], ...]:
    """The map as a table for files."""
    return (
        Column(lazy("Name"), Kind.TEXT, lambda line: line.entry.name, 28),
        Column(lazy("E-mail address"), Kind.TEXT, lambda line: line.entry.email, 32),
        Column(lazy("Roles"), Kind.TEXT, lambda line: words.roles(line.entry.roles), 28),
        *(_column(at, module) for at, module in enumerate(modules.modules())),
    )


def _column(at: int, module: Module) -> Column[Line]:
    return Column(module.title, Kind.TEXT, lambda line: line.cells[at], 30)


def _opened(one: Entry, module: Module) -> str:
    """`Finance: Order 4500-123`, one after another."""
    opening = (right for right in one.rights if module.opens_to(right.role))
    return "; ".join(f"{_(words.ROLES[right.role])}: {right.words}" for right in opening)
