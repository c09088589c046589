"""Parts of the page's dialogs: a heading with its way out, and asking once more before something is done."""

from typing import Any

import reflex as rx

from occ_app.components.icon import icon
from occ_app.i18n import gettext as _


def dialog_head(dialog: str, heading: str) -> rx.Component:
    """The heading of a dialog, and the button that closes it."""
    return rx.el.header(
        rx.el.h2(heading, id=f"{dialog}-title"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            custom_attrs={"data-closes": dialog, "aria-label": _("Close")},
        ),
    )


def opens(dialog: str) -> dict[str, str]:
    """What makes a button open a dialog of the page (`portal.js`)."""
    return {"data-opens": dialog, "aria-haspopup": "dialog"}


def opener(dialog: str, symbol: str, label: str, *, class_name: str = "button", **more: Any) -> rx.Component:
    """The button that opens a dialog of the page."""
    return rx.el.button(
        icon(symbol),
        label,
        type="button",
        class_name=class_name,
        custom_attrs=opens(dialog),
        **more,
    )


def asking(
    dialog: str, heading: str, sentence: Any, label: str, handler: Any, *, finished: Any
) -> rx.Component:
    """What is asked once more: what will happen, a way back, and the button that does it."""
    return rx.el.dialog(
        dialog_head(dialog, heading),
        rx.el.p(sentence, class_name="mailed"),
        rx.el.div(
            rx.el.button(
                _("Do nothing"), type="button", class_name="button", custom_attrs={"data-closes": dialog}
            ),
            rx.el.button(label, type="button", class_name="button primary", on_click=handler),
            class_name="actions",
        ),
        id=dialog,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{dialog}-title", "data-finished": finished},
    )


def sure(sentence: Any, handler: Any) -> rx.Component:
    """A sentence that somebody must agree to once more, where there is one."""
    drawn = rx.el.div(
        icon("triangle-alert"),
        rx.el.p(sentence),
        rx.el.button(_("Yes, I mean it"), type="button", class_name="button", on_click=handler),
        role="alert",
        class_name="sure",
    )
    return rx.cond(sentence != "", drawn, rx.fragment())
