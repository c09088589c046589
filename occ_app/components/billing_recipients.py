"""Who is mailed about what: a card for each topic."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.elements import card, status_badge
from occ_app.components.fields import field, named, refusal
from occ_app.components.icon import icon
from occ_app.components.row_buttons import about_row, row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import MailTopic
from occ_app.services.billing_profile.letters import ALWAYS_TOLD
from occ_app.services.billing_profile.words import TOPICS
from occ_app.state.billing_recipients import EMAIL, LONGEST_EMAIL, TOPIC
from occ_app.state.billing_recipients import BillingRecipientsState as State

SAID = {
    MailTopic.INVOICES: lazy("Each new invoice and credit note."),
    MailTopic.RECEIPTS: lazy("The receipt of each payment."),
    MailTopic.REMINDERS: lazy("What falls due soon, and what is late."),
    MailTopic.FAILED_PAYMENTS: lazy("A payment that failed, and a card that expires soon."),
    MailTopic.RENEWALS: lazy("What renews, when, and until when you can decide."),
    MailTopic.BILLING_DATA: lazy(
        "Changes of contact, address, recipients and tax IDs. The billing contact and the administrators always get them."
    ),
}


def topics() -> rx.Component:
    """All topics, in their order."""
    return rx.el.div(*(_topic(topic) for topic in MailTopic), class_name="pair")


def _topic(topic: MailTopic) -> rx.Component:
    rows = rx.el.ul(rx.foreach(State.named[topic.value], _recipient), class_name="own")
    nobody = rx.el.p(_("Nobody else is set.") if topic in ALWAYS_TOLD else State.otherwise, class_name="hint")
    return card(
        _(TOPICS[topic]),
        rx.el.p(_(SAID[topic]), class_name="muted"),
        rx.cond(State.named[topic.value].length() > 0, rows, nobody),
        allowed(Permission.BILLING_CHANGE, _adding(topic)),
    )


def _recipient(one: Any) -> rx.Component:
    bounced = status_badge("past_due", "/icons.svg#circle-alert", _("Mail came back"))
    remove = row_button(_("Remove"), one[1], State.remove(one[0]))
    return rx.el.li(
        icon("mail"),
        rx.el.div(rx.el.span(one[1]), rx.cond(one[2] != "", bounced, rx.fragment())),
        allowed(Permission.BILLING_CHANGE, remove),
    )


def _adding(topic: MailTopic) -> rx.Component:
    attributes = named(topic.value, "email", **{"aria-invalid": State.errors[topic.value] != ""})
    address = rx.el.input(
        type="email", auto_complete="off", max_length=LONGEST_EMAIL, **{**attributes, "name": EMAIL}
    )
    return rx.el.form(
        rx.el.input(type="hidden", name=TOPIC, default_value=topic.value),
        field(
            "email",
            _("Add an e-mail address"),
            address,
            error=refusal(topic.value, "email", State.errors[topic.value]),
            prefix=topic.value,
        ),
        rx.el.button(
            icon("plus"),
            _("Add"),
            about_row(_(TOPICS[topic])),
            type="submit",
            class_name="button",
        ),
        on_submit=State.add,
        key=State.added.to_string(),
        no_validate=True,
        class_name="adding",
    )
