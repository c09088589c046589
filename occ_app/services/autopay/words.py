"""Why an invoice is left to people, in words."""

from enum import StrEnum

from occ_app.i18n import lazy


class Skip(StrEnum):
    """Why autopay leaves an invoice out; looked at again as long as the invoice is open, but for what a rule's end did."""

    DISPUTED = "disputed"
    CAP_INVOICE = "cap_invoice"
    CAP_MONTH = "cap_month"
    CARD_EXPIRED = "card_expired"
    LIMIT = "limit"
    REFUSED = "refused"
    OTHER_RULE = "other_rule"
    PAID = "paid"
    RULE_STOPPED = "rule_stopped"


SENTENCES = {
    Skip.DISPUTED: lazy("It is in dispute."),
    Skip.CAP_INVOICE: lazy("It is above the most that one invoice may be."),
    Skip.CAP_MONTH: lazy("It would go beyond the most of one month."),
    Skip.CARD_EXPIRED: lazy("The card has expired, or does before that day."),
    Skip.LIMIT: lazy("It would go beyond your company’s limit of payments."),
    Skip.REFUSED: lazy("This amount cannot be charged to a card."),
    Skip.OTHER_RULE: lazy("Its contract has a rule of its own."),
    Skip.PAID: lazy("It was paid, or is being paid, another way."),
    Skip.RULE_STOPPED: lazy("Autopay was stopped before its day."),
}

STOPPED = lazy("Somebody stopped it for this invoice.")
