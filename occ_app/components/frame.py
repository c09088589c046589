"""The frame around every page: skip link, rail, top bar, flash and connection state."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.el.elements.inline import A

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.elements import document_link, empty
from occ_app.components.find import find_button, find_dialog
from occ_app.components.forbidden import refused
from occ_app.components.icon import icon
from occ_app.components.inbox import inbox_menu
from occ_app.components.menus import account_menu, company_menu, language_menu
from occ_app.components.painted import Adopt, painted_list, painted_text
from occ_app.components.plain_form import plain_form
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.navigation import PortalPage, Section, rail
from occ_app.settings import get_settings
from occ_app.state.flash import FlashState
from occ_app.state.frame import FrameState


def framed(page: PortalPage) -> rx.Component:
    """A page in its frame, in the language spoken here."""
    return rx.fragment(
        Adopt.create(),
        *([_own_styles()] if page.has_own_styles else []),
        A.create(_("Skip to content"), href="#main", class_name="skip"),
        rx.el.div(
            _rail(page),
            rx.el.div(_viewing(), _top_bar(), _shared(), _main(page), class_name="column"),
            class_name="shell",
        ),
        find_dialog(),
        _flash(),
        _connection(),
    )


def _own_styles() -> rx.Component:
    """React puts it into the head, and waits for it before it shows the page."""
    return rx.el.link(rel="stylesheet", href="/pages.css", custom_attrs={"precedence": "default"})


def _main(page: PortalPage) -> rx.Component:
    return rx.el.main(
        rx.cond(
            FrameState.forbidden != "",
            refused(),
            page.draw(),
        ),
        id="main",
        tab_index=-1,
    )


def _rail(page: PortalPage) -> rx.Component:
    sections = [_section(section, page) for section in Section if any(p.section is section for p in rail())]
    return rx.el.nav(
        _brand(),
        *sections,
        id="rail",
        class_name="rail",
        custom_attrs={"popover": "auto", "aria-label": _("Main")},
    )


def _brand() -> rx.Component:
    settings = get_settings()
    mark = rx.el.img(src=settings.brand_logo, alt="") if settings.brand_logo else icon("cloud")
    return rx.el.a(
        rx.el.span(mark, class_name="mark"),
        rx.el.span(settings.brand_name, class_name="rail-word"),
        href=f"/{language()}/overview",
        class_name="brand",
    )


def _section(section: Section, current: PortalPage) -> rx.Component:
    pages = [page for page in rail() if page.section is section]
    heading = [rx.el.h2(_(section.value), class_name="rail-word")] if section.value else []
    links = rx.el.ul(*(_door(page, current) for page in pages))
    return rx.el.div(*heading, links, class_name="rail-section")


def _door(page: PortalPage, current: PortalPage) -> rx.Component:
    """A link for who may open the page, painted, so that none moves under a finger; else nothing, and no place."""
    is_current = current.route == page.route or current.route.startswith(f"{page.route}/")

    def link(cells: Any) -> rx.Component:
        return rx.el.a(
            icon(page.icon),
            rx.el.span(_(page.title), class_name="rail-word"),
            rx.el.span(cells[0], class_name="count"),
            href=f"/{language()}{page.route}",
            title=_(page.title),
            custom_attrs={"aria-current": "page"} if is_current else {},
        )

    return painted_list(rx.el.li, FrameState, "doors", link, 1, part=page.route)


def _viewing() -> rx.Component:
    """On every page of staff who look at a company; the style sheet hides it while it has nothing to say."""
    words = painted_text(rx.el.p, FrameState, "viewing", class_name="viewing-words")
    here = rx.el.input(type="hidden", name="language", default_value=language())
    stop = plain_form(
        "/staff/stop-viewing", here, rx.el.button(_("Stop"), type="submit", class_name="button")
    )
    return rx.el.div(
        icon("eye"),
        words,
        stop,
        class_name="viewing",
        role="region",
        custom_attrs={"aria-label": _("Viewing")},
    )


def _top_bar() -> rx.Component:
    opens_rail = {"popoverTarget": "rail", "aria-label": _("Menu")}
    return rx.el.header(
        rx.el.button(
            icon("menu"), type="button", class_name="icon-button rail-opener", custom_attrs=opens_rail
        ),
        company_menu(),
        rx.el.div(class_name="grow"),
        find_button(),
        inbox_menu(),
        allowed(Permission.PREFERENCES_CHANGE, language_menu()),
        account_menu(),
        class_name="top-bar",
    )


def _shared() -> rx.Component:
    """What a delegate was handed, by whom and until when; nothing for anybody else."""
    return painted_text(rx.el.p, FrameState, "shared", class_name="shared")


def _flash() -> rx.Component:
    """The live region: always there, so that what appears in it is read aloud."""
    shown = rx.el.div(
        rx.el.span(FlashState.text, key=FlashState.count.to_string()),
        rx.cond(
            FlashState.proof != "",
            document_link(_("Confirm that it is you"), FlashState.proof, class_name="button"),
            rx.fragment(),
        ),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            on_click=FlashState.dismiss,
            custom_attrs={"aria-label": _("Dismiss")},
        ),
        class_name="flash",
    )
    return rx.el.div(
        rx.cond(FlashState.text != "", shown, rx.fragment()), role="status", class_name="flash-region"
    )


def _connection() -> rx.Component:
    lost = rx.el.div(
        icon("wifi-off"),
        _("The connection is lost. What you see may be old; we keep trying."),
        class_name="connection",
    )
    return rx.el.div(rx.cond(has_connection_errors, lost, rx.fragment()), role="status")


def signed_out() -> rx.Component:
    """What a page becomes when its session has ended."""
    return rx.el.main(
        empty(
            _("You are signed out"),
            _("Your session has ended, here or on another device."),
            "log-out",
            document_link(_("Sign in again"), f"/{language()}/sign-in", class_name="button primary"),
            is_title=True,
        ),
        id="main",
        class_name="lonely",
    )
