"""Buttons of one row among many: whose row it is, is read aloud with their words."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import opens


def row_button(label: Any, about: Any, handler: Any, *, dialog: str = "", **props: Any) -> rx.Component:
    """Does something about a row, or with `dialog` opens that one, which asks once more."""
    if dialog:
        props["custom_attrs"] = opens(dialog)
    return rx.el.button(
        label, about_row(about), type="button", on_click=handler, **{"class_name": "button", **props}
    )


def about_row(about: Any) -> rx.Component:
    """What a link or button is about, for whoever cannot see where it stands."""
    return rx.el.span(": ", about, class_name="visually-hidden")
