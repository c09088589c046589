"""Rules of approval, limits, and what waits now: read by many, changed by administrators."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import asking
from occ_app.components.elements import card
from occ_app.components.fields import field, named, refusal
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.approvals.managing import PER_DAY
from occ_app.state.approvals import ApprovalsState as State

MANAGE = Permission.APPROVAL_RULES_MANAGE
DIALOG = "end-rule"


def waiting() -> rx.Component:
    """What waits now, and for whom."""
    rows = rx.el.ul(rx.foreach(State.waiting, _waits), class_name="own")
    none = rx.el.p(_("Nothing waits for approval."), class_name="hint")
    return card(_("Waiting for approval now"), rx.cond(State.waiting.length() > 0, rows, none))


def rules() -> rx.Component:
    """Which payments need whose approval, and the form for another rule."""
    none = rx.el.p(_("No payment needs approval: whoever may pay, pays at once."), class_name="hint")
    return card(
        _("Which payments need approval"),
        rx.el.p(
            _("Nobody approves a payment of their own, and each person approves once."), class_name="muted"
        ),
        rx.cond(State.bands.length() > 0, _bands(), none),
        allowed(MANAGE, _making()),
    )


def limits() -> rx.Component:
    """The most that payments may come to, and the forms that say so."""
    return card(
        _("Limits"),
        rx.el.p(_("Nobody can pay more than this, not even with approval."), class_name="muted"),
        rx.el.ul(rx.foreach(State.limits, _limit), class_name="own"),
        allowed(MANAGE, rx.el.div(rx.foreach(State.limits, _limiting))),
    )


def confirmation() -> rx.Component:
    """Ending is asked about once more."""
    return asking(
        DIALOG,
        _("End this rule?"),
        rx.fragment(
            rx.el.span(State.chosen[1], class_name="strong"),
            ". ",
            _("It holds for no payment sent from now on. What waits for approval under it still waits."),
        ),
        _("End it"),
        State.end,
        finished=State.finished,
    )


def _waits(one: Any) -> rx.Component:
    link = rx.el.a(one[0], href=f"/{language()}/payments/" + one[0].to(str), class_name="id")
    return rx.el.li(
        icon("clock"),
        rx.el.div(
            rx.el.span(link, " · ", rx.el.span(one[1], class_name="strong num")),
            rx.el.small(one[2]),
            rx.el.small(one[3]),
            rx.cond(one[4] != "", rx.el.small(one[4]), rx.fragment()),
        ),
    )


def _bands() -> rx.Component:
    heads = (_("Payments"), _("Approvals needed"), _("By whom"))
    drawn = rx.el.table(
        rx.el.caption(_("Which payments need approval"), class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(*(rx.el.th(head, scope="col") for head in heads))),
        rx.el.tbody(rx.foreach(State.bands, _band)),
        class_name="list matrix bands",
    )
    scrolls: dict[str, Any] = {
        "tabIndex": 0,
        "role": "region",
        "aria-label": _("Which payments need approval"),
    }
    return rx.el.div(drawn, class_name="matrix-scrolls", custom_attrs=scrolls)


def _band(one: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one[1], scope="row"),
        rx.el.td(one[2]),
        rx.el.td(one[3], rx.cond(one[0] != "", allowed(MANAGE, _end(one)), rx.fragment())),
    )


def _end(one: Any) -> rx.Component:
    return row_button(_("End it"), one[1], State.choose(one[0], one[1]), dialog=DIALOG)


def _making() -> rx.Component:
    currencies = rx.foreach(State.currencies, lambda code: rx.el.option(code, value=code))
    people = rx.foreach(State.people, lambda one: rx.el.option(one[1], value=one[0]))
    amount = rx.el.input(
        type="text", input_mode="decimal", auto_complete="off", max_length=30, **_told("above")
    )
    counts = [rx.el.option(word, value=value) for value, word in (("1", _("One")), ("2", _("Two people")))]
    counted = [
        rx.el.option(word, value=value)
        for value, word in (
            ("", _("Each payment alone")),
            (PER_DAY, _("All that the same person pays in a day")),
        )
    ]
    return rx.el.form(
        rx.el.h3(_("Add a rule")),
        _field("currency", _("Currency"), rx.el.select(currencies, **_told("currency"))),
        _field("above", _("For payments above"), amount),
        _field("counted", _("What counts"), rx.el.select(*counted, **_told("counted"))),
        _field("approvals", _("Approvals needed"), rx.el.select(*counts, **_told("approvals"))),
        _field("who", _("By whom"), rx.el.select(people, **_told("who"))),
        rx.el.div(
            rx.el.button(icon("plus"), _("Add the rule"), type="submit", class_name="button"),
            class_name="actions",
        ),
        on_submit=State.make,
        key=State.made.to_string(),
        no_validate=True,
        class_name="row-form",
    )


def _field(name: str, label: str, control: rx.Component) -> rx.Component:
    return field(name, label, control, error=refusal("rule", name, State.errors[name]), prefix="rule")


def _told(name: str) -> dict[str, Any]:
    return named("rule", name, **{"aria-invalid": State.errors[name] != ""})


def _limit(one: Any) -> rx.Component:
    return rx.el.li(
        icon("shield-check"),
        rx.el.div(
            rx.el.span(one[0], class_name="strong"),
            rx.el.small(_("One payment"), ": ", one[1]),
            rx.el.small(_("All payments of a day"), ": ", one[2]),
        ),
    )


def _limiting(one: Any) -> rx.Component:
    """The form of one currency; its ids bear the currency, as there may be several."""
    saved = rx.cond(State.saved == one[0], rx.el.span(_("Saved."), class_name="muted"), rx.fragment())
    return rx.el.form(
        rx.el.h3(_("Change the limits in"), " ", one[0]),
        rx.el.input(type="hidden", name="currency", default_value=one[0]),
        _most(one, "per_payment", _("One payment"), one[3], one[5]),
        _most(one, "per_day", _("All payments of a day"), one[4], one[6]),
        rx.el.div(
            rx.el.button(_("Save the limits"), type="submit", class_name="button"),
            rx.el.span(saved, role="status"),
            class_name="actions",
        ),
        key=one[0].to(str) + one[1].to(str) + one[2].to(str),
        on_submit=State.limit,
        no_validate=True,
        class_name="row-form",
    )


def _most(one: Any, name: str, label: str, typed: Any, error: Any) -> rx.Component:
    key = f"limit-{name}-" + one[0].to(str)
    told = {"aria-describedby": key + "-hint " + key + "-error", "aria-invalid": error != ""}
    said = rx.cond(error != "", rx.el.span(error), rx.fragment())
    return rx.el.div(
        rx.el.label(label, html_for=key),
        rx.el.input(
            type="text", input_mode="decimal", auto_complete="off", max_length=30, id=key, name=name,
            default_value=typed, custom_attrs=told,
        ),
        rx.el.small(_("Leave it empty for no limit."), id=key + "-hint"),
        rx.el.p(said, id=key + "-error", class_name="late", custom_attrs={"aria-live": "polite"}),
        class_name="field",
    )  # fmt: skip
