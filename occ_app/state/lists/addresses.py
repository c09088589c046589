"""Addresses of a list: with some of its filter changed, after its form was sent, after something was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from occ_app.i18n import language
from occ_app.services.lists import Field, FieldKind, ListFilter, ListOf, parse, unparse


def query_of(of: ListOf[Any], wanted: ListFilter) -> str:
    """The filter as the query of the list's address."""
    return unparse(wanted, of.usual, of.fields)


def href(of: ListOf[Any], wanted: ListFilter, **changes: object) -> str:
    """The list's address with some of its filter changed, on its first page."""
    query = query_of(of, replace(wanted, **changes))  # type: ignore[arg-type]
    return f"/{language()}/{of.name}" + (f"?{query}" if query else "")


def from_form(
    of: ListOf[Any], query: Mapping[str, str], form: Mapping[str, object], currency: str = ""
) -> str:
    """The list's address after the filter form was sent; raises Invalid as `parse` does.

    `currency` is that of amounts for which the form names none.
    """
    filled = {name: str(value).strip() for name, value in form.items() if value not in (None, "", False)}
    params = dict(query)
    for field in of.fields:
        params |= _read(field, filled)
    if any(name.startswith("total_") for name in filled) and not params.get("currency"):
        params["currency"] = currency
    return href(of, parse(of.usual, of.fields, params))


def _read(field: Field, filled: Mapping[str, str]) -> dict[str, str]:
    if field.kind is FieldKind.CHOICES:
        values = [str(value) for value in field.words or () if f"{field.key}_{value}" in filled]
        unknown = [
            name
            for name in filled
            if name.startswith(f"{field.key}_") and name[len(field.key) + 1 :] not in values
        ]
        return {field.key: ",".join([*values, *(name[len(field.key) + 1 :] for name in unknown)])}
    if field.kind in (FieldKind.DAYS, FieldKind.AMOUNTS):
        return {name: filled.get(name, "") for name in (f"{field.key}_from", f"{field.key}_to")}
    return {field.key: filled.get(field.key, "")}


def from_search(of: ListOf[Any], query: Mapping[str, str], text: str) -> str:
    """The list's address after something was typed into its search field."""
    return href(of, parse(of.usual, of.fields, {**query, "q": text}))


def form_of(of: ListOf[Any], wanted: ListFilter, query: str) -> dict[str, str]:
    """What the filter form shows as chosen: names of its fields to their values."""
    form = {"q": wanted.search}
    params = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    for field in of.fields:
        if field.kind is FieldKind.CHOICES:
            form |= {f"{field.key}_{value}": "on" for value in getattr(wanted, field.name)}
        elif field.kind in (FieldKind.DAYS, FieldKind.AMOUNTS):
            form |= {name: params.get(name, "") for name in (f"{field.key}_from", f"{field.key}_to")}
        else:
            form[field.key] = str(getattr(wanted, field.name) or "")
    return form
