"""The people of the company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import people as parts
from occ_app.components.downloads import download_menu
from occ_app.components.elements import title
from occ_app.components.keys import keys_dialog
from occ_app.components.lists import list_card
from occ_app.components.painted import painted_text
from occ_app.i18n import gettext as _
from occ_app.navigation import Section, portal_page
from occ_app.services.people import PEOPLE
from occ_app.state.lists import first_view_of
from occ_app.state.people import PeopleState


@portal_page(
    "/people",
    title=PEOPLE.title,
    needs=Permission.PEOPLE_READ,
    on_load=PeopleState.load,
    first_view=first_view_of(PeopleState),
    icon=PEOPLE.icon,
    section=Section.COMPANY,
    order=10,
)
def people() -> rx.Component:
    """The list above, what is still open below."""
    sentence = painted_text(rx.el.p, PeopleState, "footer", class_name="sentence")
    return rx.fragment(
        title(_(PEOPLE.title), sentence, download_menu(PeopleState), parts.ways()),
        rx.el.div(list_card(PeopleState), parts.invitations(), class_name="stack"),
        parts.dialog(),
        keys_dialog(),
    )
