"""The payment sheet: the basket, what is applied first, the method, and the summary beside them."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from occ_app.components.elements import ONCE, card, empty, title
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.paying.editing import LONGEST_NOTE
from occ_app.state.pay import REVIEW, PayState
from occ_app.state.pay_view import Part
from occ_app.state.payment_words import REASONS

IN_REVIEW = PayState.step == REVIEW


def missing() -> rx.Component:
    """No such draft, or somebody else’s."""
    back = rx.el.a(_("Back to the invoices"), href=f"/{language()}/invoices", class_name="button")
    return empty(
        _("There is no such payment here"),
        _("It was sent long ago, or belongs to another of your companies."),
        "credit-card",
        back,
        is_title=True,
    )


def head() -> rx.Component:
    """Where this is, what it does, and which of several payments it is."""
    crumbs = rx.el.nav(
        rx.el.a(_("Invoices"), href=f"/{language()}/invoices"),
        rx.el.a(_("Pay"), href=PayState.here, custom_attrs={"aria-current": "page"}),
        class_name="crumbs",
        custom_attrs={"aria-label": _("Where you are")},
    )
    heading = rx.cond(IN_REVIEW, _("Check and confirm"), PayState.heading)
    steps = rx.el.div(
        rx.el.p(_("Your invoices are in several currencies: one payment each, one after the other.")),
        rx.el.ol(rx.foreach(PayState.steps, _step)),
        class_name="steps-of-many",
    )
    return rx.fragment(
        rx.el.div(crumbs, class_name="way"),
        title(heading, PayState.sentence),
        rx.cond(PayState.steps.length() > 0, steps, rx.fragment()),
        rx.cond(PayState.problem != "", _problem(), rx.fragment()),
    )


def _step(step: Any) -> rx.Component:
    return rx.el.li(rx.el.a(step[0], href=step[1], custom_attrs={"aria-current": step[2]}))


def _problem() -> rx.Component:
    return rx.el.div(icon("circle-alert"), rx.el.p(PayState.problem), role="alert", class_name="note danger")


def basket() -> rx.Component:
    """The invoices, each with what is paid of it."""
    more = rx.el.a(icon("plus"), _("Add invoices"), href=f"/{language()}/invoices", class_name="link-button")
    none = rx.el.p(_("Nothing is left in this payment."), class_name="muted")
    rows = rx.el.ul(rx.foreach(PayState.items, _item), class_name="basket")
    return rx.el.section(
        rx.el.h2(_("Invoices"), class_name="visually-hidden"),
        rx.cond(PayState.items.length() > 0, rows, none),
        more,
        class_name="card",
    )


def _item(item: Any) -> rx.Component:
    error = "error-" + item[Part.NUMBER].to(str)
    refused = rx.cond(item[Part.ERROR] != "", rx.el.span(item[Part.ERROR]), rx.fragment())
    return rx.el.li(
        _named(item),
        rx.el.div(_amount(item, error), _out(item), class_name="part"),
        rx.cond(item[Part.IS_SHORT] != "", _why(item, error), rx.fragment()),
        rx.el.p(refused, id=error, class_name="late", custom_attrs={"aria-live": "polite"}),
        key=item[Part.NUMBER],
    )


def _named(item: Any) -> rx.Component:
    notice = rx.cond(
        item[Part.NOTICE] != "", rx.el.small(item[Part.NOTICE], class_name="notice"), rx.fragment()
    )
    return rx.el.div(
        rx.el.a(item[Part.NUMBER], href=item[Part.HREF], class_name="number"),
        rx.el.small(item[Part.ABOUT]),
        notice,
    )


def _amount(item: Any, error: Any) -> rx.Component:
    return rx.el.input(
        type="text",
        default_value=item[Part.AMOUNT],
        key=item[Part.AMOUNT],
        on_blur=lambda text: PayState.edit(item[Part.NUMBER], text),
        auto_complete="off",
        custom_attrs={
            "inputMode": "decimal",
            "aria-label": _("Amount for") + " " + item[Part.NUMBER].to(str),
            "aria-describedby": error,
            "aria-invalid": rx.cond(item[Part.ERROR] != "", "true", "false"),
        },
    )


def _out(item: Any) -> rx.Component:
    return rx.el.button(
        icon("x"),
        type="button",
        class_name="icon-button",
        on_click=PayState.leave_out(item[Part.NUMBER]),
        custom_attrs={"aria-label": _("Take out") + " " + item[Part.NUMBER].to(str)},
    )


def _why(item: Any, error: Any) -> rx.Component:
    """Why it is less than is due, and a note to it."""
    options = [rx.el.option(_(said), value=reason.value) for reason, said in REASONS.items()]
    reason = rx.el.select(
        rx.el.option(_("Choose a reason…"), value="", disabled=True),
        *options,
        default_value=item[Part.REASON],
        on_change=lambda value: PayState.explain(item[Part.NUMBER], value),
        custom_attrs={"aria-describedby": error},
    )
    note = rx.el.input(
        type="text",
        default_value=item[Part.NOTE],
        max_length=LONGEST_NOTE,
        on_blur=lambda text: PayState.annotate(item[Part.NUMBER], text),
    )
    return rx.el.div(
        rx.el.label(_("Why less than is due"), reason, class_name="field"),
        rx.el.label(_("Note (optional)"), note, class_name="field"),
        class_name="why",
    )


def credits_first() -> rx.Component:
    """What the company has with the supplier, used before money."""
    drawn = card(_("Applied first"), rx.el.ul(rx.foreach(PayState.credits, _credit), class_name="applied"))
    return rx.cond(PayState.credits.length() > 0, drawn, rx.fragment())


def _credit(credit: Any) -> rx.Component:
    return rx.el.li(rx.el.span(credit[0]), rx.el.span(credit[1], class_name="figure well"))


def methods() -> rx.Component:
    """Cards, a new card, a bank transfer, and the day."""
    new = A.create(icon("plus"), rx.el.span(_("New card")), href=PayState.new_card, class_name="link-button")
    refused = rx.cond(PayState.method_error != "", rx.el.span(PayState.method_error), rx.fragment())
    return card(
        _("Payment method"),
        rx.el.fieldset(
            rx.el.legend(_("How to pay"), class_name="visually-hidden"),
            rx.foreach(PayState.methods, _method),
            class_name="radio-cards",
        ),
        rx.el.p(refused, class_name="late", custom_attrs={"aria-live": "polite"}),
        rx.cond(PayState.new_card != "", new, rx.fragment()),
        rx.cond(PayState.can_plan, _day(), rx.fragment()),
    )


def _method(row: Any) -> rx.Component:
    replaced = A.create(_("Replace"), href=row[5], class_name="link-button")
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="radio",
                name="method",
                value=row[0],
                default_checked=row[4] != "",
                on_change=PayState.choose(row[0]),
            ),
            rx.el.span(row[1], rx.el.small(row[2], custom_attrs={"data-tone": row[3]})),
        ),
        rx.cond(row[5] != "", replaced, rx.fragment()),
        key=PayState.here + row[0].to(str),  # the next currency's sheet has a choice of its own
        class_name="radio-card",
    )


def _day() -> rx.Component:
    """Another day than today."""
    field = rx.el.input(
        type="date",
        default_value=PayState.day,
        key=PayState.day,
        min=PayState.first_day,
        max=PayState.last_day,
        on_blur=PayState.plan,
        custom_attrs={"aria-describedby": "day-error"},
    )
    now = rx.el.button(_("Pay at once"), type="button", class_name="button", on_click=PayState.plan(""))
    refused = rx.cond(PayState.day_error != "", rx.el.span(PayState.day_error), rx.fragment())
    return rx.el.div(
        rx.el.label(_("Pay on a day"), field, class_name="field"),
        rx.cond(PayState.day != "", now, rx.fragment()),
        rx.el.p(refused, id="day-error", class_name="late", custom_attrs={"aria-live": "polite"}),
        class_name="pay-day",
    )


def summary() -> rx.Component:
    """What it comes to, and the button that goes on."""
    go_on = rx.el.button(
        icon("lock"),
        rx.el.span(_("Review the payment")),
        type="button",
        class_name="button primary",
        disabled=PayState.items.length() == 0,
        on_click=PayState.review,
    )
    hint = rx.el.p(
        icon("shield-check"),
        rx.el.span(PayState.hint),
        class_name="hint",
        custom_attrs={"data-tone": PayState.hint_tone},
    )
    return rx.el.section(
        rx.el.h2(_("Summary")),
        rx.el.dl(rx.foreach(PayState.sums, _sum), class_name="sums"),
        rx.el.p(
            rx.el.span(PayState.charged, class_name="charged"),
            rx.el.span(PayState.total, class_name="big figure"),
            class_name="to-charge",
            custom_attrs={"aria-live": "polite"},
        ),
        rx.cond(IN_REVIEW, _confirm(), go_on),
        rx.cond(PayState.hint != "", hint, rx.fragment()),
        class_name="card pay-summary",
    )


def _sum(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row[0]), rx.el.dd(row[1], class_name="figure", custom_attrs={"data-tone": row[2]})
    )


def _confirm() -> rx.Component:
    busy = rx.cond(PayState.sending, "true", "false")
    return rx.el.div(
        rx.el.button(
            icon(PayState.action_icon.to(str)),
            rx.el.span(rx.cond(PayState.sending, _("Being sent…"), PayState.action)),
            type="button",
            class_name="button primary",
            on_click=PayState.confirm,
            custom_attrs={
                **ONCE,
                "aria-busy": busy,
                "aria-disabled": rx.cond(PayState.sending, "true", None),
            },
        ),
        rx.el.button(_("Back"), type="button", class_name="button", on_click=PayState.back),
        class_name="confirm",
    )
