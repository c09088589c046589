"""The invoice list's toolbar: search, the filter form and the filters in force."""

from typing import Any

import reflex as rx

from occ_app.components.icon import icon
from occ_app.documents.words import STATUSES, TYPES
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.invoices import InvoicesState
from occ_app.state.words import DOCUMENTS


def toolbar() -> rx.Component:
    """Search as you type, filters in a form, and each filter in force with a way to drop it."""
    return rx.el.div(
        _search(),
        rx.el.button(
            icon("list-filter"),
            _("Filters"),
            type="button",
            class_name="button",
            custom_attrs={"data-opens": "filters", "aria-haspopup": "dialog"},
        ),
        _form(),
        rx.foreach(InvoicesState.chips, _chip),
        class_name="toolbar",
    )


def _search() -> rx.Component:
    return rx.el.label(
        icon("search"),
        rx.el.span(_("Search invoices"), class_name="visually-hidden"),
        rx.el.input(
            type="search",
            placeholder=_("Number, PO, order, line…"),
            default_value=InvoicesState.form["q"],
            on_change=InvoicesState.search.debounce(250),
            custom_attrs={"data-search": "true", "aria-keyshortcuts": "/", "autoComplete": "off"},
        ),
        class_name="search",
    )


def _chip(chip: Any) -> rx.Component:
    return rx.el.a(chip[0], icon("x", label=_("Remove this filter")), href=chip[1], class_name="chip")


def _form() -> rx.Component:
    return rx.el.dialog(
        _form_head(),
        rx.el.form(
            rx.el.div(
                _checks(_("Type"), "type", [(kind.value, _(label)) for kind, label in TYPES.items()]),
                _checks(
                    _("Status"), "state", [(status.value, _(label)) for status, label in STATUSES.items()]
                ),
                rx.el.div(
                    _dates(_("Issued"), "issued"),
                    _dates(_("Due"), "due"),
                    _text(_("Order"), "order"),
                    _documents(),
                    class_name="filter-column",
                ),
                class_name="filter-columns",
            ),
            rx.el.div(
                rx.el.a(
                    _("Remove all filters"),
                    href=f"/{language()}/invoices",
                    class_name="button",
                    custom_attrs={"data-closes": "filters"},
                ),
                rx.el.button(
                    _("Apply"),
                    type="submit",
                    class_name="button primary",
                    custom_attrs={"data-closes": "filters"},
                ),
                class_name="actions",
            ),
            on_submit=InvoicesState.narrow,
            key=InvoicesState.query,
        ),
        id="filters",
        class_name="dialog",
        custom_attrs={"aria-labelledby": "filters-title", "closedby": "any"},
    )


def _form_head() -> rx.Component:
    return rx.el.header(
        rx.el.h2(_("Filters"), id="filters-title"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            custom_attrs={"data-closes": "filters", "aria-label": _("Close")},
        ),
    )


def _checks(legend: str, prefix: str, choices: list[tuple[str, str]]) -> rx.Component:
    boxes = [
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=f"{prefix}_{value}",
                default_checked=InvoicesState.form[f"{prefix}_{value}"] == "on",
            ),
            label,
        )
        for value, label in choices
    ]
    return rx.el.fieldset(rx.el.legend(legend), *boxes)


def _dates(legend: str, prefix: str) -> rx.Component:
    names = ((f"{prefix}_from", _("from")), (f"{prefix}_to", _("to")))
    fields = [
        rx.el.label(label, rx.el.input(type="date", name=name, default_value=InvoicesState.form[name]))
        for name, label in names
    ]
    return rx.el.fieldset(rx.el.legend(legend), rx.el.div(*fields, class_name="dates"))


def _text(label: str, name: str) -> rx.Component:
    return rx.el.label(
        label, rx.el.input(type="text", name=name, default_value=InvoicesState.form[name]), class_name="field"
    )


def _documents() -> rx.Component:
    """Invoices, credit notes, or both."""
    choices = [rx.el.option(_("Both"), value="")]
    choices += [rx.el.option(_(label), value=document.value) for document, label in DOCUMENTS.items()]
    chosen = InvoicesState.form["document"]
    return rx.el.label(
        _("Documents"), rx.el.select(*choices, name="document", default_value=chosen), class_name="field"
    )
