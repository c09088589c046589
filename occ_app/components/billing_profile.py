"""What the pages of the billing profile share: the links between them; and its first page, which sums them up."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.elements import card, status_badge
from occ_app.components.row_buttons import about_row
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy
from occ_app.state.billing_profile import BillingProfileState
from occ_app.state.frame import FrameState

READ = Permission.BILLING_READ
ROOT = "/billing-profile"
CONTACT, RECIPIENTS, TAX = f"{ROOT}/contact", f"{ROOT}/recipients", f"{ROOT}/tax"
METHODS, APPROVALS, AUTOPAY = f"{ROOT}/methods", f"{ROOT}/approvals", f"{ROOT}/autopay"

PAGES: tuple[tuple[str, str, Permission], ...] = (
    (ROOT, lazy("At a glance"), READ),
    (CONTACT, lazy("Contact and address"), READ),
    (METHODS, lazy("Payment methods"), Permission.CARDS_READ),
    (AUTOPAY, lazy("Autopay"), Permission.AUTOPAY_MANAGE),
    (RECIPIENTS, lazy("E-mail recipients"), READ),
    (TAX, lazy("Tax IDs and exemptions"), READ),
    (APPROVALS, lazy("Approvals"), Permission.PAYMENTS_READ),
)
"""(route, what the link says, who sees it), in their order: a further page is a further line."""


def tabs(current: str) -> rx.Component:
    """The pages of the billing profile that the person may open; `current` is the route of the one this stands on."""
    links = rx.el.ul(*(_tab(*page, current) for page in PAGES), class_name="tabs sub-pages")
    return rx.el.nav(links, custom_attrs={"aria-label": _("Billing profile")})


def _tab(route: str, words: str, needs: Permission, current: str) -> rx.Component:
    here = {"aria-current": "page"} if route == current else {}
    link = rx.el.a(_(words), href=f"/{language()}{route}", custom_attrs=here)
    is_open = ~FrameState.ready | FrameState.rights.contains(needs.value)
    return rx.cond(is_open, rx.el.li(link), rx.fragment())


def contact() -> rx.Component:
    """Where bills go."""
    return _part(
        _("Contact and address"),
        CONTACT,
        rx.el.p(BillingProfileState.company, class_name="strong"),
        rx.el.p(BillingProfileState.address),
        rx.el.p(BillingProfileState.reached, class_name="muted"),
    )


def recipients() -> rx.Component:
    """Who is mailed about what."""
    topics = rx.foreach(
        BillingProfileState.topics, lambda topic: rx.el.div(rx.el.dt(topic[0]), rx.el.dd(topic[1]))
    )
    return _part(_("E-mail recipients"), RECIPIENTS, rx.el.dl(topics, class_name="topics"))


def tax() -> rx.Component:
    """The company's numbers, and what certificates need somebody's care."""
    ids = rx.el.ul(rx.foreach(BillingProfileState.tax_ids, _tax_id), class_name="plain")
    none = rx.el.p(_("No tax ID yet"), class_name="muted")
    return _part(
        _("Tax IDs and exemptions"),
        TAX,
        rx.cond(BillingProfileState.tax_ids.length() > 0, ids, none),
        rx.el.p(BillingProfileState.papers, class_name="muted"),
        rx.el.ul(rx.foreach(BillingProfileState.warnings, _warning), class_name="plain"),
    )


def _tax_id(one: Any) -> rx.Component:
    return rx.el.li(one[0], " ", rx.el.span(one[1], class_name="id"))


def _warning(one: Any) -> rx.Component:
    return rx.el.li(status_badge(one[1], one[2], one[0]), " ", one[3])


def _part(heading: str, route: str, *said: rx.Component) -> rx.Component:
    link = rx.el.a(_("Details"), about_row(heading), href=f"/{language()}{route}")
    return card(heading, *said, aside=link)
