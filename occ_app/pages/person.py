"""One person of the company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import person as parts
from occ_app.components.elements import skeleton_lines
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.person import PersonState


@portal_page(
    "/people/[person]",
    title=lazy("Person"),
    needs=Permission.PEOPLE_READ,
    on_load=PersonState.load,
    icon="user-round",
    section=Section.COMPANY,
    in_rail=False,
)
def person() -> rx.Component:
    """What they are at the left, what can be changed at the right."""
    filled = rx.fragment(
        parts.head(),
        rx.el.div(
            rx.el.div(parts.rights(), parts.roles(), class_name="stack wide"),
            rx.el.aside(parts.facts()),
            class_name="two-columns",
        ),
        parts.questions(),
    )
    shown = rx.cond(PersonState.missing, parts.missing(), filled)
    return rx.cond(PersonState.loaded, shown, skeleton_lines(5))
