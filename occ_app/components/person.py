"""One person: what they are and where that came from, and what an administrator may do about it."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import asking, opener, sure
from occ_app.components.elements import card, empty, status_badge, title
from occ_app.components.icon import icon
from occ_app.components.people import way
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.person import PersonState

SUSPEND, REMOVE = "suspend-person", "remove-person"


def missing() -> rx.Component:
    """Nobody here by that key."""
    back = rx.el.a(_("Back to the people"), href=f"/{language()}/people", class_name="button")
    return empty(
        _("This person is not here"),
        _("There is nobody by that address in your company."),
        "users",
        back,
        is_title=True,
    )


def head() -> rx.Component:
    """Who it is, in what standing, and what an administrator can do at once."""
    status = rx.el.p(
        status_badge(PersonState.status[1], PersonState.status[2], PersonState.status[0]),
        rx.el.span(PersonState.email),
        class_name="sentence person-status",
    )
    resume = rx.el.button(
        icon("circle-check"), _("Resume"), type="button", class_name="button", on_click=PersonState.resume
    )
    return rx.fragment(
        way(),
        title(
            PersonState.name,
            status,
            _where("resume", resume),
            _where("suspend", opener(SUSPEND, "circle-slash", _("Suspend"))),
            _where("remove", opener(REMOVE, "x", _("Remove"))),
        ),
        sure(PersonState.unsure, PersonState.confirm),
        _flag(),
    )


def _where(action: str, drawn: rx.Component) -> rx.Component:
    """Shown where this actor may do it now."""
    return rx.cond(PersonState.actions.contains(action), drawn, rx.fragment())


def _flag() -> rx.Component:
    """What an administrator should look at; everybody sees it, administrators can settle it."""
    settle = rx.el.button(
        _("Leave it as it is"), type="button", class_name="button", on_click=PersonState.clear_flag
    )
    drawn = rx.el.div(
        icon("triangle-alert"),
        rx.el.p(PersonState.flag),
        _where("flag", settle),
        role="status",
        class_name="sure",
    )
    return rx.cond(PersonState.flag != "", drawn, rx.fragment())


def rights() -> rx.Component:
    """Each role, its source and since when."""
    none = rx.el.p(_("No role at present."), class_name="muted")
    rows = rx.el.ul(rx.foreach(PersonState.rights, _right), class_name="mailings")
    return card(_("Roles and where they come from"), rx.cond(PersonState.rights.length() > 0, rows, none))


def _right(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(row[0], class_name="strong"), rx.el.small(row[1])),
        rx.el.small(_("since"), " ", row[2]),
        rx.el.span(),
    )


def facts() -> rx.Component:
    """Modules, last sign-in, second factor."""
    pairs = (
        (_("Modules"), PersonState.modules),
        (_("Last sign-in"), PersonState.signed_in),
        (_("Second factor"), PersonState.factor),
    )
    drawn = [rx.el.div(rx.el.dt(label), rx.el.dd(value)) for label, value in pairs]
    return card(_("Access"), rx.el.dl(*drawn, class_name="facts"))


def roles() -> rx.Component:
    """The form that makes somebody just what is ticked."""
    form = rx.el.form(
        rx.el.fieldset(
            rx.el.legend(_("Roles")), rx.foreach(PersonState.boxes, _box), class_name="recipients"
        ),
        rx.el.div(
            rx.el.button(_("Save roles"), type="submit", class_name="button primary"), class_name="actions"
        ),
        on_submit=PersonState.save,
        key=PersonState.key + PersonState.changed.to_string(),
    )
    return _where("roles", card(_("Change roles"), form))


def _box(box: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=box[0], default_checked=box[2] != ""), rx.el.span(box[1])
    )


def questions() -> rx.Component:
    """Suspending and removing are asked about once more."""
    return rx.fragment(
        _where(
            "suspend",
            asking(
                SUSPEND,
                _("Suspend this person?"),
                _(
                    "They are out of the portal within seconds, and keep their roles for when you resume them."
                ),
                _("Suspend"),
                PersonState.suspend,
                finished=PersonState.changed,
            ),
        ),
        _where(
            "remove",
            asking(
                REMOVE,
                _("Remove this person?"),
                _("All their roles end. An order that names them again will not let them in: you decide."),
                _("Remove"),
                PersonState.remove,
                finished=PersonState.changed,
            ),
        ),
    )
