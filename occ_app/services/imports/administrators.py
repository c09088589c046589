"""A company with contacts always has an administrator: its first order's main contact until it names another."""

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Contact, Order, OrderContact


def appoint(db: Session, actor: Actor) -> None:
    """Make somebody administrator in every company that has contacts but no administrator."""
    administered = select(col(Contact.account_id)).where(col(Contact.is_admin))
    candidates = (
        gate.rows(actor, Permission.IMPORTS_RUN, Contact)
        .join(
            OrderContact,
            (col(OrderContact.account_id) == col(Contact.account_id))
            & (col(OrderContact.person_id) == col(Contact.person_id)),
        )
        .join(Order, col(Order.id) == col(OrderContact.order_id))
        .where(col(Contact.account_id).not_in(administered))
        .order_by(col(OrderContact.is_main).desc(), col(Order.placed_on), col(Order.id), col(OrderContact.id))
    )
    first: dict[int, Contact] = {}
    for contact in db.execute(candidates).scalars():
        first.setdefault(contact.account_id, contact)
    for contact in first.values():
        contact.is_admin = True
    db.flush()
