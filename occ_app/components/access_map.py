"""The access map: a table whose headings stay in sight; on a phone a card a person."""

from typing import Any

import reflex as rx

from occ_app.access.modules import modules
from occ_app.components.drop import drop
from occ_app.components.elements import document_link
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.access_map import FIRST, MapState


def files() -> rx.Component:
    """The map as files."""
    links = [
        document_link(
            ending.upper(),
            f"/documents/access-map.{ending}" + MapState.files,
            symbol,
            class_name="menu-item",
            download=True,
        )
        for ending, symbol in (("csv", "download"), ("xlsx", "table-2"))
    ]
    return drop(_("Download"), "download", *links)


def table() -> rx.Component:
    """People by modules."""
    heads = [rx.el.th(_(module.title), scope="col") for module in modules()]
    drawn = rx.el.table(
        rx.el.caption(_("Access map"), class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(rx.el.th(_("Person"), scope="col"), *heads)),
        rx.el.tbody(rx.foreach(MapState.lines, _line)),
        class_name="list access-map",
    )
    return rx.el.section(
        rx.el.div(
            drawn,
            class_name="scrolls both",
            tab_index=0,
            role="region",
            custom_attrs={"aria-label": _("Access map")},
        ),
        class_name="card flush",
    )


def _line(line: Any) -> rx.Component:
    person = rx.el.th(
        rx.el.a(line[0], href=f"/{language()}" + line[3].to(str)),
        rx.el.small(line[1]),
        rx.el.small(line[2]),
        scope="row",
    )
    cells = [_cell(line[FIRST + at], _(module.title)) for at, module in enumerate(modules())]
    return rx.el.tr(person, *cells)


def _cell(said: Any, module: str) -> rx.Component:
    """What opens the module, or a dash that is read as no."""
    closed = rx.el.span("—", custom_attrs={"aria-label": _("No access")}, role="img")
    return rx.el.td(
        rx.cond(said != "", rx.el.span(said), closed),
        custom_attrs={"data-module": module, "data-open": rx.cond(said != "", "true", "false")},
    )
