"""The review of access."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import review as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.components.people import way
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.review import ReviewState


@portal_page(
    "/people/review",
    title=lazy("Access review"),
    needs=Permission.PEOPLE_CHANGE,
    on_load=ReviewState.load,
    icon="shield-check",
    section=Section.COMPANY,
    in_rail=False,
)
def review() -> rx.Component:
    """Every right, kept or removed."""
    return rx.fragment(
        way(),
        title(_("Access review"), ReviewState.sentence, parts.signing()),
        rx.cond(ReviewState.loaded, parts.body(), skeleton_lines(5)),
        parts.question(),
    )
