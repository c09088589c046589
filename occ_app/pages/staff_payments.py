"""The payments of all companies: for the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import give_back
from occ_app.components.elements import empty, skeleton_lines, status_badge, title
from occ_app.components.icon import icon
from occ_app.components.staff_payment import opened
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.staff_payments import StaffPaymentsState


@portal_page(
    "/staff/payments",
    title=lazy("Payments"),
    needs=Permission.PAYMENTS_REFUND,
    on_load=StaffPaymentsState.load,
    icon="arrow-left-right",
    section=Section.SUPPLIER,
    order=25,
)
def staff_payments() -> rx.Component:
    """Each payment opens to what is known of it, and to giving it back."""
    nothing = empty(
        _("No payments here"),
        _("Payments made in the portal appear here. Search to find payments of the ERP too."),
        "arrow-left-right",
    )
    rows = rx.el.ul(rx.foreach(StaffPaymentsState.rows, _payment), class_name="letters payments")
    filled = rx.cond(StaffPaymentsState.rows.length() > 0, rows, nothing)
    return rx.fragment(
        title(_("Payments"), StaffPaymentsState.sentence),
        rx.el.section(
            _tabs(),
            _search(),
            rx.cond(StaffPaymentsState.loaded, filled, skeleton_lines(5)),
            rx.cond(StaffPaymentsState.more != "", _more(), rx.fragment()),
            rx.cond(StaffPaymentsState.older != "", _older(), rx.fragment()),
            class_name="card flush",
            custom_attrs={"aria-label": _("Payments")},
        ),
        give_back.dialog(),
    )


def _tabs() -> rx.Component:
    def tab(one: Any) -> rx.Component:
        return rx.el.a(one[0], href=one[1], custom_attrs={"aria-current": one[2]})

    return rx.el.nav(
        rx.foreach(StaffPaymentsState.tabs, tab),
        class_name="tabs",
        custom_attrs={"aria-label": _("Groups of the list")},
    )


def _search() -> rx.Component:
    field = rx.el.input(
        type="search",
        placeholder=_("Company, number or pi_…"),
        default_value=StaffPaymentsState.search,
        on_change=StaffPaymentsState.find.debounce(250),
        custom_attrs={"data-search": "true", "aria-keyshortcuts": "/", "autoComplete": "off"},
    )
    label = rx.el.span(_("Search this list"), class_name="visually-hidden")
    return rx.el.div(rx.el.label(icon("search"), label, field, class_name="search"), class_name="toolbar")


def _more() -> rx.Component:
    return rx.el.footer(rx.el.p(StaffPaymentsState.more), class_name="pager")


def _older() -> rx.Component:
    way = rx.el.a(_("Older payments"), href=StaffPaymentsState.older, class_name="button")
    return rx.el.footer(rx.el.p(), way, class_name="pager")


def _payment(row: Any) -> rx.Component:
    """The browser closes the one before when another is opened (`name`)."""
    head = rx.el.summary(
        rx.el.span(rx.el.span(row[1], class_name="strong"), rx.el.small(row[0])),
        rx.el.span(row[2], rx.el.small(row[3])),
        rx.el.span(row[4], class_name="muted"),
        status_badge(row[6], row[7], row[5]),
        on_click=StaffPaymentsState.look(row[0]),
    )
    is_known = StaffPaymentsState.opened == row[0]
    return rx.el.li(
        rx.el.details(
            head,
            rx.cond(row[8] != "", rx.el.p(row[8], class_name="late"), rx.fragment()),
            rx.cond(is_known, opened(), skeleton_lines(4)),
            custom_attrs={"name": "payment"},
        ),
        key=row[0],
    )
