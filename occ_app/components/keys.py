"""The keys of a list, shown by `?`."""

import reflex as rx

from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy

KEYS = (
    ("/", lazy("Search this list")),
    ("j", lazy("Next row")),
    ("k", lazy("Row before")),
    ("x", lazy("Select the row")),
    ("Enter", lazy("Open the row")),
    ("?", lazy("Show the keys")),
)


def keys_dialog() -> rx.Component:
    """`portal.js` opens it."""
    rows = [rx.el.div(rx.el.dt(rx.el.kbd(key)), rx.el.dd(_(what))) for key, what in KEYS]
    head = rx.el.header(
        rx.el.h2(_("Keys"), id="keys-title"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            custom_attrs={"data-closes": "keys", "aria-label": _("Close")},
        ),
    )
    return rx.el.dialog(
        head,
        rx.el.dl(*rows, class_name="keys"),
        id="keys",
        class_name="dialog small",
        custom_attrs={"aria-labelledby": "keys-title", "closedby": "any"},
    )
