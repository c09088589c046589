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
    return rx.el.label(box, class_name="page-box")


def bar(state: Any, *actions: rx.Component) -> rx.Component:
    """How many are selected, what is due of them, and what can be done with them."""
    has_every = state.has_all | (state.selection["count"] == state.matching)
    drawn = rx.el.section(
        _words(state.selection),
        rx.cond(has_every, rx.fragment(), _every(state)),
        drop(_("Download"), "download", *_files(state), class_name="up"),
        *actions,
        _nothing(state),
        class_name="bar",
        custom_attrs={"aria-label": _("Selection")},
    )
    return rx.el.div(rx.cond(state.selection["count"] != "", drawn, rx.fragment()), class_name="bar-region")


def _words(selection: Any) -> rx.Component:
    note = rx.cond(selection["note"] != "", rx.el.span(selection["note"]), rx.fragment())
    return rx.el.p(rx.el.strong(selection["words"]), note, role="status")


def _every(state: Any) -> rx.Component:
    return rx.el.button(state.every, type="button", on_click=state.select_all, class_name="link")


def _files(state: Any) -> list[rx.Component]:
    selection = state.selection
    return file_links(
        state.list_of, selection["files"], selection["query"], is_long=selection["is_long"] != ""
    )


def _nothing(state: Any) -> rx.Component:
    return rx.el.button(
        icon("x", label=_("Select nothing")), type="button", on_click=state.clear, class_name="icon-button"
    )
