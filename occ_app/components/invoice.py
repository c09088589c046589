"""One document's page: the way back, what is due and by when, and what can be done.

Everything here is painted (`components.painted`): its items hold no condition. What an item lacks is an empty
text, which the style sheet hides.
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from occ_app.access.permissions import Permission
from occ_app.components import delegate
from occ_app.components.allowed import allowed
from occ_app.components.elements import copy_button, empty, skeleton_lines, status_badge
from occ_app.components.icon import icon, icon_at
from occ_app.components.mailings import opener
from occ_app.components.painted import painted_list
from occ_app.components.pay_start import pay_now
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.invoice import InvoiceState
from occ_app.state.invoice_view import Head


def way() -> rx.Component:
    """Back to the list somebody came from, and to the neighbours in it (keys: p and n)."""
    crumbs = painted_list(
        rx.el.nav,
        InvoiceState,
        "crumbs",
        _crumb,
        3,
        class_name="crumbs",
        custom_attrs={"aria-label": _("Where you are")},
    )
    steps = rx.el.nav(
        _step("previous", "chevron-up", "p", "prev"),
        _step("following", "chevron-down", "n", "next"),
        class_name="steps",
        custom_attrs={"aria-label": _("Neighbours in the list")},
    )
    return rx.el.div(crumbs, steps, class_name="way")


def _crumb(crumb: Any) -> rx.Component:
    return rx.el.a(crumb[0], href=crumb[1], custom_attrs={"aria-current": crumb[2]})


def _step(variable: str, symbol: str, key: str, rel: str) -> rx.Component:
    def link(step: Any) -> rx.Component:
        said = {"aria-label": step[0], "data-key": key, "aria-keyshortcuts": key}
        return rx.el.a(
            icon(symbol), href=step[1], rel=rel, title=step[0], class_name="icon-button", custom_attrs=said
        )

    return painted_list(rx.el.span, InvoiceState, variable, link, 2, class_name="step")


def head() -> rx.Component:
    """What is due and by when, and what can be done."""
    said = painted_list(rx.el.div, InvoiceState, "head", _head, len(Head), class_name="invoice-head")
    stand_in = rx.el.div(skeleton_lines(2), class_name="stand-in head-stand-in")
    return rx.el.header(said, stand_in, _actions(), class_name="title")


def _head(c: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h1(
            rx.el.span(c[Head.DUE], class_name="big figure"),
            rx.el.span(c[Head.NAME], class_name="visually-hidden"),
            tab_index=-1,
            custom_attrs={"id": "title"},
        ),
        copy_button(c[Head.PLAIN_DUE], _("amount due")),
        status_badge(c[Head.STATUS_KEY], c[Head.STATUS_ICON], c[Head.STATUS]),
        rx.el.p(
            rx.el.span(c[Head.SENTENCE], class_name="due", custom_attrs={"data-status": c[Head.STATUS_KEY]}),
            rx.el.span(
                rx.el.span(c[Head.KIND]),
                rx.el.span(c[Head.NUMBER], class_name="id"),
                copy_button(c[Head.NUMBER], _("number")),
                class_name="nowrap name",
            ),
            class_name="sentence",
        ),
    )


def _actions() -> rx.Component:
    """The files come with the document; the rest needs nothing of it."""
    files = painted_list(rx.el.span, InvoiceState, "files", _file, 3, class_name="files")
    is_known = InvoiceState.mail_query != ""
    mail = allowed(Permission.INVOICES_MAIL, opener(InvoiceState.mail_query, is_known=is_known))
    hand = delegate.opener(InvoiceState.mail_query, is_known=is_known)
    share = allowed(Permission.VIEWS_KEEP, _share())
    pay = painted_list(rx.el.span, InvoiceState, "pay", lambda p: pay_now(p[0]), 1, class_name="files")
    return rx.el.div(files, mail, hand, share, pay, class_name="actions")


def _file(file: Any) -> rx.Component:
    return A.create(icon_at(file[2]), rx.el.span(file[0]), href=file[1], class_name="button")


def _share() -> rx.Component:
    """The page's own address, without the list: `portal.js` copies it, or hands it to the phone."""
    rights = _("Only people with the right to see it can open this link.")
    return rx.el.button(
        icon("share-2"),
        rx.el.span(_("Share")),
        type="button",
        class_name="button",
        title=rights,
        custom_attrs={"data-share": rights, "data-copied": _("Link copied.")},
    )


def notes() -> rx.Component:
    """What must be known before reading on."""
    return painted_list(rx.el.div, InvoiceState, "notes", _note, 1, class_name="notes")


def _note(note: Any) -> rx.Component:
    return rx.el.div(icon("message-square-warning"), rx.el.p(note[0]), class_name="note")


def missing() -> rx.Component:
    """No such document, or not this person's."""
    return empty(
        _("There is no such document here"),
        _("Check its number, or whether it belongs to another of your companies."),
        "file-text",
        rx.el.a(_("Back to the invoices"), href=f"/{language()}/invoices", class_name="button"),
        is_title=True,
    )
