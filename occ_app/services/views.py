"""How a person likes a list: views kept under a name, and the columns they chose. Nobody else sees them."""

from typing import Any, TypeVar

from sqlalchemy import Select, delete, func
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import ColumnChoice, SavedView

LONGEST_NAME = 60
MOST_VIEWS = 30

Mine = TypeVar("Mine", SavedView, ColumnChoice)


def listing(db: Session, actor: Actor, list_name: str) -> list[SavedView]:
    """The person's views of a list, by name."""
    query = _mine(actor, SavedView, list_name).order_by(func.lower(SavedView.name), col(SavedView.id))
    return list(db.execute(query).scalars())


def save(db: Session, actor: Actor, list_name: str, name: str, query: str) -> SavedView:
    """Keep a filter under a name; one of that name is replaced."""
    mine = _mine(actor, SavedView, list_name)
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Please give the view a name of at most {most} letters.", most=LONGEST_NAME), "name")
    view = db.execute(mine.where(col(SavedView.name) == name)).scalar_one_or_none()
    if view is None:
        if len(listing(db, actor, list_name)) >= MOST_VIEWS:
            raise Invalid(_("These are more than {most} views. Please remove one first.", most=MOST_VIEWS))
        view = SavedView(**_whose(actor, list_name), name=name)
    view.query = query
    db.add(view)
    db.flush()
    return view


def forget(db: Session, actor: Actor, list_name: str, name: str) -> None:
    """Remove a view; nothing happens where there is none."""
    mine = _mine(actor, SavedView, list_name).with_only_columns(col(SavedView.id))
    db.execute(delete(SavedView).where(col(SavedView.id).in_(mine.where(col(SavedView.name) == name))))


def columns(db: Session, actor: Actor, list_name: str) -> list[str] | None:
    """The keys of the columns chosen; None for who has not chosen."""
    mine = _mine(actor, ColumnChoice, list_name)
    found = db.execute(mine).scalar_one_or_none()
    return found.columns.split(",") if found else None


def choose_columns(db: Session, actor: Actor, list_name: str, keys: list[str]) -> None:
    """Show these columns from now on."""
    mine = _mine(actor, ColumnChoice, list_name)
    found = db.execute(mine).scalar_one_or_none() or ColumnChoice(**_whose(actor, list_name))
    found.columns = ",".join(keys)
    db.add(found)
    db.flush()


def _mine(actor: Actor, table: type[Mine], list_name: str) -> Select[tuple[Mine]]:
    """The person's own rows, in the company they are in."""
    query = gate.rows(actor, Permission.VIEWS_KEEP, table)
    own: Any = table
    return query.where(col(own.person_id) == actor.person_id, col(own.list_name) == list_name)


def _whose(actor: Actor, list_name: str) -> dict[str, Any]:
    return {"account_id": actor.account_id, "person_id": actor.person_id, "list_name": list_name}
