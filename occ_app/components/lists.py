"""The page of any list: tabs, toolbar, table (cards on a phone), pager, and the bar of what is selected."""

from functools import partial
from typing import Any

import reflex as rx

from occ_app.components.downloads import download_menu
from occ_app.components.elements import empty, status_badge, title
from occ_app.components.icon import icon
from occ_app.components.keys import keys_dialog
from occ_app.components.list_filters import toolbar
from occ_app.components.painted import painted_list, painted_text
from occ_app.components.selection import bar, page_box, row_box
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.lists import ListColumn, ListOf, Slot
from occ_app.state.lists import FIRST, Cell, Head, cells_of, class_of

TAB_CELLS = 8
STAND_IN_ROWS = 8


def list_page(state: Any, *actions: rx.Component, above: rx.Component | None = None) -> rx.Component:
    """A whole page: title, what is filtered in a sentence, files, and the list with what stands above it."""
    sentence = painted_text(rx.el.p, state, "footer", class_name="sentence")
    return rx.fragment(
        title(_(state.list_of.title), sentence, download_menu(state), *actions),
        *([above] if above is not None else []),
        list_card(state),
        keys_dialog(),
    )


def list_card(state: Any, *bar_actions: rx.Component) -> rx.Component:
    """Everything below the page's title."""
    of = state.list_of
    is_empty = state.loaded & (state.rows.length() == 0)
    pager_ = rx.cond(state.loaded, pager(state), rx.fragment())
    return rx.fragment(
        rx.el.section(
            tabs(state),
            toolbar(state),
            rx.cond(is_empty, nothing(state), rx.fragment(table(state), pager_)),
            class_name="card flush",
            custom_attrs={"aria-label": _(of.title)},
        ),
        bar(state, *bar_actions),
    )


def tabs(state: Any) -> rx.Component:
    """The groups, each with its count and total."""
    return painted_list(
        rx.el.nav,
        state,
        "tabs",
        _tab,
        TAB_CELLS,
        class_name="tabs",
        custom_attrs={"aria-label": _("Groups of the list")},
    )


def _tab(tab: Any) -> rx.Component:
    return rx.el.a(
        rx.el.span(tab[0]),
        rx.el.span(rx.el.span(tab[1]), rx.el.span(tab[2], class_name="tab-total"), class_name="tab-count"),
        href=tab[3],
        custom_attrs={"aria-current": tab[4], "data-group": tab[5], "data-empty": tab[6]},
    )


def table(state: Any) -> rx.Component:
    """The list: its rows come with the first paint, its shape stands in for them until then."""
    of = state.list_of

    def item(r: Any) -> rx.Component:
        return row(of, r, row_box(state, r) if of.is_chosen_from else rx.el.td(class_name="c-select"))

    body = painted_list(rx.el.tbody, state, "rows", item, cells_of(of), role="rowgroup")
    head = painted_list(rx.el.tr, state, "heads", partial(_head, state), len(Head), role="row")
    selection = rx.cond(state.has_all, "*", state.selected.join("\n"))
    return _table(of, head, body, skeleton(of), **{"data-list": "true", "data-selection": selection})


def _head(state: Any, h: Any) -> rx.Component:
    """A heading: the box of the page where its class says so, a link where the column can be sorted by, or a word."""
    return rx.el.th(
        page_box(state),
        rx.el.a(h[Head.LINK], href=h[Head.HREF]),
        rx.el.span(h[Head.WORD]),
        scope="col",
        class_name=h[Head.CLASS],
        role="columnheader",
        custom_attrs={"aria-sort": h[Head.SORT]},
    )


def short_table(of: ListOf[Any], rows: Any, *, caption: str) -> rx.Component:
    """A few records elsewhere, in an order of their own, nothing to select."""
    body = rx.el.tbody(
        rx.foreach(rows, lambda r: row(of, r, rx.el.td(class_name="c-select"))), role="rowgroup"
    )
    words = [
        rx.el.th(_(column.label), scope="col", class_name=class_of(column), role="columnheader")
        for column in of.shown
    ]
    head = rx.el.tr(rx.el.td(class_name="c-select"), *words, role="row")
    return _table(of, head, body, caption=caption)


def _table(
    of: ListOf[Any], head: rx.Component, *bodies: rx.Component, caption: str = "", **attributes: Any
) -> rx.Component:
    drawn = rx.el.table(
        rx.el.caption(caption or _(of.title), class_name="visually-hidden"),
        rx.el.thead(head, role="rowgroup"),
        *bodies,
        class_name=f"list records {of.name.replace('/', '-')}",
        role="table",
        custom_attrs=attributes,
    )
    return rx.el.div(drawn, class_name="scrolls")


def row(of: ListOf[Any], r: Any, box: rx.Component) -> rx.Component:
    """One record. Cells are ready strings; the same markup is a card on a phone."""
    cells = [_cell(column, r, FIRST + 2 * place) for place, column in enumerate(of.shown)]
    return rx.el.tr(box, *cells, role="row", custom_attrs={"data-hides": r[Cell.HIDES]})


def _cell(column: ListColumn[Any], r: Any, at: int) -> rx.Component:
    note = [rx.el.small(r[at + 1])] if column.note else []
    attributes = {"data-status": r[Cell.STATUS]} if column.note and not column.mark else {}
    return rx.el.td(
        *_content(column, r, at), *note, role="cell", class_name=class_of(column), custom_attrs=attributes
    )


def _content(column: ListColumn[Any], r: Any, at: int) -> list[rx.Component]:
    if column.mark:
        return [status_badge(r[Cell.STATUS], r[Cell.ICON], r[at])]
    if column.slot is not Slot.TITLE:
        return [rx.el.span(r[at])]
    found = rx.el.small(r[Cell.BEFORE], rx.el.mark(r[Cell.MATCH]), r[Cell.AFTER], class_name="found")
    return [rx.el.a(r[at], href=r[Cell.HREF], class_name="number"), found]


def skeleton(of: ListOf[Any]) -> rx.Component:
    """The usual rows' shape; the style sheet hides it as soon as there are rows before it."""
    bars = [
        rx.el.td(rx.el.div(class_name="skeleton"), class_name=class_of(column))
        for column in of.shown
        if column.is_usual
    ]
    lines = [rx.el.tr(rx.el.td(class_name="c-select"), *bars) for _row in range(STAND_IN_ROWS)]
    return rx.el.tbody(*lines, class_name="stand-in", custom_attrs={"aria-hidden": "true"})


def pager(state: Any) -> rx.Component:
    """What is filtered in figures, and the way to the neighbouring pages."""
    return rx.el.footer(
        rx.el.p(state.footer, role="status", class_name="muted"),
        rx.el.nav(
            _step(state.previous_href, _("Previous"), "chevron-left", "prev"),
            _step(state.next_href, _("Next"), "chevron-right", "next"),
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


def nothing(state: Any) -> rx.Component:
    """The empty list: of a filter that finds nothing, or of a company that has nothing yet."""
    of = state.list_of
    filtered = empty(
        _("Nothing matches"),
        _("Nothing fits these filters. Take one away, or look in all of them."),
        "search",
        rx.el.a(_("Show all"), href=f"/{language()}/{of.name}", class_name="button"),
    )
    heading, sentence = of.empty
    never = empty(_(heading), _(sentence), of.icon)
    return rx.cond((state.query == "") & (state.group == list(of.groups)[-1].value), never, filtered)
