"""Search from anywhere: its button in the top bar, and the dialog (`portal.js` does the keys)."""

from typing import Any

import reflex as rx

from occ_app.components.icon import icon, icon_at
from occ_app.i18n import gettext as _
from occ_app.state.find import Cell, FindState

LONGEST = 100


def find_button() -> rx.Component:
    """Looks like the field it opens; on a phone, an icon."""
    return rx.el.button(
        icon("search"),
        rx.el.span(_("Search…")),
        rx.el.kbd("Ctrl K", custom_attrs={"aria-hidden": "true"}),
        type="button",
        class_name="find-button",
        custom_attrs={
            "data-opens": "find",
            "aria-haspopup": "dialog",
            "aria-keyshortcuts": "Control+K Meta+K",
        },
    )


def find_dialog() -> rx.Component:
    """A field, and under it what it finds: a list to walk with the arrows."""
    return rx.el.dialog(
        rx.el.div(icon("search"), _field(), _close(), class_name="find-field"),
        _told(),
        rx.el.div(
            rx.foreach(FindState.groups, _group),
            id="found",
            role="listbox",
            hidden=FindState.groups.length() == 0,
            custom_attrs={"aria-label": _("Results"), "data-for": FindState.text},
        ),
        _keys(),
        id="find",
        class_name="dialog find",
        custom_attrs={"aria-label": _("Search"), "closedby": "any"},
    )


def _field() -> rx.Component:
    return rx.el.input(
        type="text",
        role="combobox",
        placeholder=_("Invoice number, PO, order, colleague…"),
        max_length=LONGEST,
        on_change=FindState.look.debounce(120),
        custom_attrs={
            "aria-label": _("Search the portal"),
            "aria-autocomplete": "list",
            "aria-controls": "found",
            "aria-expanded": rx.cond(FindState.groups.length() > 0, "true", "false"),
            "autoComplete": "off",
            "spellCheck": "false",
            "enterKeyHint": "go",
        },
    )


def _close() -> rx.Component:
    return rx.el.button(
        icon("x"),
        type="button",
        class_name="icon-button",
        custom_attrs={"data-closes": "find", "aria-label": _("Close")},
    )


def _told() -> rx.Component:
    """How many were found, for those who do not see them; where there are none, what could be typed."""
    teaches = rx.el.p(
        _("Find an invoice by its number, PO, order or the text of a line; an order, a colleague, a page."),
        class_name="find-hint",
    )
    nothing = rx.el.p(
        rx.el.strong(FindState.said),
        rx.el.span(_("Any part of a number will do. Try fewer letters, or another word.")),
        class_name="find-hint",
    )
    found = rx.el.p(FindState.said, class_name="visually-hidden")
    return rx.el.div(
        rx.cond(FindState.said == "", teaches, rx.cond(FindState.groups.length() > 0, found, nothing)),
        role="status",
    )


def _group(group: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(group.heading, id=group.key, class_name="find-heading"),
        rx.foreach(group.rows, _option),
        role="group",
        custom_attrs={"aria-labelledby": group.key},
    )


def _option(o: Any) -> rx.Component:
    """A link that the field's arrows choose: `portal.js` marks the chosen one."""
    return rx.el.a(
        icon_at(o[Cell.ICON]),
        rx.el.span(o[Cell.BEFORE], rx.el.mark(o[Cell.MATCH]), o[Cell.AFTER], class_name="find-title"),
        rx.el.span(
            o[Cell.ALSO_BEFORE], rx.el.mark(o[Cell.ALSO_MATCH]), o[Cell.ALSO_AFTER], class_name="muted"
        ),
        id=o[Cell.ID],
        href=o[Cell.HREF],
        role="option",
        tab_index=-1,
        class_name="find-option",
        custom_attrs={"aria-selected": "false", "data-closes": "find"},
    )


def _keys() -> rx.Component:
    """Which keys do what; where there is no keyboard, nothing."""
    keys = ((("↑", "↓"), _("to choose")), (("Enter",), _("to open")), (("Esc",), _("to close")))
    return rx.el.footer(
        *(rx.el.span(*(rx.el.kbd(key) for key in named), " ", does) for named, does in keys),
        class_name="find-keys",
        custom_attrs={"aria-hidden": "true"},
    )
