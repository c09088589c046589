"""The form of contact and address; for who may only read it, what it says."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card
from occ_app.components.fields import country_select, field, named, refusal
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.services.billing_profile.contact import LONGEST
from occ_app.services.billing_profile.words import FIELDS
from occ_app.state.billing_contact import BillingContactState as State

PREFIX = "contact"
KINDS = {"email": "email", "phone": "tel"}
AUTOCOMPLETE = {
    "legal_name": "organization",
    "attention": "name",
    "email": "email",
    "phone": "tel",
    "street": "address-line1",
    "street_2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postal_code": "postal-code",
}
REQUIRED = frozenset({"legal_name", "email", "street"})


def form() -> rx.Component:
    """All of it in one form; what is wrong is said at each field once it was sent."""
    save = rx.el.button(
        icon("check"), _("Save"), type="submit", class_name="button primary", disabled=State.is_busy
    )
    wrong = rx.el.p(_("Please correct the fields marked above."), role="alert", class_name="late")
    filled = rx.el.form(
        _group(_("Company"), "legal_name", "attention", "email", "phone"),
        _group(_("Address"), "country", "street", "street_2", "postal_code", "city", "region"),
        rx.el.div(rx.cond(State.has_errors, wrong, rx.fragment()), save, class_name="actions"),
        on_submit=State.save,
        key=State.form,
        no_validate=True,
        class_name="address-form",
    )
    told = rx.el.p(
        _(
            "Changes are noted in Activity and mailed to the contact before and after, and to your administrators."
        ),
        class_name="hint",
    )
    return card(_("Where your bills go"), told, filled, aside=rx.el.span(State.changed, class_name="muted"))


def facts() -> rx.Component:
    """The same for reading."""
    pairs = rx.foreach(State.facts, lambda fact: rx.el.div(rx.el.dt(fact[0]), rx.el.dd(fact[1])))
    return card(
        _("Where your bills go"),
        rx.el.dl(pairs, class_name="plain-facts"),
        aside=rx.el.span(State.changed, class_name="muted"),
    )


def meanwhile() -> rx.Component:
    """That somebody else saved first, with what is there now."""
    now = rx.foreach(State.differing, lambda one: rx.el.div(rx.el.dt(one[0]), rx.el.dd(one[1])))
    drawn = rx.el.div(
        icon("triangle-alert"),
        rx.el.p(State.meanwhile),
        rx.el.dl(now, class_name="plain-facts"),
        role="alert",
        class_name="sure",
    )
    return rx.cond(State.meanwhile != "", drawn, rx.fragment())


def _group(legend: str, *names: str) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(legend), *(_field(name) for name in names))


def _field(name: str) -> rx.Component:
    label = _(FIELDS[name])
    shown = label if name in REQUIRED or name == "country" else _label(name, label)
    invalid: dict[str, Any] = {"aria-invalid": State.errors[name] != ""}
    return field(
        name, shown, _control(name, invalid), error=refusal(PREFIX, name, State.errors[name]), prefix=PREFIX
    )


def _label(name: str, label: str) -> str:
    """What a country's addresses may not need is not called optional: the country decides."""
    return _("{field} (optional)", field=label) if name in ("attention", "phone", "street_2") else label


def _control(name: str, invalid: dict[str, Any]) -> rx.Component:
    if name == "country":
        return country_select(State.values["country"], **named(PREFIX, name, **invalid))
    return rx.el.input(
        type=KINDS.get(name, "text"),
        default_value=State.values[name],
        auto_complete=AUTOCOMPLETE[name],
        max_length=LONGEST[name],
        **named(PREFIX, name, **invalid),
    )
