"""What the portal mailed: for the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.elements import ONCE, empty, skeleton_lines, status_badge, title
from occ_app.components.icon import icon
from occ_app.components.staff_lists import older, tabs, toolbar
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.outbox import OutboxState


@portal_page(
    "/staff/outbox",
    title=lazy("Outbox"),
    needs=Permission.OUTBOX_READ,
    on_load=OutboxState.load,
    icon="mail",
    section=Section.SUPPLIER,
    order=10,
)
def outbox() -> rx.Component:
    """Each letter opens to its text."""
    nothing = empty(
        _("Nothing was mailed yet"), _("Sign-in codes and notices appear here when they are written."), "mail"
    )
    letters = rx.el.ul(rx.foreach(OutboxState.letters, _letter), class_name="letters")
    filled = rx.cond(OutboxState.letters.length() > 0, letters, nothing)
    return rx.fragment(
        title(_("Outbox"), OutboxState.sentence),
        rx.el.section(
            tabs(OutboxState),
            toolbar(OutboxState, _("Address or subject…")),
            rx.cond(OutboxState.loaded, filled, skeleton_lines(5)),
            older(OutboxState, _("Older messages")),
            class_name="card flush",
            custom_attrs={"aria-label": _("Messages")},
        ),
    )


def _actions(letter: Any) -> rx.Component:
    again = rx.el.button(
        _("Send again"),
        type="button",
        class_name="button",
        on_click=OutboxState.resend(letter[10]),
        custom_attrs=ONCE,
    )
    allow = rx.el.button(
        _("Allow mail to this address again"),
        type="button",
        class_name="button",
        on_click=OutboxState.allow_again(letter[10]),
    )
    return rx.el.div(
        rx.cond(letter[12] != "", again, rx.fragment()),
        rx.cond(letter[11] != "", allow, rx.fragment()),
        class_name="letter-actions",
    )


def _letter(letter: Any) -> rx.Component:
    head = rx.el.summary(
        rx.el.span(rx.el.span(letter[0], class_name="strong"), rx.el.small(letter[8])),
        rx.el.span(letter[1], _files(letter[9])),
        rx.el.span(letter[2], class_name="muted"),
        status_badge(letter[4], letter[5], letter[3]),
    )
    return rx.el.li(
        rx.el.details(
            head,
            rx.cond(letter[7] != "", rx.el.p(letter[7], class_name="late"), rx.fragment()),
            rx.el.pre(letter[6]),
            _actions(letter),
        )
    )


def _files(names: Any) -> rx.Component:
    """What went along, by name only: what is in it is between the customers."""
    return rx.cond(names != "", rx.el.small(icon("file-text"), " ", names), rx.fragment())
