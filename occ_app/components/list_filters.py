"""A list's toolbar: search, the filter form made from its fields, the filters in force, views and columns."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import opens
from occ_app.components.elements import search_field
from occ_app.components.icon import icon
from occ_app.components.list_menus import columns_menu, views_menu
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.lists import Field, FieldKind


def toolbar(state: Any) -> rx.Component:
    """Search as you type, filters in a form, each filter in force with a way to drop it, and how one likes the list."""
    return rx.el.div(
        search_field(state.form["q"], state.search, _(state.list_of.searched)),
        *([_opener(), _form(state)] if state.list_of.fields else []),
        rx.foreach(state.chips, _chip),
        allowed(Permission.VIEWS_KEEP, rx.el.div(views_menu(state), columns_menu(state), class_name="likes")),
        class_name="toolbar",
    )


def _opener() -> rx.Component:
    return rx.el.button(
        icon("list-filter"),
        _("Filters"),
        type="button",
        class_name="button",
        custom_attrs=opens("filters"),
    )


def _chip(chip: Any) -> rx.Component:
    return rx.el.a(chip[0], icon("x", label=_("Remove this filter")), href=chip[1], class_name="chip")


def _form(state: Any) -> rx.Component:
    of = state.list_of
    boxes = [field for field in of.fields if field.kind is FieldKind.CHOICES]
    spans = [field for field in of.fields if field.kind in SPANS]
    others = [field for field in of.fields if field not in boxes and field not in spans]
    return rx.el.dialog(
        _form_head(),
        rx.el.form(
            rx.el.div(
                *(_checks(state, field) for field in boxes),
                *(
                    rx.el.div(
                        *(DRAWN[field.kind](state, field) for field in part), class_name="filter-column"
                    )
                    for part in (spans, others)
                ),
                class_name="filter-columns",
            ),
            _form_actions(of.name),
            on_submit=state.narrow,
            key=state.query,
        ),
        id="filters",
        class_name="dialog broad",
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


def _form_actions(name: str) -> rx.Component:
    return rx.el.div(
        rx.el.a(
            _("Remove all filters"),
            href=f"/{language()}/{name}",
            class_name="button",
            custom_attrs={"data-closes": "filters"},
        ),
        rx.el.button(
            _("Apply"), type="submit", class_name="button primary", custom_attrs={"data-closes": "filters"}
        ),
        class_name="actions",
    )


def _checks(state: Any, field: Field) -> rx.Component:
    boxes = [
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=f"{field.key}_{value}",
                default_checked=state.form[f"{field.key}_{value}"] == "on",
            ),
            _(label),
        )
        for value, label in (field.words or {}).items()
    ]
    return rx.el.fieldset(rx.el.legend(_(field.label)), *boxes)


def _days(state: Any, field: Field) -> rx.Component:
    return _ends(state, field, type="date")


def _amounts(state: Any, field: Field) -> rx.Component:
    return _ends(state, field, type="number", step="any", custom_attrs={"inputMode": "decimal"})


def _ends(state: Any, field: Field, **how: Any) -> rx.Component:
    names = ((f"{field.key}_from", _("from")), (f"{field.key}_to", _("to")))
    fields = [
        rx.el.label(label, rx.el.input(name=name, default_value=state.form[name], **how))
        for name, label in names
    ]
    return rx.el.fieldset(rx.el.legend(_(field.label)), rx.el.div(*fields, class_name="dates"))


def _text(state: Any, field: Field) -> rx.Component:
    drawn = rx.el.input(type="text", name=field.key, default_value=state.form[field.key])
    return rx.el.label(_(field.label), drawn, class_name="field")


def _currency(state: Any, field: Field) -> rx.Component:
    drawn = rx.el.input(
        type="text",
        name=field.key,
        default_value=state.form[field.key],
        placeholder=state.currency,
        max_length=3,
    )
    return rx.el.label(_(field.label), drawn, class_name="field")


def _choice(state: Any, field: Field) -> rx.Component:
    choices = [rx.el.option(_("All of these"), value="")]
    choices += [rx.el.option(_(label), value=str(value)) for value, label in (field.words or {}).items()]
    drawn = rx.el.select(*choices, name=field.key, default_value=state.form[field.key])
    return rx.el.label(_(field.label), drawn, class_name="field")


SPANS = (FieldKind.DAYS, FieldKind.AMOUNTS, FieldKind.CURRENCY)
DRAWN = {
    FieldKind.DAYS: _days,
    FieldKind.AMOUNTS: _amounts,
    FieldKind.TEXT: _text,
    FieldKind.CURRENCY: _currency,
    FieldKind.CHOICE: _choice,
}
