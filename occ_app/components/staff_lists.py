"""What the simple lists of the supplier's staff share: tabs, a search field, the way to what is older."""

from typing import Any

import reflex as rx

from occ_app.components.elements import search_field
from occ_app.i18n import gettext as _


def tabs(state: Any) -> rx.Component:
    """Of `state.tabs`: each is [label, href, whether it is the current one, for `aria-current`]."""

    def tab(one: Any) -> rx.Component:
        return rx.el.a(one[0], href=one[1], custom_attrs={"aria-current": one[2]})

    return rx.el.nav(
        rx.foreach(state.tabs, tab), class_name="tabs", custom_attrs={"aria-label": _("Groups of the list")}
    )


def toolbar(state: Any, placeholder: str) -> rx.Component:
    """Searches as one types, once the typing pauses: `state.find`."""
    return rx.el.div(search_field(state.search, state.find, placeholder), class_name="toolbar")


def older(state: Any, label: str) -> rx.Component:
    """The way to `state.older`, where there is more."""
    way = rx.el.a(label, href=state.older, class_name="button")
    return rx.cond(state.older != "", rx.el.footer(rx.el.p(), way, class_name="pager"), rx.fragment())
