"""A company with contacts always has an administrator: its first order's main contact until it names another."""

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import AccessRight, CompanyRole, Contact, ContactState, Order, OrderContact, RightSource


def appoint(db: Session, actor: Actor) -> None:
    """Make somebody administrator in every company that has contacts but no administrator."""
    administered = select(col(AccessRight.account_id)).where(
        col(AccessRight.role) == CompanyRole.ADMIN, col(AccessRight.ended_at).is_(None)
    )
    in_company = (col(Contact.account_id) == col(OrderContact.account_id)) & (
        col(Contact.person_id) == col(OrderContact.person_id)
    )
    candidates = (
        gate.rows(actor, Permission.IMPORTS_RUN, OrderContact)
        .join(Contact, in_company)
        .join(Order, col(Order.id) == col(OrderContact.order_id))
        .where(col(OrderContact.account_id).not_in(administered), col(Contact.state) == ContactState.ACTIVE)
        .order_by(col(OrderContact.is_main).desc(), col(Order.placed_on), col(Order.id), col(OrderContact.id))
    )
    first: dict[int, OrderContact] = {}
    for named in db.execute(candidates).scalars():
        first.setdefault(named.account_id, named)
    for named in first.values():
        db.add(
            AccessRight(
                account_id=named.account_id,
                person_id=named.person_id,
                role=CompanyRole.ADMIN,
                source=RightSource.ORDER,
                order_id=named.order_id,
            )
        )
    db.flush()
