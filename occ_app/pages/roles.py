"""Help: who may do what."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.elements import title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import portal_page
from occ_app.services.roles import NEVER, ROLES, matrix


@portal_page(
    "/help/roles",
    title=lazy("Who may do what"),
    needs=Permission.PORTAL_USE,
    icon="circle-question-mark",
    in_rail=False,
)
def roles() -> rx.Component:
    """The table of permissions, written out when the page is built."""
    head = rx.el.tr(
        rx.el.th(_("What"), scope="col"), *(rx.el.th(_(name), scope="col") for name in ROLES.values())
    )
    said = _(
        "Who is several of these may do what any of them may. An administrator of the company gives rights."
    )
    drawn = rx.el.table(
        rx.el.caption(_("Who may do what"), class_name="visually-hidden"),
        rx.el.thead(head),
        rx.el.tbody(*map(_row, matrix())),
        class_name="list matrix",
    )
    # A table wider than the screen scrolls, also by keyboard.
    scrolls: dict[str, Any] = {"tabIndex": 0, "role": "region", "aria-label": _("Who may do what")}
    return rx.fragment(
        title(_("Who may do what"), said),
        rx.el.section(
            rx.el.div(drawn, class_name="matrix-scrolls", custom_attrs=scrolls), class_name="card flush"
        ),
    )


def _row(cells: list[str]) -> rx.Component:
    what, *reaches = cells
    return rx.el.tr(rx.el.th(what, scope="row"), *map(_cell, reaches))


def _cell(reach: str) -> rx.Component:
    if reach != NEVER:
        return rx.el.td(reach)
    return rx.el.td(
        rx.el.span(NEVER, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(_("no"), class_name="visually-hidden"),
    )
