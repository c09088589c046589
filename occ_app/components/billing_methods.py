"""What a company pays with: its cards, which of them pays which contract, and the bank transfer."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import asking
from occ_app.components.elements import card, copy_button, document_link, status_badge
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.settings import get_settings
from occ_app.state.billing_methods import BillingMethodsState as State

CHANGE = Permission.CARDS_MANAGE
DIALOG = "remove-card"


def cards() -> rx.Component:
    """The cards, and the way to another."""
    rows = rx.el.ul(rx.foreach(State.cards, _card), class_name="own")
    none = rx.el.p(
        _("No card yet. With one, invoices are paid at once, and can pay themselves."), class_name="hint"
    )
    adding = rx.el.div(
        document_link(_("Add a card"), State.new_card, "plus", class_name="button"), class_name="actions"
    )
    not_taken = rx.el.p(_("Payment by card is not offered here."), class_name="hint")
    return card(
        _("Cards"),
        rx.cond(State.cards.length() > 0, rows, none),
        rx.cond(State.new_card != "", allowed(CHANGE, adding), not_taken),
    )


def contracts() -> rx.Component:
    """Which card pays which contract."""
    heads = rx.el.tr(rx.el.th(_("Contract"), scope="col"), rx.el.th(_("Card"), scope="col"))
    table = rx.el.table(
        rx.el.thead(heads), rx.el.tbody(rx.foreach(State.contracts, _contract)), class_name="contract-cards"
    )
    none = rx.el.p(_("You have no contracts yet. Every payment is made with the default card."), class_name="hint")  # fmt: skip
    return card(
        _("Card per contract"),
        rx.el.p(
            _("Suggested when only invoices of this contract are paid."),
            class_name="muted",
        ),
        rx.cond(State.contracts.length() > 0, table, none),
    )


def transfer() -> rx.Component:
    """How to pay without a card."""
    settings = get_settings()
    facts = [
        (_("Beneficiary"), settings.bank_beneficiary),
        (_("IBAN"), settings.bank_iban),
        (_("BIC"), settings.bank_bic),
    ]
    rows = [
        rx.el.div(
            rx.el.dt(label), rx.el.dd(rx.el.span(value, class_name="id"), copy_button(value, what=label))
        )
        for label, value in facts
    ]
    return card(
        _("Bank transfer"),
        rx.el.p(
            _(
                "Choose it when you pay. You then get a reference of your own: write it on the transfer, and the money finds its invoices by itself, in one to three bank days. Nothing has to be set up for it."
            ),
            class_name="muted",
        ),
        rx.el.dl(*rows, class_name="topics"),
    )


def confirmation() -> rx.Component:
    """Removing is asked about once more."""
    return asking(
        DIALOG,
        _("Remove this card?"),
        rx.fragment(
            rx.el.span(State.chosen[1], class_name="strong"),
            ". ",
            _("It cannot be charged from here any more. Payments made with it stay in the history."),
        ),
        _("Remove card"),
        State.remove,
        finished=State.finished,
    )


def _card(one: Any) -> rx.Component:
    usual = status_badge("closed", "/icons.svg#circle-check", _("Default"))
    mark = status_badge(one[5], one[6], one[4])
    return rx.el.li(
        icon("credit-card"),
        rx.el.div(
            rx.el.span(
                rx.el.span(one[1], class_name="strong"),
                " ",
                rx.cond(one[3] != "", usual, rx.fragment()),
                " ",
                rx.cond(one[4] != "", mark, rx.fragment()),
            ),
            rx.el.small(one[2]),
            rx.cond(one[7] != "", rx.el.small(one[7]), rx.fragment()),
        ),
        allowed(CHANGE, _acts(one)),
    )


def _acts(one: Any) -> rx.Component:
    make = row_button(_("Make default"), one[1], State.make_usual(one[0]))
    remove = row_button(_("Remove"), one[1], State.choose(one[0], one[1]), dialog=DIALOG)
    return rx.el.div(
        rx.cond((one[3] == "") & (one[8] == ""), make, rx.fragment()), remove, class_name="row-actions"
    )


def _contract(one: Any) -> rx.Component:
    options = rx.foreach(State.choices, lambda choice: rx.el.option(choice[1], value=choice[0]))
    choice = rx.el.select(
        rx.el.option(_("Default card"), value=""),
        options,
        value=one[1],
        on_change=lambda value: State.use_for(one[0], value),
        custom_attrs={"aria-label": rx.Var.create(_("Card of contract")) + " " + one[0]},
    )
    return rx.el.tr(rx.el.th(one[0], scope="row", class_name="id"), rx.el.td(choice))
