"""What only the invoice list has: what is late, in a sentence, as a figure and by age."""

from typing import Any

import reflex as rx

from occ_app.components import lists, pay_start
from occ_app.components.painted import painted_list, painted_text
from occ_app.i18n import gettext as _
from occ_app.services.invoices import INVOICES
from occ_app.state.invoices import InvoicesState

AGE_CELLS = 6
LATE_CELLS = 2


def hero() -> rx.Component:
    """On a phone, what is past due as the page's first figure; a wider page says it in a sentence."""
    return painted_list(rx.el.p, InvoicesState, "late", _figure, LATE_CELLS, class_name="hero")


def _figure(cells: Any) -> rx.Component:
    return rx.el.span(rx.el.span(cells[0], class_name="late"), rx.el.span(cells[1], class_name="big figure"))


def sentence() -> rx.Component:
    """What matters now; the style sheet colours it where something is late."""
    return painted_text(rx.el.p, InvoicesState, "sentence", class_name="sentence")


def pay_late() -> rx.Component:
    """The shortest way to pay what is past due, for who may."""

    def button(_cells: Any) -> rx.Component:
        return pay_start.late(_("Pay all past due"))

    return painted_list(rx.el.div, InvoicesState, "pays_late", button, 1, class_name="theirs")


def aging() -> rx.Component:
    """What is due by age; each shows its invoices when clicked."""
    return painted_list(
        rx.el.nav,
        InvoicesState,
        "ages",
        age,
        AGE_CELLS,
        class_name="card flush aging",
        custom_attrs={"aria-label": _("Due by age")},
    )


def age(cells: Any) -> rx.Component:
    """One age as a link."""
    bar = rx.el.progress(value=cells[2], max=100, custom_attrs={"aria-hidden": "true", "data-tone": cells[4]})
    return rx.el.a(
        rx.el.span(cells[0], class_name="label"),
        rx.el.span(cells[1], class_name="figure strong"),
        bar,
        href=cells[3],
        custom_attrs={"aria-current": cells[5]},
    )


def short_table(rows: Any, *, caption: str) -> rx.Component:
    """A few documents elsewhere, in an order of their own."""
    return lists.short_table(INVOICES, rows, caption=caption)
