"""The invoice list: tabs, toolbar, table (cards on a phone) and pager."""

from typing import Any

import reflex as rx

from occ_app.components.elements import document_link, empty, status_badge
from occ_app.components.icon import icon
from occ_app.components.painted import painted_list, painted_text
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.invoice_rows import Cell
from occ_app.state.invoices import InvoicesState

COLUMNS = 8
TAB_CELLS = 8


def hero() -> rx.Component:
    """On a phone, what is past due as the page's first figure; a wider page says it in a sentence."""
    late = InvoicesState.tabs[0]
    return rx.el.p(
        rx.el.span(late[1], " ", late[0], class_name="late"),
        rx.el.span(late[7], class_name="big figure"),
        class_name="hero",
    )


def sentence() -> rx.Component:
    """What matters now."""
    tone = rx.cond(InvoicesState.sentence_is_late, "sentence late", "sentence")
    return painted_text(rx.el.p, InvoicesState, "sentence", class_name=tone)


def tabs() -> rx.Component:
    """The groups by urgency, each with its count and total."""
    return painted_list(
        rx.el.nav,
        InvoicesState,
        "tabs",
        _tab,
        TAB_CELLS,
        class_name="tabs",
        custom_attrs={"aria-label": _("Groups of invoices")},
    )


def _tab(tab: Any) -> rx.Component:
    return rx.el.a(
        rx.el.span(tab[0]),
        rx.el.span(rx.el.span(tab[1]), rx.el.span(tab[2], class_name="tab-total"), class_name="tab-count"),
        href=tab[3],
        custom_attrs={
            "aria-current": tab[4],
            "data-group": tab[5],
            "data-empty": tab[6],
        },
    )


def table() -> rx.Component:
    """The list: its rows come with the first paint, its shape stands in for them until then."""
    body = painted_list(rx.el.tbody, InvoicesState, "rows", row, len(Cell), role="rowgroup")
    return _table(body, skeleton(), caption=_("Invoices"), sortable=True)


def short_table(rows: Any, *, caption: str) -> rx.Component:
    """A few documents elsewhere, in an order of their own."""
    return _table(rx.el.tbody(rx.foreach(rows, row), role="rowgroup"), caption=caption, sortable=False)


def _table(*bodies: rx.Component, caption: str, sortable: bool) -> rx.Component:
    """Rows under their headings; `data-list` lets `portal.js` move through it with j and k."""
    drawn = rx.el.table(
        rx.el.caption(caption, class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(*(_heading(*heading, sortable=sortable) for heading in _headings()), role="row"),
            role="rowgroup",
        ),
        *bodies,
        class_name="list invoices",
        role="table",
        custom_attrs={"data-list": "true"},
    )
    return rx.el.div(drawn, class_name="scrolls")


def _headings() -> list[tuple[str, str, str]]:
    return [
        (_("Number"), "number", ""),
        (_("Type"), "type", ""),
        (_("Contract / order · PO"), "", ""),
        (_("Issued"), "issued", ""),
        (_("Due"), "due", ""),
        (_("Total"), "total", "figure"),
        (_("Amount due"), "balance", "figure"),
        (_("Status"), "", ""),
    ]


def _heading(label: str, sort: str, class_name: str, *, sortable: bool) -> rx.Component:
    if not (sortable and sort):
        return rx.el.th(label, scope="col", class_name=class_name, role="columnheader")
    chosen = InvoicesState.sorts[sort]
    arrow = rx.match(
        chosen[1], ("ascending", icon("arrow-up")), ("descending", icon("arrow-down")), rx.fragment()
    )
    return rx.el.th(
        rx.el.a(label, arrow, href=chosen[0]),
        scope="col",
        class_name=class_name,
        role="columnheader",
        custom_attrs={"aria-sort": chosen[1]},
    )


def row(r: Any) -> rx.Component:
    """One document. Cells are ready strings; the same markup is a card on a phone."""
    return rx.el.tr(
        rx.el.td(
            rx.el.a(r[Cell.NUMBER], href=r[Cell.HREF], class_name="number"),
            role="cell",
            class_name="c-number",
        ),
        rx.el.td(r[Cell.KIND], role="cell", class_name="c-kind"),
        rx.el.td(
            rx.el.span(r[Cell.SOURCE], class_name="id"),
            rx.el.small(r[Cell.PO]),
            role="cell",
            class_name="c-source",
        ),
        rx.el.td(r[Cell.ISSUED], role="cell", class_name="c-issued"),
        rx.el.td(
            rx.el.span(r[Cell.DUE]),
            rx.el.small(r[Cell.LATENESS]),
            role="cell",
            class_name="c-due",
            custom_attrs={"data-status": r[Cell.STATUS_KEY]},
        ),
        rx.el.td(r[Cell.TOTAL], role="cell", class_name="c-total figure"),
        rx.el.td(r[Cell.BALANCE], role="cell", class_name="c-balance figure"),
        rx.el.td(
            status_badge(r[Cell.STATUS_KEY], r[Cell.STATUS_ICON], r[Cell.STATUS]),
            rx.el.small(r[Cell.DISPUTED], class_name="disputed"),
            role="cell",
            class_name="c-status",
        ),
        role="row",
    )


def skeleton() -> rx.Component:
    """The rows' shape; the style sheet hides it as soon as there are rows before it."""
    bar = rx.el.td(rx.el.div(class_name="skeleton"))
    lines = [rx.el.tr(*(bar for _column in range(COLUMNS))) for _row in range(8)]
    return rx.el.tbody(*lines, class_name="stand-in", custom_attrs={"aria-hidden": "true"})


def pager() -> rx.Component:
    """What is filtered in figures, and the way to the neighbouring pages."""
    return rx.el.footer(
        rx.el.p(InvoicesState.footer, role="status", class_name="muted"),
        rx.el.nav(
            _step(InvoicesState.previous_href, _("Previous"), "chevron-left", "prev"),
            _step(InvoicesState.next_href, _("Next"), "chevron-right", "next"),
            custom_attrs={"aria-label": _("Pages")},
        ),
        class_name="pager",
    )


def _step(href: Any, label: str, symbol: str, rel: str) -> rx.Component:
    parts = (icon(symbol), label) if rel == "prev" else (label, icon(symbol))
    return rx.cond(
        href != "",
        rx.el.a(*parts, href=href, rel=rel, class_name="button"),
        rx.el.span(*parts, class_name="button", custom_attrs={"aria-disabled": "true"}),
    )


def nothing() -> rx.Component:
    """The empty list: of a filter that finds nothing, or of a company without invoices."""
    filtered = empty(
        _("Nothing matches"),
        _("No document fits these filters. Take one away, or look in all of them."),
        "search",
        rx.el.a(_("Show all documents"), href=f"/{language()}/invoices", class_name="button"),
    )
    return rx.cond(
        (InvoicesState.query == "") & (InvoicesState.group == "all"),
        empty(
            _("No invoices yet"),
            _("Invoices and credit notes appear here as soon as they are issued."),
            "receipt-text",
        ),
        filtered,
    )


FILES = (
    ("PDF", "pdf", "file-text"),
    ("ZIP", "zip", "package"),
    ("CSV", "csv", "download"),
    ("XLSX", "xlsx", "table-2"),
)


def downloads() -> rx.Component:
    """What is filtered, as a file: one PDF of all, each its own PDF, and the list for spreadsheets."""
    return rx.fragment(
        *(
            document_link(
                name,
                f"/documents/invoices.{ending}" + InvoicesState.export_query,
                symbol,
                class_name="button",
                download=True,
            )
            for name, ending, symbol in FILES
        )
    )
