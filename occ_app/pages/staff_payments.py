"""The payments of all companies: for the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import give_back
from occ_app.components.elements import empty, skeleton_lines, status_badge, title
from occ_app.components.staff_lists import older, tabs, toolbar
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
            tabs(StaffPaymentsState),
            toolbar(StaffPaymentsState, _("Company, number or pi_…")),
            rx.cond(StaffPaymentsState.loaded, filled, skeleton_lines(5)),
            rx.cond(StaffPaymentsState.more != "", _more(), rx.fragment()),
            older(StaffPaymentsState, _("Older payments")),
            class_name="card flush",
            custom_attrs={"aria-label": _("Payments")},
        ),
        give_back.dialog(),
    )


def _more() -> rx.Component:
    return rx.el.footer(rx.el.p(StaffPaymentsState.more), class_name="pager")


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
