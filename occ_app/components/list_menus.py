"""How a person likes a list: views under names, and which columns to show."""

from typing import Any

import reflex as rx

from occ_app.components.drop import drop
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.services.views import LONGEST_NAME


def views_menu(state: Any) -> rx.Component:
    """Saved views, and a form that keeps the filter in force as one more."""
    form = rx.el.form(
        rx.el.label(
            _("Keep this filter as"),
            rx.el.input(
                type="text", name="name", required=True, max_length=LONGEST_NAME, auto_complete="off"
            ),
            class_name="field",
        ),
        rx.el.button(_("Save"), type="submit", class_name="button"),
        on_submit=state.keep,
        reset_on_submit=True,
        class_name="keep",
    )
    hint = rx.el.p(_("Views that you save appear here; only you see them."), class_name="muted")
    kept = rx.el.ul(rx.foreach(state.saved, lambda view: _view(state, view)))
    return drop(_("Views"), "bookmark", rx.cond(state.saved.length() == 0, hint, kept), form)


def _view(state: Any, view: Any) -> rx.Component:
    remove = rx.el.button(
        icon("x", label=_("Remove this view")),
        type="button",
        on_click=state.forget(view[0]),
        class_name="icon-button",
    )
    return rx.el.li(rx.el.a(view[0], href=view[1], class_name="menu-item"), remove)


def columns_menu(state: Any) -> rx.Component:
    """The columns, but the first, which names the record."""
    boxes = [
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=state.columns.contains(column.key),
                on_change=state.show_column(column.key),
            ),
            _(column.label),
            class_name="menu-item",
        )
        for column in state.list_of.shown[1:]
    ]
    return drop(_("Columns"), "columns-3", *boxes, class_name="columns")
