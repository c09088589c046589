"""What stands in place of a page that is not open: who can open it, and the way to ask them."""

import reflex as rx

from occ_app.components.elements import empty
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.services.access_requests import LONGEST_NOTE
from occ_app.state.access_request import AccessRequestState
from occ_app.state.frame import FrameState


def refused() -> rx.Component:
    """The sentence, and for who can ask, the form; else what became of having asked."""
    asked = rx.el.p(icon("clock"), rx.el.span(FrameState.asked), class_name="asked", role="status")
    return rx.el.div(
        rx.el.div(
            empty(_("This page is not open to you"), FrameState.forbidden, "circle-slash", is_title=True),
            role="alert",
        ),
        rx.cond(FrameState.can_ask != "", _form(), rx.fragment()),
        rx.cond(FrameState.asked != "", asked, rx.fragment()),
        class_name="refused",
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.label(
            _("Why you need it (optional)"),
            rx.el.textarea(name="note", rows="2", max_length=LONGEST_NOTE),
            class_name="field",
        ),
        rx.el.button(icon("mail"), _("Ask for access"), type="submit", class_name="button primary"),
        on_submit=AccessRequestState.ask,
        class_name="ask",
    )
