"""What a delegate is told of what they were handed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Delegation, Invoice, Person


@dataclass(frozen=True)
class Handed:
    """Who shared how many documents of which company, until when; the number where it is one alone."""

    by: str
    company: str
    count: int
    until: date
    only_number: str


def handed(db: Session, actor: Actor) -> Handed | None:
    """What was shared with a delegate; None for anybody else."""
    gate.require(actor, Permission.PORTAL_USE)
    made = db.get(Delegation, actor.delegation_id) if actor.delegation_id else None
    maker = db.get(Person, made.made_by) if made else None
    if made is None or maker is None:
        return None
    columns = select(func.count(), func.min(col(Invoice.number)))
    count, first = db.execute(gate.narrow(actor, Permission.INVOICES_READ, Invoice, columns)).one()
    by = maker.name or maker.email
    return Handed(by, actor.account_name, count, made.ends_on, first if count == 1 else "")
