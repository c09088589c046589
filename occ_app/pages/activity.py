"""What people did in a company's name: for who did it, and for those who answer for the company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.downloads import download_menu
from occ_app.components.elements import title
from occ_app.components.icon import icon
from occ_app.components.keys import keys_dialog
from occ_app.components.lists import list_card
from occ_app.components.painted import painted_text
from occ_app.i18n import gettext as _
from occ_app.navigation import Section, portal_page
from occ_app.services.activity import ACTIVITY
from occ_app.state.activity import ActivityState
from occ_app.state.lists import first_view_of


@portal_page(
    "/activity",
    title=ACTIVITY.title,
    needs=Permission.ACTIVITY_READ,
    on_load=ActivityState.load,
    first_view=first_view_of(ActivityState),
    icon=ACTIVITY.icon,
    section=Section.COMPANY,
    order=50,
)
def activity() -> rx.Component:
    """Whether the trail is whole, then the list."""
    sentence = painted_text(rx.el.p, ActivityState, "footer", class_name="sentence")
    return rx.fragment(
        title(_("Activity"), sentence, download_menu(ActivityState)),
        _trail(),
        list_card(ActivityState),
        keys_dialog(),
    )


def _trail() -> rx.Component:
    """One of the two is said; the style sheet hides what is empty."""
    return rx.el.p(
        icon("shield-check"),
        painted_text(rx.el.span, ActivityState, "trail"),
        painted_text(rx.el.span, ActivityState, "trail_broken", class_name="broken"),
        class_name="trail",
    )
