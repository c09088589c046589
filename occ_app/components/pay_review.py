"""The sheet once more, read-only, before it is sent."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card
from occ_app.components.pay import credits_first
from occ_app.i18n import gettext as _
from occ_app.state.pay import PayState
from occ_app.state.pay_view import Part


def review() -> rx.Component:
    """What is paid of which invoice and why, what is applied first, how and when it is paid."""
    return rx.fragment(
        card(_("Invoices"), rx.el.ul(rx.foreach(PayState.items, _item), class_name="basket")),
        credits_first(),
        card(
            _("Payment method"), rx.el.dl(_fact(_("How to pay"), PayState.method), _when(), class_name="sums")
        ),
    )


def _item(item: Any) -> rx.Component:
    why = rx.cond(
        item[Part.REASON_WORD] != "",
        rx.el.small(
            item[Part.REASON_WORD],
            rx.cond(item[Part.NOTE] != "", ": ", ""),
            item[Part.NOTE],
            class_name="notice",
        ),
        rx.fragment(),
    )
    return rx.el.li(
        rx.el.div(rx.el.span(item[Part.NUMBER], class_name="id"), rx.el.small(item[Part.ABOUT]), why),
        rx.el.span(item[Part.AMOUNT], class_name="figure strong"),
    )


def _when() -> rx.Component:
    day = _fact(_("Day"), PayState.day_words)
    return rx.cond(PayState.day_words != "", day, rx.fragment())


def _fact(label: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value))
