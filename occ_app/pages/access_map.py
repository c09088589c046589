"""Who may open what."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import access_map as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.components.people import way
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.access_map import MapState


@portal_page(
    "/people/access-map",
    title=lazy("Access map"),
    needs=Permission.PEOPLE_READ,
    on_load=MapState.load,
    icon="table-2",
    section=Section.COMPANY,
    in_rail=False,
)
def access_map() -> rx.Component:
    """People by modules, with what opens each."""
    return rx.fragment(
        way(),
        title(_("Access map"), MapState.sentence, parts.files()),
        rx.cond(MapState.loaded, parts.table(), skeleton_lines(5)),
    )
