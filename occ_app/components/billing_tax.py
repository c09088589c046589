"""Tax ids and exemption certificates: what there is, and the forms that add to it."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import asking
from occ_app.components.elements import card, document_link, status_badge
from occ_app.components.fields import country_select, field, named, refusal
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.components.upload_form import error_slot, file_input, upload_form
from occ_app.i18n import gettext as _
from occ_app.models import TaxIdKind
from occ_app.services.billing_profile.certificates import LONGEST_NUMBER, LONGEST_REGION
from occ_app.services.stored_files import MOST_MEGABYTES
from occ_app.state.billing_tax import CERTIFICATE, TAX_ID
from occ_app.state.billing_tax import BillingTaxState as State

CHANGE = Permission.BILLING_CHANGE
DIALOG = "end-tax"


def tax_ids() -> rx.Component:
    """The numbers that count, those that did, and the form for another."""
    rows = rx.el.ul(rx.foreach(State.live, _tax_id), class_name="own")
    none = rx.el.p(_("No tax ID yet."), " ", State.on_account, class_name="hint")
    ended = rx.el.details(
        rx.el.summary(_("Ended tax IDs")), rx.el.ul(rx.foreach(State.ended, _ended), class_name="own")
    )
    return card(
        _("Tax IDs"),
        rx.cond(State.live.length() > 0, rows, none),
        rx.cond(State.ended.length() > 0, ended, rx.fragment()),
        allowed(CHANGE, _adding()),
    )


def certificates() -> rx.Component:
    """The papers, and the form that hands in another."""
    rows = rx.el.ul(rx.foreach(State.papers, _paper), class_name="own")
    none = rx.el.p(
        _("No certificate yet. With one, we can bill you without tax where the law allows it."),
        class_name="hint",
    )
    return card(
        _("Exemption certificates"),
        rx.cond(State.papers.length() > 0, rows, none),
        allowed(CHANGE, _handing_in()),
    )


def confirmation() -> rx.Component:
    """Ending is asked about once more."""
    return asking(
        DIALOG,
        _("End this?"),
        rx.fragment(
            rx.el.span(State.chosen[2], class_name="strong"),
            ". ",
            _("It counts no more from now on. It stays in the history."),
        ),
        _("End it"),
        State.end,
        finished=State.finished,
    )


def _tax_id(one: Any) -> rx.Component:
    checked = status_badge("closed", "/icons.svg#circle-check", _("Format checked"))
    unchecked = status_badge("", "/icons.svg#circle-question-mark", _("Format not checked"))
    return rx.el.li(
        icon("landmark"),
        rx.el.div(
            rx.el.span(rx.el.span(one[1], class_name="id"), " ", rx.cond(one[3] != "", checked, unchecked)),
            rx.el.small(one[2], " · ", one[4]),
        ),
        allowed(CHANGE, _end(TAX_ID, one[0], one[1])),
    )


def _ended(one: Any) -> rx.Component:
    said = rx.el.div(rx.el.span(one[1], class_name="id"), rx.el.small(one[2], " · ", one[4]))
    return rx.el.li(icon("minus"), said, rx.fragment())


def _paper(one: Any) -> rx.Component:
    return rx.el.li(
        icon("file-text"),
        rx.el.div(
            rx.el.span(rx.el.span(one[1], class_name="strong"), " ", status_badge(one[5], one[6], one[4])),
            rx.el.small(one[2], " · ", one[3]),
            document_link(one[7], one[8], "download", class_name="paper-link"),
        ),
        rx.cond(one[9] != "", allowed(CHANGE, _end(CERTIFICATE, one[0], one[1])), rx.fragment()),
    )


def _end(kind: str, key: Any, name: Any) -> rx.Component:
    return row_button(_("End it"), name, State.choose(kind, key, name), dialog=DIALOG)


def _adding() -> rx.Component:
    kinds = [
        (TaxIdKind.USUAL, _("VAT or company tax number")),
        (TaxIdKind.OTHER, _("Another tax number")),
    ]
    options = [rx.el.option(word, value=kind.value) for kind, word in kinds]
    value = rx.el.input(type="text", auto_complete="off", spell_check=False, max_length=60, **_told("value"))
    return rx.el.form(
        rx.el.h3(_("Add a tax ID")),
        _field("country", _("Country"), country_select(State.country, **_told("country"))),
        _field("kind", _("Kind"), rx.el.select(*options, **_told("kind"))),
        _field("value", _("Number"), value),
        rx.el.div(
            rx.el.button(icon("plus"), _("Add"), type="submit", class_name="button"), class_name="actions"
        ),
        on_submit=State.add,
        key=State.added.to_string() + State.country,
        no_validate=True,
        class_name="row-form",
    )


def _field(name: str, label: str, control: rx.Component) -> rx.Component:
    return field(name, label, control, error=refusal("tax", name, State.errors[name]), prefix="tax")


def _told(name: str) -> dict[str, Any]:
    return named("tax", name, **{"aria-invalid": State.errors[name] != ""})


def _handing_in() -> rx.Component:
    hint = _("PDF, PNG or JPEG, {most} MB at most.", most=MOST_MEGABYTES)
    until = _("Leave it empty if it does not expire.")
    return rx.el.div(
        rx.el.h3(_("Hand in a certificate")),
        upload_form(
            State.action,
            _slot("country", _("Country"), country_select(State.country, **named("paper", "country"))),
            _slot("region", _("Region, state or province"), _text("region", LONGEST_REGION)),
            _slot("number", _("Number on the certificate"), _text("number", LONGEST_NUMBER)),
            _slot("valid_from", _("Valid from"), _day("valid_from")),
            _slot("valid_until", _("Valid until"), _day("valid_until", has_hint=True), until),
            _slot("file", _("File"), file_input(**named("paper", "file", has_hint=True)), hint),
            rx.el.div(
                rx.el.button(icon("plus"), _("Hand in"), type="submit", class_name="button"),
                class_name="actions",
            ),
        ),
        key=State.country,
    )


def _slot(name: str, label: str, control: rx.Component, hint: str = "") -> rx.Component:
    return field(name, label, control, error=error_slot("paper", name), hint=hint, prefix="paper")


def _text(name: str, longest: int) -> rx.Component:
    return rx.el.input(type="text", auto_complete="off", max_length=longest, **named("paper", name))


def _day(name: str, *, has_hint: bool = False) -> rx.Component:
    return rx.el.input(type="date", **named("paper", name, has_hint=has_hint))
