"""Boxes before the rows, and the bar of what is selected. Boxes follow at once; the server says what they come to."""

from typing import Any

import reflex as rx

from occ_app.components.downloads import file_links
from occ_app.components.drop import drop
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.state.lists import Cell


def row_box(state: Any, r: Any) -> rx.Component:
    """Selects a record."""
    box = rx.el.input(
        type="checkbox",
        on_change=state.toggle(r[Cell.NUMBER]),
        custom_attrs={
            "data-select": r[Cell.NUMBER],
            "aria-label": _("Select") + " " + r[Cell.NUMBER],
            "autoComplete": "off",
        },
    )
    return rx.el.td(rx.el.label(box), role="cell", class_name="c-select")


def page_box(state: Any) -> rx.Component:
    """Selects all records of the page."""
    box = rx.el.input(
        type="checkbox",
        on_change=state.toggle_page,
        custom_attrs={"data-select-page": "true", "aria-label": _("Select this page"), "autoComplete": "off"},
    )
    return rx.el.th(rx.el.label(box), scope="col", role="columnheader", class_name="c-select")


def bar(state: Any, *actions: rx.Component) -> rx.Component:
    """How many are selected, what is due of them, and what can be done with them."""
    of = state.list_of
    words = rx.el.p(
        rx.el.strong(state.selection["words"]),
        rx.cond(state.selection["note"] != "", rx.el.span(state.selection["note"]), rx.fragment()),
        role="status",
    )
    every = rx.el.button(
        state.every,
        type="button",
        on_click=state.select_all,
        class_name="link",
    )
    return rx.el.div(
        rx.cond(
            state.selection["count"] != "",
            rx.el.section(
                words,
                rx.cond(state.has_all | (state.selection["count"] == state.matching), rx.fragment(), every),
                drop(
                    _("Download"),
                    "download",
                    *file_links(
                        of,
                        state.selection["files"],
                        state.selection["query"],
                        is_long=state.selection["is_long"] != "",
                    ),
                    class_name="up",
                ),
                *actions,
                rx.el.button(
                    icon("x", label=_("Select nothing")),
                    type="button",
                    on_click=state.clear,
                    class_name="icon-button",
                ),
                class_name="bar",
                custom_attrs={"aria-label": _("Selection")},
            ),
            rx.fragment(),
        ),
        class_name="bar-region",
    )
