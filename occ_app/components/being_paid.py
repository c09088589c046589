"""Above the list of payments: those that are not done yet, and those to be put right."""

from typing import Any

import reflex as rx

from occ_app.components.elements import status_badge
from occ_app.components.painted import painted_list
from occ_app.i18n import gettext as _
from occ_app.state.payments import PaymentsState

CELLS = 7


def being_paid() -> rx.Component:
    """Each with where it stands and the way to what is to be done; the style sheet hides the card of none."""
    lines = painted_list(rx.el.ul, PaymentsState, "being_paid", _line, CELLS)
    return rx.el.section(
        rx.el.h2(_("Being paid")),
        lines,
        class_name="card being-paid",
        custom_attrs={"aria-label": _("Being paid")},
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        status_badge(line[1], line[2], line[0]),
        rx.el.span(line[3], class_name="figure strong"),
        rx.el.small(line[4]),
        rx.el.a(line[6], href=line[5], class_name="button"),
    )
