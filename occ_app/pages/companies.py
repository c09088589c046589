"""The customer companies, for the supplier's staff; and the way to see one as its people do."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.downloads import download_menu
from occ_app.components.elements import card, empty, skeleton_lines, title
from occ_app.components.keys import keys_dialog
from occ_app.components.lists import list_card
from occ_app.components.painted import painted_text
from occ_app.components.plain_form import plain_form
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, ngettext
from occ_app.navigation import Section, portal_page
from occ_app.services.companies import COMPANIES
from occ_app.services.viewing import LONGEST_REASON, MINUTES, SHORTEST_REASON
from occ_app.state.companies import CompaniesState, CompanyState, TrailState
from occ_app.state.lists import first_view_of


@portal_page(
    "/staff/companies",
    title=COMPANIES.title,
    needs=Permission.COMPANIES_READ,
    on_load=TrailState.load,
    first_view=first_view_of(CompaniesState),
    icon=COMPANIES.icon,
    section=Section.SUPPLIER,
    order=20,
)
def companies() -> rx.Component:
    """The list, and whether the trail of activity is whole."""
    sentence = painted_text(rx.el.p, CompaniesState, "footer", class_name="sentence")
    return rx.fragment(
        title(_("Companies"), sentence, download_menu(CompaniesState)),
        rx.foreach(TrailState.said, lambda said: rx.el.p(said, class_name="trail")),
        list_card(CompaniesState),
        keys_dialog(),
    )


@portal_page(
    "/staff/companies/[number]",
    title=lazy("Company"),
    needs=Permission.COMPANIES_VIEW,
    on_load=CompanyState.load,
    icon=COMPANIES.icon,
    section=Section.SUPPLIER,
    in_rail=False,
)
def company() -> rx.Component:
    """How it stands, and the form that begins to view it."""
    missing = empty(
        _("There is no such company"),
        _("No company has this number."),
        "building",
        rx.el.a(_("Companies"), href=f"/{language()}/staff/companies", class_name="button"),
        is_title=True,
    )
    shown = rx.fragment(
        title(CompanyState.name),
        rx.el.div(
            card(_("At a glance"), rx.cond(CompanyState.loaded, _facts(), skeleton_lines(5))),
            card(_("View as customer"), rx.cond(CompanyState.loaded, _view_form(), skeleton_lines(4))),
            class_name="side-by-side",
        ),
    )
    return rx.cond(CompanyState.missing, missing, shown)


def _facts() -> rx.Component:
    def fact(pair: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(pair[0]), rx.el.dd(pair[1]))

    return rx.el.dl(rx.foreach(CompanyState.facts, fact), class_name="plain-facts")


def _view_form() -> rx.Component:
    said = _(
        "You see the company as its people do, read-only. They can read in their activity that you did, and why."
    )
    lengths = [
        rx.el.label(
            rx.el.input(
                type="radio", name="minutes", value=str(minutes), default_checked=minutes == MINUTES[0]
            ),
            ngettext("{count} minute", "{count} minutes", minutes),
        )
        for minutes in MINUTES
    ]
    reason = rx.el.input(
        type="text",
        name="reason",
        required=True,
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        auto_complete="off",
    )
    return plain_form(
        "/staff/view",
        rx.el.p(said, class_name="muted"),
        rx.el.input(type="hidden", name="language", default_value=language()),
        rx.el.input(type="hidden", name="company", value=CompanyState.number, read_only=True),
        rx.el.label(_("Reason, at least {count} letters", count=SHORTEST_REASON), reason, class_name="field"),
        rx.el.fieldset(rx.el.legend(_("For how long")), *lengths, class_name="choices"),
        rx.el.button(_("View as customer"), type="submit", class_name="button primary"),
    )
