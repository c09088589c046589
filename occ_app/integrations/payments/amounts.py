"""Amounts as Stripe counts them, exact or refused (https://docs.stripe.com/currencies).

Its minor units are not CLDR's: two decimals unless a currency is on one of its lists. ISK and UGX have no
decimals any more and are still counted in hundredths; amounts with three decimals must end in 0.
"""

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.integrations.payments.faults import Malformed
from occ_app.money import Money, digits, display

NONE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THREE = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
LARGEST = 999_999_999_999
"""No currency and card allow more; most allow less, which Stripe then says."""


def decimals(currency: str) -> int:
    """How many Stripe counts in."""
    return 0 if currency in NONE else 3 if currency in THREE else 2


def to_stripe(money: Money) -> int:
    """The number to send; `Invalid` where Stripe could not take the amount as it is."""
    amount, rest = _shifted(money.minor, decimals(money.currency) - digits(money.currency))
    if money.minor <= 0:
        raise Invalid(_("Only an amount above zero can be paid."), "amount")
    if money.currency in THREE and amount % 10:
        raise _refusal(money, _("{amount} cannot be paid by card: the last decimal has to be 0."))
    if rest or amount > LARGEST:
        raise _refusal(money, _("{amount} cannot be paid by card in one payment."))
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """Stripe's number as our money; `Malformed` where it has decimals the currency does not have."""
    code = currency.upper()
    minor, rest = _shifted(amount, digits(code) - decimals(code))
    if rest:
        raise Malformed(f"{amount} has more decimals than {code} allows")
    return Money(minor, code)


def _shifted(number: int, places: int) -> tuple[int, int]:
    """The number with so many decimals more or less, and what was cut off."""
    factor = int(10 ** abs(places))
    return (number * factor, 0) if places >= 0 else divmod(number, factor)


def _refusal(money: Money, sentence: str) -> Invalid:
    return Invalid(sentence.format(amount=display(money, language())), "amount")
