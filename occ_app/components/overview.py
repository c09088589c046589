"""The overview's parts; every number is a link to its list."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card
from occ_app.components.invoices import age, short_table
from occ_app.components.pay_start import late
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.overview import BAR_STEP, CHART_HEIGHT, OverviewState

LABEL_HEIGHT = 22


def cards() -> rx.Component:
    """What is late, what is open, what is due soon."""
    return rx.el.div(rx.foreach(OverviewState.cards, _card), class_name="cards")


def _card(figure: Any) -> rx.Component:
    pays = rx.cond(figure[5] != "", late(_("Pay")), rx.fragment())
    return rx.el.div(_figures(figure), pays, class_name="card figure-card")


def _figures(figure: Any) -> rx.Component:
    return rx.el.a(
        rx.el.span(figure[0], class_name="label"),
        rx.el.span(figure[1], class_name="big figure", custom_attrs={"data-tone": figure[4]}),
        rx.el.span(figure[2], class_name="muted"),
        href=figure[3],
    )


def aging() -> rx.Component:
    """What is due by age, each a link to its invoices."""
    return rx.el.nav(
        rx.foreach(OverviewState.ages, age),
        class_name="card flush aging",
        custom_attrs={"aria-label": _("Due by age")},
    )


def spend() -> rx.Component:
    """Twelve months as bars, and the same as a table."""
    chart = rx.el.svg(
        rx.foreach(OverviewState.bars, _bar),
        view_box=f"0 0 {12 * BAR_STEP - 8} {CHART_HEIGHT + LABEL_HEIGHT}",
        class_name="bars",
        custom_attrs={"role": "img", "aria-label": _("Spend by month; the table below has the figures")},
    )
    rows = rx.el.table(
        rx.el.caption(_("Spend by month"), class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(_("Month"), scope="col"), rx.el.th(_("Billed"), scope="col", class_name="figure")
            )
        ),
        rx.el.tbody(
            rx.foreach(
                OverviewState.months,
                lambda m: rx.el.tr(rx.el.td(rx.el.a(m[0], href=m[2])), rx.el.td(m[1], class_name="figure")),
            )
        ),
        class_name="list compact",
    )
    return card(
        _("Spend by month"),
        chart,
        rx.el.details(rx.el.summary(_("Show as table")), rows),
        aside=rx.el.span(OverviewState.chart_currency, class_name="muted"),
    )


def _bar(bar: Any) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.rect(
            rx.el.title(bar[3], ": ", bar[4]), x=bar[0], y=bar[1], width=BAR_STEP - 8, height=bar[2], rx=3
        ),
        rx.el.svg.text(bar[3], x=bar[0], y=CHART_HEIGHT + 16),
        custom_attrs={"data-current": bar[5]},
    )


def last_invoices() -> rx.Component:
    """The newest documents."""
    return card(
        _("Last invoices"),
        rx.el.div(short_table(OverviewState.last, caption=_("Last invoices")), class_name="flush-table"),
        aside=rx.el.a(_("All invoices"), href=f"/{language()}/invoices"),
    )
