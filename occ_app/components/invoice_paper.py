"""The document itself, as it stands on paper: facts, parties, lines, taxes, totals."""

from typing import Any

import reflex as rx

from occ_app.components.elements import copy_button, skeleton_lines
from occ_app.components.painted import painted_list
from occ_app.i18n import gettext as _
from occ_app.state.invoice import InvoiceState


def sheet() -> rx.Component:
    """The whole document; grey in its shape until it is there."""
    stand_in = rx.el.div(skeleton_lines(7), class_name="stand-in", custom_attrs={"aria-hidden": "true"})
    return rx.el.section(
        painted_list(rx.el.dl, InvoiceState, "facts", _fact, 6, class_name="facts"),
        painted_list(rx.el.dl, InvoiceState, "parties", _party, 3, class_name="parties"),
        _lines(),
        painted_list(rx.el.dl, InvoiceState, "totals", _total, 3, class_name="totals"),
        painted_list(rx.el.div, InvoiceState, "notices", _notice, 1, class_name="notices"),
        stand_in,
        class_name="card flush paper",
        custom_attrs={"aria-label": _("Document")},
    )


def _fact(fact: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact[0]),
        rx.el.dd(
            rx.el.span(fact[1]),
            rx.el.a(fact[2], href=fact[3]),
            copy_button(fact[5], fact[0]),
            custom_attrs={"data-mono": fact[4]},
        ),
    )


def _party(party: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(party[0]), rx.el.dd(rx.el.strong(party[1]), rx.el.p(party[2], class_name="address"))
    )


def _lines() -> rx.Component:
    headings = (
        (_("Item"), ""),
        (_("Period"), ""),
        (_("Qty."), "figure"),
        (_("Price"), "figure"),
        (_("Tax"), "figure"),
        (_("Amount"), "figure"),
    )
    head = rx.el.thead(
        rx.el.tr(
            *(rx.el.th(label, scope="col", class_name=kind, role="columnheader") for label, kind in headings),
            role="row",
        ),
        role="rowgroup",
    )
    return rx.el.div(
        rx.el.table(
            rx.el.caption(_("Lines"), class_name="visually-hidden"),
            head,
            painted_list(rx.el.tbody, InvoiceState, "lines", _line, 7, role="rowgroup"),
            class_name="list lines",
            role="table",
        ),
        class_name="scrolls",
        tab_index=0,
        role="group",
        custom_attrs={"aria-label": _("Lines")},
    )


def _line(line: Any) -> rx.Component:
    figures = ((line[3], _("Qty.")), (line[4], _("Price")), (line[5], _("Tax")))
    return rx.el.tr(
        rx.el.td(rx.el.span(line[0]), rx.el.small(line[1], class_name="id"), role="cell"),
        rx.el.td(line[2], class_name="nowrap", role="cell"),
        *(
            rx.el.td(value, class_name="figure", role="cell", custom_attrs={"data-label": label})
            for value, label in figures
        ),
        rx.el.td(line[6], class_name="figure strong", role="cell"),
        role="row",
    )


def _total(total: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(total[0]), rx.el.dd(total[1]), custom_attrs={"data-weight": total[2]})


def _notice(notice: Any) -> rx.Component:
    return rx.el.p(notice[0])
