"""Small parts that every page is made of."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from occ_app.components.icon import icon, icon_at
from occ_app.i18n import gettext as _

ONCE = {"data-once": "true"}
"""`portal.js` takes such a button’s second press for none."""


def document_link(label: str, href: str | rx.Var[str], icon_name: str = "", **props: Any) -> rx.Component:
    """A link to a file or another plain HTTP door: the browser's own, not the router's."""
    parts = [icon(icon_name)] if icon_name else []
    return A.create(*parts, rx.el.span(label), href=href, **props)


def status_badge(key: Any, icon_address: Any, label: Any) -> rx.Component:
    """A status: icon, word and colour."""
    return rx.el.span(icon_at(icon_address), label, class_name="badge", custom_attrs={"data-status": key})


def copy_button(value: Any, what: str) -> rx.Component:
    """Copies a value (`portal.js` does it and says so)."""
    return rx.el.button(
        icon("copy"),
        type="button",
        class_name="icon-button copy",
        custom_attrs={
            "data-copy": value,
            "aria-label": _("Copy {what}", what=what),
            "data-copied": _("Copied"),
        },
    )


def search_field(value: Any, handler: Any, placeholder: str) -> rx.Component:
    """The one search field of a page: `portal.js` goes to it by its key, and keeps it as the address has it."""
    return rx.el.label(
        icon("search"),
        rx.el.span(_("Search this list"), class_name="visually-hidden"),
        rx.el.input(
            type="search",
            placeholder=placeholder,
            default_value=value,
            on_change=handler.debounce(250),
            custom_attrs={"data-search": "true", "aria-keyshortcuts": "/", "autoComplete": "off"},
        ),
        class_name="search",
    )


def title(text: Any, sentence: Any = None, *actions: rx.Component) -> rx.Component:
    """The page's title, one sentence of what matters now (or its element), and its actions at the right."""
    if sentence is not None and not isinstance(sentence, rx.Component):
        sentence = rx.el.p(sentence, class_name="sentence")
    said = [sentence] if sentence is not None else []
    return rx.el.header(
        rx.el.div(rx.el.h1(text, id="title", tab_index=-1), *said),
        rx.el.div(*actions, class_name="actions"),
        class_name="title",
    )


def card(heading: str, *children: rx.Component, aside: rx.Component | None = None) -> rx.Component:
    """A titled box."""
    return rx.el.section(
        rx.el.div(rx.el.h2(heading), *([aside] if aside is not None else []), class_name="card-head"),
        *children,
        class_name="card",
    )


def empty(
    heading: str, text: Any, icon_name: str = "inbox", *actions: rx.Component, is_title: bool = False
) -> rx.Component:
    """What stands where nothing is yet: what will appear here and what to do.

    `is_title` where this is all the page has to say, so that its heading is the page's.
    """
    head = rx.el.h1(heading, id="title", tab_index=-1) if is_title else rx.el.h2(heading)
    return rx.el.div(icon(icon_name), head, rx.el.p(text), *actions, class_name="empty")


def skeleton_lines(count: int) -> rx.Component:
    """Grey lines in the shape of what is coming."""
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _line in range(count)),
        key="skeletons",  # else React makes what comes out of it
        class_name="skeletons",
        custom_attrs={"aria-hidden": "true"},
    )
