"""What is shared with people outside of the company's rights."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import delegations as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.delegations import DelegationsState


@portal_page(
    "/delegations",
    title=lazy("Shared invoices"),
    needs=Permission.INVOICES_DELEGATE,
    on_load=DelegationsState.load,
    icon="share-2",
    section=Section.COMPANY,
    order=40,
)
def delegations() -> rx.Component:
    """What is shared above, what was below."""
    filled = rx.el.div(parts.live(), parts.lately(), class_name="stack")
    return rx.fragment(
        title(_("Shared invoices"), DelegationsState.sentence),
        rx.cond(DelegationsState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
