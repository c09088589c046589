"""A list's files: what is filtered, or what is selected, in every format it has."""

from typing import Any

import reflex as rx

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


def download_menu(state: Any) -> rx.Component:
    """What is filtered, as a file; of documents, as a ZIP too large to wait for as well."""
    large = [_large_zip(state)] if "zip" in state.list_of.files else []
    return drop(_("Download"), "download", *file_links(state.list_of, state.export_query), *large)


def _large_zip(state: Any) -> rx.Component:
    return rx.el.button(
        icon("inbox"),
        _("Large ZIP"),
        type="button",
        class_name="menu-item",
        title=_("Prepared in the background, up to 20,000 documents"),
        disabled=~state.loaded,  # until then it is not known what is listed
        on_click=FilesState.prepare(state.query, "zip"),
    )


def file_links(of: ListOf[Any], query: Any) -> list[rx.Component]:
    """A link for each format; `query` says which records."""
    return [
        document_link(
            _(label), f"/documents/{of.name}.{ending}" + query, symbol, class_name="menu-item", download=True
        )
        for ending, (label, symbol) in FORMATS.items()
        if ending in of.files
    ]
