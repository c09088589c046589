"""The work in the background: for the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.elements import empty, skeleton_lines, status_badge, title
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.jobs import JobsState


@portal_page(
    "/staff/jobs",
    title=lazy("Background work"),
    needs=Permission.JOBS_READ,
    on_load=JobsState.load,
    icon="clock",
    section=Section.SUPPLIER,
    order=30,
)
def jobs() -> rx.Component:
    """A row a job: how it went, when it is done next, and a button to have it done at once."""
    nothing = empty(
        _("No worker has run yet"),
        _("What is done in the background appears here as soon as a worker runs."),
        "clock",
    )
    rows = rx.el.ul(rx.foreach(JobsState.rows, _job), class_name="jobs")
    filled = rx.cond(JobsState.rows.length() > 0, rows, nothing)
    return rx.fragment(
        title(_("Background work"), JobsState.sentence),
        rx.cond(JobsState.idle != "", rx.el.p(JobsState.idle, class_name="jobs-idle"), rx.fragment()),
        rx.el.section(
            rx.cond(JobsState.loaded, filled, skeleton_lines(6)),
            class_name="card flush",
            custom_attrs={"aria-label": _("Jobs")},
        ),
    )


def _job(row: Any) -> rx.Component:
    times = rx.el.dl(_fact(_("Last run"), row[2]), _fact(_("Next run"), row[4]))
    ask = row_button(_("Run now"), row[0], JobsState.run_now(row[9]))
    return rx.el.li(
        rx.el.div(rx.el.h2(row[0]), rx.el.small(row[1]), rx.el.small(row[3])),
        times,
        status_badge(row[7], row[8], row[6]),
        rx.cond(row[9] != "", ask, rx.el.span()),
        rx.cond(row[5] != "", rx.el.p(row[5], class_name="late"), rx.fragment()),
    )


def _fact(label: str, value: Any) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value)), rx.fragment())
