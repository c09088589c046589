"""The first screen."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import overview as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.components.painted import painted_text
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import portal_page
from occ_app.state.frame import FrameState
from occ_app.state.overview import OverviewState


@portal_page(
    "/overview",
    title=lazy("Overview"),
    needs=Permission.OVERVIEW_READ,
    on_load=OverviewState.load,
    icon="layout-dashboard",
    order=0,
    has_own_styles=False,
)
def overview() -> rx.Component:
    """What is due, how old it is, what was spent, what came last."""
    company = painted_text(rx.el.p, FrameState, "company", class_name="sentence")
    filled = rx.fragment(
        title(OverviewState.greeting, company),
        parts.cards(),
        parts.aging(),
        rx.el.div(parts.last_invoices(), parts.spend(), class_name="halves"),
    )
    waiting = rx.fragment(title(_("Overview"), company), skeleton_lines(6))
    return rx.cond(OverviewState.loaded, filled, waiting)
