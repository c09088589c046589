"""Fields of a form: label, control, hint, and the one sentence that says what is wrong."""

from typing import Any

import reflex as rx

from occ_app.i18n import gettext as _
from occ_app.services.billing_profile.addresses import countries


def field(
    name: str, label: str, control: rx.Component, *, error: rx.Component, hint: str = "", prefix: str
) -> rx.Component:
    """A labelled control, which `named` tells of its hint and error."""
    told = [rx.el.small(hint, id=f"{prefix}-{name}-hint")] if hint else []
    return rx.el.div(
        rx.el.label(label, html_for=f"{prefix}-{name}"), control, *told, error, class_name=f"field of-{name}"
    )


def named(prefix: str, name: str, *, has_hint: bool = False, **attributes: Any) -> dict[str, Any]:
    """What ties a control to its label, its hint and its error; further attributes as they are."""
    described = f"{prefix}-{name}-error {prefix}-{name}-hint" if has_hint else f"{prefix}-{name}-error"
    return {
        "name": name,
        "id": f"{prefix}-{name}",
        "custom_attrs": {"aria-describedby": described, **attributes},
    }


def refusal(prefix: str, name: str, sentence: Any) -> rx.Component:
    """What is wrong with a field, once something is; a live region, so that it is read aloud."""
    said = rx.cond(sentence != "", rx.el.span(sentence), rx.fragment())
    return rx.el.p(said, id=f"{prefix}-{name}-error", class_name="late", custom_attrs={"aria-live": "polite"})


def country_select(value: Any, **attributes: Any) -> rx.Component:
    """Every country by its name in the language spoken here."""
    options = [rx.el.option(name, value=code) for code, name in countries()]
    return rx.el.select(
        rx.el.option(_("Choose…"), value=""),
        *options,
        default_value=value,
        auto_complete="country",
        **attributes,
    )
