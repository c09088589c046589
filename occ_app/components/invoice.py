"""One document: what is due, its lines and taxes, what happened to it, how to pay it."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card, copy_button, document_link, empty, status_badge
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.invoice import InvoiceState

doc = InvoiceState.doc


def head() -> rx.Component:
    """What is due and by when, and what can be done."""
    return rx.el.header(
        rx.el.div(
            rx.el.nav(
                rx.el.a(_("Invoices"), href=f"/{language()}/invoices"),
                rx.el.span(" / "),
                rx.el.span(doc["number"]),
                class_name="crumbs",
                custom_attrs={"aria-label": _("Where you are")},
            ),
            rx.el.h1(
                rx.el.span(doc["due"], class_name="big figure"),
                rx.el.span(" ", doc["kind"], " ", doc["number"], class_name="visually-hidden"),
                id="title",
                tab_index=-1,
            ),
            status_badge(doc["status_key"], doc["status_icon"], doc["status"]),
            rx.el.p(
                rx.el.span(doc["sentence"], class_name=rx.cond(doc["late"] != "", "late", "")),
                " ",
                doc["kind"],
                " ",
                rx.el.span(doc["number"], class_name="id"),
                copy_button(doc["number"], _("number")),
                class_name="sentence",
            ),
            class_name="invoice-head",
        ),
        rx.el.div(
            document_link("PDF", doc["pdf"], "download", class_name="button"),
            document_link("XML", doc["xml"], "file-text", class_name="button"),
            class_name="actions",
        ),
        class_name="title",
    )


def body() -> rx.Component:
    """Facts, lines and totals."""
    return rx.el.section(
        rx.el.dl(rx.foreach(InvoiceState.facts, _fact), class_name="facts"),
        _lines(),
        _totals(),
        class_name="card flush",
        custom_attrs={"aria-label": _("Document")},
    )


def _fact(fact: Any) -> rx.Component:
    text = rx.el.span(fact[1], class_name=rx.cond(fact[3] != "", "id", ""))
    return rx.el.div(rx.el.dt(fact[0]), rx.el.dd(rx.cond(fact[2] != "", rx.el.a(text, href=fact[2]), text)))


def _lines() -> rx.Component:
    headings = (
        (_("Item"), ""),
        (_("Period"), ""),
        (_("Qty."), "figure"),
        (_("Price"), "figure"),
        (_("Tax"), "figure"),
        (_("Amount"), "figure"),
    )
    return rx.el.div(
        rx.el.table(
            rx.el.caption(_("Lines"), class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(*(rx.el.th(label, scope="col", class_name=kind) for label, kind in headings))
            ),
            rx.el.tbody(rx.foreach(InvoiceState.lines, _line)),
            class_name="list lines",
        ),
        class_name="scrolls",
        tab_index=0,
        role="group",
        custom_attrs={"aria-label": _("Lines")},
    )


def _line(line: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.span(line[0]), rx.el.small(line[1], class_name="id")),
        rx.el.td(line[2], class_name="nowrap"),
        rx.el.td(line[3], class_name="figure", custom_attrs={"data-label": _("Qty.")}),
        rx.el.td(line[4], class_name="figure", custom_attrs={"data-label": _("Price")}),
        rx.el.td(line[5], class_name="figure", custom_attrs={"data-label": _("Tax")}),
        rx.el.td(line[6], class_name="figure strong"),
    )


def _totals() -> rx.Component:
    return rx.el.dl(
        rx.el.div(rx.el.dt(_("Net amount")), rx.el.dd(doc["net"])),
        rx.foreach(InvoiceState.taxes, lambda tax: rx.el.div(rx.el.dt(tax[0]), rx.el.dd(tax[2]))),
        rx.el.div(rx.el.dt(_("Total")), rx.el.dd(doc["total"]), class_name="strong"),
        rx.el.div(rx.el.dt(_("Paid and credited")), rx.el.dd(doc["paid"])),
        rx.el.div(rx.el.dt(_("Amount due")), rx.el.dd(doc["due"]), class_name="strong"),
        class_name="totals",
    )


def movements() -> rx.Component:
    """The timeline: issued, paid, credited, oldest first."""
    return card(
        _("Movements"), rx.el.ol(rx.foreach(InvoiceState.movements, _movement), class_name="timeline")
    )


def _movement(movement: Any) -> rx.Component:
    what = rx.cond(movement[4] != "", rx.el.a(movement[0], href=movement[4]), rx.el.span(movement[0]))
    return rx.el.li(
        icon(movement[3]),
        rx.el.div(what, rx.el.small(movement[1])),
        rx.el.span(movement[2], class_name="figure"),
    )


def bank() -> rx.Component:
    """How to pay by bank transfer, with the reference to quote."""
    return rx.cond(
        InvoiceState.bank.length() > 0,
        card(
            _("Pay by bank transfer"), rx.el.dl(rx.foreach(InvoiceState.bank, _bank_line), class_name="bank")
        ),
        rx.fragment(),
    )


def _bank_line(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line[0]),
        rx.el.dd(
            rx.el.span(line[1], class_name=rx.cond(line[2] != "", "id", "")), copy_button(line[1], line[0])
        ),
    )


def disputed() -> rx.Component:
    """That part of it is contested."""
    note = rx.el.div(
        icon("message-square-warning"), rx.el.p(_("In dispute"), ": ", doc["disputed"]), class_name="note"
    )
    return rx.cond(doc["disputed"] != "", note, rx.fragment())


def missing() -> rx.Component:
    """No such document, or not this person's."""
    return empty(
        _("There is no such document here"),
        _("Check its number, or whether it belongs to another of your companies."),
        "file-text",
        rx.el.a(_("Back to the invoices"), href=f"/{language()}/invoices", class_name="button"),
        is_title=True,
    )
