"""Around a document: what happened to it, how to pay it, its relatives, what changed since the one before."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card, copy_button, skeleton_lines, status_badge
from occ_app.components.icon import icon_at
from occ_app.components.painted import painted_list
from occ_app.i18n import gettext as _
from occ_app.state.invoice import InvoiceState


def movements() -> rx.Component:
    """The timeline: issued, paid, credited, oldest first."""
    return card(
        _("Movements"),
        painted_list(rx.el.ol, InvoiceState, "movements", _movement, 6, class_name="timeline"),
    )


def _movement(movement: Any) -> rx.Component:
    return rx.el.li(
        icon_at(movement[5]),
        rx.el.div(rx.el.span(movement[0]), rx.el.a(movement[1], href=movement[2]), rx.el.small(movement[3])),
        rx.el.span(movement[4], class_name="figure"),
    )


def bank() -> rx.Component:
    """How to pay by bank transfer, with the reference to quote."""
    return card(
        _("Pay by bank transfer"),
        painted_list(rx.el.dl, InvoiceState, "bank", _bank_line, 4, class_name="bank"),
    )


def _bank_line(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line[0]),
        rx.el.dd(rx.el.span(line[1]), copy_button(line[3], line[0]), custom_attrs={"data-mono": line[2]}),
    )


def related() -> rx.Component:
    """The order, the contract, and what else was billed under the order."""
    return card(
        _("Related"),
        painted_list(rx.el.dl, InvoiceState, "links", _link, 3, class_name="links"),
        painted_list(rx.el.ul, InvoiceState, "siblings", _sibling, 7, class_name="siblings"),
    )


def _link(link: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(link[0]), rx.el.dd(rx.el.a(link[1], href=link[2])))


def _sibling(sibling: Any) -> rx.Component:
    return rx.el.li(
        rx.el.a(sibling[0], href=sibling[1], class_name="number"),
        rx.el.span(sibling[3], class_name="figure"),
        rx.el.small(sibling[2]),
        status_badge(sibling[4], sibling[5], sibling[6]),
    )


def changes() -> rx.Component:
    """What is different from the invoice before: of the same order and type."""
    return rx.el.section(
        rx.el.h2(_("What changed since the last invoice")),
        painted_list(rx.el.div, InvoiceState, "compared", _compared, 3, class_name="compared"),
        painted_list(rx.el.ul, InvoiceState, "changes", _change, 4, class_name="timeline changes"),
        class_name="card",
    )


def _compared(c: Any) -> rx.Component:
    return rx.el.p(rx.el.span(c[0]), rx.el.a(c[1], href=c[2]))


def _change(change: Any) -> rx.Component:
    return rx.el.li(
        icon_at(change[0]),
        rx.el.div(rx.el.span(change[1]), rx.el.small(change[2])),
        rx.el.span(change[3], class_name="figure"),
    )


def stand_in() -> rx.Component:
    """The cards' shape."""
    return rx.el.div(skeleton_lines(4), class_name="card stand-in", custom_attrs={"aria-hidden": "true"})
