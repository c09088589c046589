"""Lists that are mailed: what goes out regularly, and what went."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import planned as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.planned import PlannedState


@portal_page(
    "/mailings",
    title=lazy("Scheduled lists"),
    needs=Permission.INVOICES_MAIL,
    on_load=PlannedState.load,
    icon="mail",
    section=Section.BILLING,
    in_rail=False,
)
def mailings() -> rx.Component:
    """What is planned above, what is over below."""
    filled = rx.el.div(parts.scheduled(), parts.lately(), class_name="stack")
    return rx.fragment(
        title(_("Scheduled lists"), PlannedState.sentence),
        rx.cond(PlannedState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
