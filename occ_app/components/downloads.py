"""A list's files: what is filtered, or what is selected, in every format it has."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.drop import drop
from occ_app.components.elements import document_link
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.services.lists import ListOf
from occ_app.state.files import FilesState

FORMATS = {
    "pdf": (lazy("One PDF of all"), "file-text"),
    "zip": (lazy("ZIP of PDFs"), "package"),
    "csv": (lazy("CSV"), "download"),
    "xlsx": (lazy("XLSX"), "table-2"),
}

IN_BACKGROUND = ("pdf", "zip")
"""Formats with a document in each file or chapter: they take longest."""


def download_menu(state: Any) -> rx.Component:
    """What is filtered, as a file; of documents, as a ZIP that one need not wait for as well."""
    links = file_links(state.list_of, state.export_query, state.query, is_long=state.is_long != "")
    large = [_prepared(_("Large ZIP"), "zip", "inbox", state.query, is_known=state.loaded)]
    return drop(_("Download"), "download", *links, *(large if "zip" in state.list_of.files else []))


def file_links(of: ListOf[Any], files: Any, query: Any, *, is_long: Any) -> list[rx.Component]:
    """A link for each format; `files` and `query` say which records.

    What `is_long`, more documents than one waits for, is made in the background.
    """
    return [
        rx.cond(
            is_long, _prepared(_(label), ending, symbol, query), _link(of, files, ending, _(label), symbol)
        )
        if ending in IN_BACKGROUND
        else _link(of, files, ending, _(label), symbol)
        for ending, (label, symbol) in FORMATS.items()
        if ending in of.files
    ]


def _link(of: ListOf[Any], files: Any, ending: str, label: str, symbol: str) -> rx.Component:
    address = f"/documents/{of.name}.{ending}" + files
    return document_link(label, address, symbol, class_name="menu-item", download=True)


def _prepared(
    label: str, kind: str, symbol: str, query: Any, *, is_known: rx.Var[bool] | bool = True
) -> rx.Component:
    """A file made in the background; while it is not known what is listed, an empty query would mean everything."""
    button = rx.el.button(
        icon(symbol),
        label,
        type="button",
        class_name="menu-item",
        title=_("Prepared in the background, up to 20,000 documents"),
        disabled=False if is_known is True else ~is_known,
        on_click=FilesState.prepare(query, kind),
    )
    return allowed(Permission.FILES_ASK, button)
