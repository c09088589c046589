"""Autopay: the rules, the next charges, what is left out, and the form that starts a rule."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import asking, sure
from occ_app.components.elements import card, document_link
from occ_app.components.fields import field, named, refusal
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.services.autopay.rules import FURTHEST_DAYS
from occ_app.state.autopay import CHARGE, RULE
from occ_app.state.autopay import AutopayState as State

DIALOG = "stop-autopay"


def question() -> rx.Component:
    """What the link of a mail came for, asked once more."""
    said = rx.cond(
        State.asked != "",
        rx.Var.create(_("Stop the automatic payment of this invoice?")) + " " + State.asked,
        "",
    )
    return sure(said, State.stop_asked)


def rules() -> rx.Component:
    """What pays itself."""
    rows = rx.el.ul(rx.foreach(State.rules, _rule), class_name="own")
    none = rx.el.p(
        _("Nothing pays itself yet. Start with one contract, or with all invoices of a currency."),
        class_name="hint",
    )
    return card(_("What pays itself"), rx.cond(State.rules.length() > 0, rows, none))


def upcoming() -> rx.Component:
    """What is charged next."""
    rows = rx.el.ul(rx.foreach(State.upcoming, _upcoming), class_name="own")
    none = rx.el.p(_("Nothing is announced. We write to you before anything is charged."), class_name="hint")
    return card(_("Next charges"), rx.cond(State.upcoming.length() > 0, rows, none))


def left_out() -> rx.Component:
    """What somebody has to pay by hand, and why."""
    rows = rx.el.ul(rx.foreach(State.left_out, _left_out), class_name="own")
    drawn = card(_("Left to you"), rows)
    return rx.cond(State.left_out.length() > 0, drawn, rx.fragment())


def starting() -> rx.Component:
    """The form of a new rule."""
    adding = document_link(_("Add a card"), State.new_card, "plus", class_name="paper-link")
    none = rx.el.p(
        _("Autopay charges a card, and there is none that is good yet."),
        " ",
        rx.cond(State.new_card != "", adding, _("Payment by card is not offered here.")),
        class_name="hint",
    )
    return card(_("Start autopay"), rx.cond(State.cards.length() > 0, _form(), none))


def confirmation() -> rx.Component:
    """Stopping is asked about once more."""
    return asking(
        DIALOG,
        _("Stop this?"),
        rx.fragment(
            rx.el.span(State.chosen[2], class_name="strong"),
            ". ",
            _("It is not charged by itself any more. What was sent already goes on."),
        ),
        _("Stop it"),
        State.stop,
        finished=State.finished,
    )


def _rule(one: Any) -> rx.Component:
    tone = rx.cond(one[6] != "", "late", "")
    return rx.el.li(
        icon("calendar"),
        rx.el.div(
            rx.el.span(one[1], class_name="strong"),
            rx.el.small(one[2]),
            rx.el.small(one[4], " · ", rx.el.span(one[5], class_name=tone)),
            rx.cond(one[3] != "", rx.el.small(one[3]), rx.fragment()),
        ),
        _stop(RULE, one[0], one[1], _("Stop")),
    )


def _upcoming(one: Any) -> rx.Component:
    return rx.el.li(
        icon("clock"),
        rx.el.div(
            rx.el.span(rx.el.span(one[1], class_name="strong"), " · ", one[2]),
            rx.el.small(rx.el.a(one[0], href=one[3], class_name="id")),
        ),
        _stop(CHARGE, one[0], one[0], _("Stop this one")),
    )


def _left_out(one: Any) -> rx.Component:
    return rx.el.li(
        icon("minus"),
        rx.el.div(
            rx.el.span(rx.el.span(one[1], class_name="strong"), " · ", one[2]),
            rx.el.small(rx.el.a(one[0], href=one[3], class_name="id")),
        ),
        rx.fragment(),
    )


def _stop(kind: str, key: Any, name: Any, label: str) -> rx.Component:
    return row_button(label, name, State.choose(kind, key, name), dialog=DIALOG)


def _form() -> rx.Component:
    whole = rx.el.option(_("The whole company"), value="")
    contracts = rx.foreach(State.contracts, lambda one: rx.el.option(one, value=one))
    currencies = rx.foreach(State.currencies, lambda one: rx.el.option(one, value=one))
    cards = rx.foreach(State.cards, lambda one: rx.el.option(one[1], value=one[0]))
    empty_means = _("Leave it empty for no limit.")
    return rx.el.form(
        _field("contract", _("Which invoices"), rx.el.select(whole, contracts, **_told("contract"))),
        _field("currency", _("Currency"), rx.el.select(currencies, **_told("currency"))),
        _field("card", _("Card"), rx.el.select(cards, **_told("card"))),
        _days("days_before", _("Days before the due date"), "0", _("0 charges on the due date.")),
        _days("notice_days", _("Days of notice by mail"), "3", _("Nothing is charged sooner after its notice.")),
        _amount("cap_invoice", _("The most of one invoice"), empty_means),
        _amount("cap_month", _("The most of one month"), empty_means),
        rx.el.label(
            rx.el.input(type="checkbox", name="skips_disputed", default_checked=True),
            rx.el.span(_("Leave out invoices that are in dispute")),
            class_name="of-value choice",
        ),
        rx.el.p(
            _("Invoices that are late already are announced and paid too. What needs approval still waits for it."),
            class_name="hint of-value",
        ),
        rx.el.div(
            rx.el.button(icon("check"), _("Start autopay"), type="submit", class_name="button primary"),
            class_name="actions",
        ),
        on_submit=State.start,
        key=State.started.to_string(),
        no_validate=True,
        class_name="row-form",
    )  # fmt: skip


def _days(name: str, label: str, usual: str, hint: str) -> rx.Component:
    control = rx.el.input(
        type="number",
        min=0,
        max=FURTHEST_DAYS,
        default_value=usual,
        input_mode="numeric",
        **_told(name, has_hint=True),
    )
    return _field(name, label, control, hint)


def _amount(name: str, label: str, hint: str) -> rx.Component:
    control = rx.el.input(
        type="text", auto_complete="off", input_mode="decimal", max_length=30, **_told(name, has_hint=True)
    )
    return _field(name, label, control, hint)


def _field(name: str, label: str, control: rx.Component, hint: str = "") -> rx.Component:
    error = refusal("autopay", name, State.errors[name])
    return field(name, label, control, error=error, hint=hint, prefix="autopay")


def _told(name: str, *, has_hint: bool = False) -> dict[str, Any]:
    return named("autopay", name, has_hint=has_hint, **{"aria-invalid": State.errors[name] != ""})
