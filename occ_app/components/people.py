"""What only the list of people has: inviting, and the invitations that are open."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import dialog_head, opener
from occ_app.components.elements import ONCE, card
from occ_app.components.icon import icon
from occ_app.components.painted import painted_list
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.people.invitations import LONGEST_MESSAGE, LONGEST_NAME
from occ_app.state.people import PeopleState

DIALOG = "invite"


def way() -> rx.Component:
    """Back to the list, from what belongs to it."""
    back = rx.el.a(icon("chevron-left"), _("People"), href=f"/{language()}/people")
    crumbs = rx.el.nav(back, class_name="crumbs", custom_attrs={"aria-label": _("Where you are")})
    return rx.el.div(crumbs, class_name="way")


def ways() -> rx.Component:
    """The map for everybody, the review for administrators, and inviting for who may: painted, so that none moves."""
    return rx.fragment(
        rx.el.a(
            icon("table-2"), _("Access map"), href=f"/{language()}/people/access-map", class_name="button"
        ),
        painted_list(rx.el.div, PeopleState, "ways", _review, 1, part="review", class_name="theirs"),
        painted_list(rx.el.div, PeopleState, "ways", _invite, 1, part="invite", class_name="theirs"),
    )


def _review(_cells: Any) -> rx.Component:
    return rx.el.a(
        icon("shield-check"), _("Access review"), href=f"/{language()}/people/review", class_name="button"
    )


def _invite(_cells: Any) -> rx.Component:
    return opener(DIALOG, "plus", _("Invite"), class_name="button primary")


def invitations() -> rx.Component:
    """The open ones, with what may be done about each."""
    rows = rx.el.ul(rx.foreach(PeopleState.invitations, _invitation), class_name="mailings")
    return rx.cond(PeopleState.invitations.length() > 0, card(_("Open invitations"), rows), rx.fragment())


def _invitation(row: Any) -> rx.Component:
    buttons = rx.el.div(
        row_button(_("Send again"), row[1], PeopleState.resend(row[0]), custom_attrs=ONCE),
        row_button(_("Cancel"), row[1], PeopleState.cancel(row[0])),
        class_name="row-actions",
    )
    return rx.el.li(
        rx.el.div(rx.el.span(row[1]), rx.el.small(row[2]), rx.el.small(row[3], " · ", row[4])),
        rx.el.small(row[5], class_name=rx.cond(row[7] != "", "late", "muted")),
        rx.cond(row[6] != "", buttons, rx.el.span()),
    )


def dialog() -> rx.Component:
    """Once a page; its form begins anew with every invitation."""
    return rx.el.dialog(
        dialog_head(DIALOG, _("Invite somebody")),
        _form(),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": PeopleState.invited},
    )


def _form() -> rx.Component:
    return rx.el.form(
        _field(
            _("E-mail address"),
            rx.el.input(type="email", name="email", required=True, max_length=254, auto_complete="off"),
        ),
        _field(
            _("Name"), rx.el.input(type="text", name="name", max_length=LONGEST_NAME, auto_complete="off")
        ),
        rx.el.fieldset(
            rx.el.legend(_("Roles")), rx.foreach(PeopleState.offers, role_box), class_name="recipients"
        ),
        _field(_("Message"), rx.el.textarea(name="message", rows="3", max_length=LONGEST_MESSAGE)),
        rx.el.div(
            rx.cond(
                PeopleState.problem != "",
                rx.el.p(PeopleState.problem, role="alert", class_name="late"),
                rx.fragment(),
            ),
            rx.el.button(_("Send invitation"), type="submit", class_name="button primary"),
            class_name="actions",
        ),
        on_submit=PeopleState.invite,
        key=PeopleState.invited.to_string(),
    )


def _field(label: str, drawn: rx.Component) -> rx.Component:
    return rx.el.label(label, drawn, class_name="field")


def role_box(box: Any) -> rx.Component:
    """A role to tick."""
    return rx.el.label(rx.el.input(type="checkbox", name=box[0]), rx.el.span(box[1]))
