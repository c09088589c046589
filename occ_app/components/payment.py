"""One payment’s page: where it stands and what comes next, what it pays, what happened to it."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from occ_app.components.elements import card, copy_button, empty, status_badge
from occ_app.components.fields import field, named
from occ_app.components.icon import icon, icon_at
from occ_app.components.upload_form import error_slot, file_input, upload_form
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.stored_files import MOST_MEGABYTES
from occ_app.state.payment import OnePaymentState


def missing() -> rx.Component:
    """No such payment, or not this person’s."""
    back = rx.el.a(_("Back to the invoices"), href=f"/{language()}/invoices", class_name="button")
    return empty(
        _("There is no such payment here"),
        _("Check its number, or whether it belongs to another of your companies."),
        "arrow-left-right",
        back,
        is_title=True,
    )


def way() -> rx.Component:
    """Back to the list."""
    return rx.el.div(
        rx.el.nav(
            rx.foreach(OnePaymentState.crumbs, _crumb),
            class_name="crumbs",
            custom_attrs={"aria-label": _("Where you are")},
        ),
        class_name="way",
    )


def _crumb(crumb: Any) -> rx.Component:
    return rx.el.a(crumb[0], href=crumb[1], custom_attrs={"aria-current": crumb[2]})


def told() -> rx.Component:
    """The amount, where it stands, and in two sentences what happened and what comes next."""
    status = OnePaymentState.status
    return rx.el.div(
        rx.el.h1(
            rx.el.span(OnePaymentState.amount, class_name="big figure"),
            rx.el.span(", ", _("payment"), " ", OnePaymentState.number, class_name="visually-hidden"),
            id="title",
            tab_index=-1,
        ),
        status_badge(status[1], status[2], status[0]),
        rx.el.p(OnePaymentState.sentence, class_name="strong"),
        rx.cond(
            OnePaymentState.onward != "", rx.el.p(OnePaymentState.onward, class_name="muted"), rx.fragment()
        ),
        class_name="payment-head",
        role="status",
    )


def next_one() -> rx.Component:
    """The payment of the same selection in another currency."""
    drawn = rx.el.p(
        icon("arrow-right"),
        rx.el.span(_("Your selection had invoices in another currency too.")),
        rx.el.a(
            _("Go on with the next payment"), href=OnePaymentState.next_sheet, class_name="button primary"
        ),
        class_name="note next-one",
    )
    return rx.cond(OnePaymentState.next_sheet != "", drawn, rx.fragment())


def bank() -> rx.Component:
    """What to write on the transfer."""
    drawn = card(
        _("Pay by bank transfer"),
        rx.el.dl(rx.foreach(OnePaymentState.bank, _copied), class_name="bank wide-bank"),
    )
    return rx.cond(OnePaymentState.bank.length() > 0, drawn, rx.fragment())


def _copied(line: Any) -> rx.Component:
    copied = rx.cond(line[3] != "", copy_button(line[3], line[0]), rx.fragment())
    return rx.el.div(
        rx.el.dt(line[0]),
        rx.el.dd(rx.el.span(line[1]), copied, custom_attrs={"data-mono": line[2]}),
    )


def proofs() -> rx.Component:
    """What shows that the transfer was sent, and where more of it is handed in."""
    hint = _("A PDF or a picture of up to {most} MB: your bank’s confirmation.", most=MOST_MEGABYTES)
    handed_in = rx.el.ul(rx.foreach(OnePaymentState.proofs, _file), class_name="papers")
    form = upload_form(
        OnePaymentState.proof_door,
        field(
            "file",
            _("File"),
            file_input(**named("proof", "file", has_hint=True)),
            error=error_slot("proof", "file"),
            hint=hint,
            prefix="proof",
        ),
        rx.el.div(
            rx.el.button(icon("plus"), _("Hand in"), type="submit", class_name="button"), class_name="actions"
        ),
    )
    drawn = card(
        _("Proof of transfer"),
        rx.cond(OnePaymentState.proofs.length() > 0, handed_in, rx.fragment()),
        rx.cond(OnePaymentState.proof_door != "", form, rx.fragment()),
    )
    is_there = (OnePaymentState.proofs.length() > 0) | (OnePaymentState.proof_door != "")
    return rx.cond(is_there, drawn, rx.fragment())


def puts() -> rx.Component:
    """Which invoices get, or got, what."""
    heading = rx.cond(OnePaymentState.puts_are_planned, _("What it is to pay"), _("What it paid"))
    rows = rx.el.ul(rx.foreach(OnePaymentState.puts, _put), class_name="basket")
    none = rx.el.p(_("Nothing of it is put to invoices."), class_name="muted")
    return rx.el.section(
        rx.el.div(rx.el.h2(heading), class_name="card-head"),
        rx.cond(OnePaymentState.puts.length() > 0, rows, none),
        class_name="card",
    )


def _put(put: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.a(put[0], href=put[1], class_name="number"), rx.el.small(put[2])),
        rx.el.span(put[3], class_name="figure strong"),
    )


def refunds() -> rx.Component:
    """What was given back."""
    drawn = card(_("Given back"), rx.el.ul(rx.foreach(OnePaymentState.refunds, _refund), class_name="basket"))
    return rx.cond(OnePaymentState.refunds.length() > 0, drawn, rx.fragment())


def _refund(refund: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(refund[0]), rx.el.small(refund[1])),
        rx.el.span(refund[2], class_name="figure strong"),
    )


def facts() -> rx.Component:
    """Number, method, reference; and the papers."""
    papers = rx.el.ul(rx.foreach(OnePaymentState.files, _file), class_name="papers")
    return card(
        _("Details"),
        rx.el.dl(rx.foreach(OnePaymentState.facts, _copied), class_name="bank"),
        rx.cond(OnePaymentState.files.length() > 0, papers, rx.fragment()),
    )


def _file(file: Any) -> rx.Component:
    return rx.el.li(A.create(icon("download"), rx.el.span(file[0]), href=file[1], class_name="link-button"))


def timeline() -> rx.Component:
    """Who did what, and when."""
    drawn = card(
        _("What happened"), rx.el.ol(rx.foreach(OnePaymentState.timeline, _event), class_name="timeline")
    )
    return rx.cond(OnePaymentState.timeline.length() > 0, drawn, rx.fragment())


def _event(event: Any) -> rx.Component:
    return rx.el.li(
        icon_at(event[0]),
        rx.el.div(rx.el.span(event[1]), rx.el.small(event[2])),
        rx.el.span(class_name="figure"),
    )
