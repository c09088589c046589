"""The review of access: starting one, deciding each right, signing it off, and the records."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import asking, opener, sure
from occ_app.components.elements import card, document_link, empty, status_badge
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.state.review import ReviewState

CLOSE = "close-review"


def signing() -> rx.Component:
    """The button that signs the review off."""
    return rx.cond(
        ReviewState.is_open,
        opener(CLOSE, "shield-check", _("Sign off"), class_name="button primary"),
        rx.fragment(),
    )


def body() -> rx.Component:
    """The open review, or how to start one; below, those signed off."""
    return rx.el.div(
        sure(ReviewState.unsure, ReviewState.confirm),
        rx.cond(ReviewState.is_open, _items(), _start()),
        _past(),
        class_name="stack",
    )


def question() -> rx.Component:
    """Signing off is asked about once more: it cannot be taken back."""
    return asking(
        CLOSE,
        _("Sign this review off?"),
        _(
            "What is undecided is listed as undecided, and nothing more is removed. The record is sealed in the activity."
        ),
        _("Sign off"),
        ReviewState.close,
        finished=ReviewState.closed,
    )


def _start() -> rx.Component:
    form = rx.el.form(
        rx.el.label(
            _("To be done by"),
            rx.el.input(type="date", name="due_on", required=True, default_value=ReviewState.usual_day),
            class_name="field",
        ),
        rx.el.button(_("Start the review"), type="submit", class_name="button primary"),
        on_submit=ReviewState.start,
        class_name="inline-form",
        key=ReviewState.usual_day,
    )
    why = empty(
        _("Look at every right again"),
        _(
            "A review lists every role of everybody. You keep or remove each; the result is signed and sealed."
        ),
        "shield-check",
        form,
    )
    return rx.el.section(why, class_name="card")


def _items() -> rx.Component:
    progress = rx.el.progress(
        value=ReviewState.done,
        max=ReviewState.all,
        custom_attrs={"aria-label": _("Decided")},
        class_name="decided",
    )
    rows = rx.el.ul(rx.foreach(ReviewState.items, _item), class_name="mailings review")
    return card(_("Rights under review"), progress, rows)


def _item(row: Any) -> rx.Component:
    person = rx.el.div(
        rx.el.span(row[2], class_name="strong"),
        rx.el.small(row[3]),
        rx.el.div(
            row_button(_("Keep all"), row[2], ReviewState.keep_person(row[1])),
            row_button(_("Remove the person"), row[2], ReviewState.remove_person(row[1])),
            class_name="row-actions",
        ),
        class_name="reviewed",
    )
    whose = row[2] + ", " + row[4]
    buttons = rx.el.div(
        row_button(_("Keep"), whose, ReviewState.keep(row[0])),
        row_button(_("Remove"), whose, ReviewState.remove(row[0])),
        class_name="row-actions",
    )
    return rx.el.li(
        rx.cond(row[10] != "", person, rx.fragment()),
        rx.el.div(rx.el.span(row[4]), rx.el.small(row[5])),
        status_badge(row[7], row[8], row[6]),
        rx.cond(row[9] != "", buttons, rx.el.span()),
    )


def _past() -> rx.Component:
    rows = rx.el.ul(rx.foreach(ReviewState.past, _signed), class_name="mailings")
    return rx.cond(ReviewState.past.length() > 0, card(_("Signed off"), rows), rx.fragment())


def _signed(row: Any) -> rx.Component:
    links = [
        document_link(
            ending.upper(), row[3] + f".{ending}" + row[4], "download", class_name="button", download=True
        )
        for ending in ("xlsx", "csv")
    ]
    return rx.el.li(
        rx.el.div(rx.el.span(row[0]), rx.el.small(row[1])),
        rx.el.small(row[2]),
        rx.el.div(*links, class_name="row-actions"),
    )
