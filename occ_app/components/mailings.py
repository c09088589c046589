"""“E-mail the list”: its dialog, and a button that opens it."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import opens
from occ_app.components.elements import skeleton_lines
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import language, weekday
from occ_app.models import Frequency
from occ_app.services.documents import MOST_PDFS
from occ_app.services.mailings.files import Format
from occ_app.services.mailings.requests import LONGEST_NOTE
from occ_app.state.mailings import DAYS, FORMAT, MailingsState

DIALOG = "mail-list"
USUAL = Format.XLSX


def opener(query: str | rx.Var[str], *, is_known: rx.Var[bool] | None = None) -> rx.Component:
    """A button for the list with this query, on a page that has the dialog.

    `is_known` is false while the page is still being filled: an empty query would mean every document.
    """
    button = rx.el.button(
        icon("mail"),
        _("E-mail"),
        type="button",
        class_name="button",
        disabled=~is_known if is_known is not None else False,
        on_click=MailingsState.prepare(query),
        custom_attrs=opens(DIALOG),
    )
    return allowed(Permission.INVOICES_MAIL, button)


def dialog() -> rx.Component:
    """Once a page; `portal.js` closes it when `data-finished` changes."""
    sendable = rx.cond(MailingsState.token != "", _form(), _refusal())
    return rx.el.dialog(
        _head(),
        rx.cond(MailingsState.ready, sendable, rx.el.div(skeleton_lines(4), class_name="waiting")),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": MailingsState.sent},
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.h2(_("E-mail the list"), id=f"{DIALOG}-title"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            custom_attrs={"data-closes": DIALOG, "aria-label": _("Close")},
        ),
    )


def _refusal() -> rx.Component:
    """Why this list cannot be sent at all."""
    return rx.el.p(MailingsState.error, role="alert", class_name="late waiting")


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="token", default_value=MailingsState.token),
        rx.el.p(
            rx.el.span(MailingsState.words, class_name="strong"),
            rx.el.small(MailingsState.sentence),
            class_name="mailed",
        ),
        rx.el.div(_recipients(), _formats(), class_name="filter-columns"),
        _when(),
        rx.el.label(
            _("Note"),
            rx.el.textarea(name="note", rows="3", max_length=LONGEST_NOTE),
            class_name="field",
        ),
        _actions(),
        on_submit=MailingsState.send,
        key=MailingsState.token,
    )


def _recipients() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("To")), rx.foreach(MailingsState.people, _recipient), class_name="recipients"
    )


def _recipient(person: Any) -> rx.Component:
    name = rx.cond(person[3] != "", rx.el.span(person[1], " ", _("(you)")), rx.el.span(person[1]))
    return rx.el.label(
        rx.el.input(type="checkbox", name=person[0], default_checked=person[3] != ""),
        rx.el.span(name, rx.el.small(person[2])),
    )


def _formats() -> rx.Component:
    said = {
        Format.XLSX: _("for Excel and other spreadsheets"),
        Format.CSV: _("for other programs"),
        Format.PDF: _("the documents themselves, {most} at most", most=MOST_PDFS),
    }
    return rx.el.fieldset(
        rx.el.legend(_("Format")), *(_format(name, sentence) for name, sentence in said.items())
    )


def _format(name: Format, sentence: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=f"{FORMAT}{name}", default_checked=name is USUAL),
        rx.el.span(rx.el.span(name.upper()), rx.el.small(sentence)),
    )


def _when() -> rx.Component:
    """Once, or on a day that can be chosen as soon as there is need of one (the style sheet hides it else)."""
    weekdays = [(str(day), weekday(day).capitalize()) for day in range(1, 8)]
    days = [(str(day), str(day)) for day in range(1, 32)]
    return rx.el.fieldset(
        rx.el.legend(_("When")),
        rx.el.div(
            _choice(Frequency.ONCE, _("Once, now")),
            _choice(Frequency.WEEKLY, _("Every week")),
            _choice(Frequency.MONTHLY, _("Every month")),
            class_name="choices",
        ),
        _day(Frequency.WEEKLY, _("Weekday"), weekdays, _("At seven in the morning, where your company is.")),
        _day(
            Frequency.MONTHLY,
            _("Day of the month"),
            days,
            _("At seven in the morning; in shorter months on the last day."),
        ),
        class_name="when",
    )


def _choice(frequency: Frequency, label: str) -> rx.Component:
    is_usual = frequency is Frequency.ONCE
    return rx.el.label(
        rx.el.input(type="radio", name="when", value=frequency.value, default_checked=is_usual), label
    )


def _day(frequency: Frequency, label: str, days: list[tuple[str, str]], sentence: str) -> rx.Component:
    options = [rx.el.option(name, value=value) for value, name in days]
    return rx.el.div(
        rx.el.label(label, rx.el.select(*options, name=DAYS[frequency]), class_name="field"),
        rx.el.small(sentence),
        class_name=f"day {frequency.value}",
    )


def _actions() -> rx.Component:
    """What went wrong stands beside the button, wherever the dialog is scrolled to."""
    refusal = rx.el.p(MailingsState.error, role="alert", class_name="late")
    return rx.el.div(
        rx.cond(MailingsState.error != "", refusal, rx.fragment()),
        rx.el.a(
            _("Scheduled lists"),
            href=f"/{language()}/mailings",
            class_name="button",
            custom_attrs={"data-closes": DIALOG},
        ),
        rx.el.button(
            rx.cond(MailingsState.sending, _("Sending…"), _("Send")),
            type="submit",
            class_name="button primary",
            custom_attrs={"aria-busy": rx.cond(MailingsState.sending, "true", "false")},
        ),
        class_name="actions",
    )
