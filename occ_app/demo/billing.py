"""What a customer was billed over the demo's months: by the rhythm of its orders, and as told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from occ_app.demo.bills import Bill, Item
from occ_app.demo.calendar import months, office_day, on_day
from occ_app.demo.catalogue import BY_PART, CATALOGUE, DISCOUNT, SITES, SMALL, Product
from occ_app.demo.companies import Agreement, Customer, T, Told
from occ_app.demo.drafts import PERIOD_STARTS, Draft

TOLD_FROM = timedelta(days=72)
"""How far back a told company's recent bills on account are all told by hand."""

BILLED_ON = {T.SUBSCRIPTION: 12, T.USAGE: 14, T.SUPPORT: 28, T.SERVICE: 3, T.LICENSE: 4,
             T.CONSULTING: 22, T.HARDWARE: 9, T.EDUCATION: 17}  # fmt: skip
GROWTH = Decimal("0.013")
SEASON = {2: Decimal("0.95"), 8: Decimal("0.86"), 12: Decimal("1.07")}
AGREED_DISCOUNT = Decimal("0.08")


@dataclass(frozen=True)
class Window:
    """The time the demo covers for one customer."""

    months: tuple[date, ...]
    last: date

    @classmethod
    def until(cls, last: date) -> "Window":
        """The demo's months up to this day."""
        return cls(tuple(months(last)), last)


def bills(customer: Customer, last: date, chance: Random) -> list[Bill]:
    """Every invoice of the customer up to `last`, oldest first; its small ones on demand come later."""
    window = Window.until(last)
    found = [
        bill
        for agreement in customer.agreements
        for bill in _regular(customer, agreement, window, chance)
        if not _is_told_instead(bill, last)
    ]
    found += [_told(customer, told, last) for told in customer.told]
    return sorted(found, key=lambda bill: bill.issued)


def on_demand(customer: Customer, last: date, chance: Random, count: int) -> list[Bill]:
    """`count` small bills spread evenly over the months, the newest on the last day."""
    window = Window.until(last)
    agreements = [agreement for agreement in customer.agreements if agreement.is_on_demand]
    start = window.months[0]
    span = (last - start).days
    days = [start + timedelta(days=span * step // max(count - 1, 1)) for step in range(count)]
    return [_listed(Draft(customer, chance.choice(agreements), day), window, chance) for day in days]


def _regular(customer: Customer, agreement: Agreement, window: Window, chance: Random) -> Iterator[Bill]:
    if not agreement.every:
        return
    offset = int(agreement.order[-2:])
    for first in window.months:
        issued = _issued(agreement, first)
        if (first.year * 12 + first.month + offset) % agreement.every == 0 and issued <= window.last:
            yield _listed(Draft(customer, agreement, issued), window, chance)


def _issued(agreement: Agreement, first: date) -> date:
    day = on_day(first, BILLED_ON[agreement.type] + int(agreement.order[-1]) % 4)
    return day if agreement.type in PERIOD_STARTS else office_day(day)


def _is_told_instead(bill: Bill, last: date) -> bool:
    """Whether the bill lies where a told company's bills on account are told, or would double one of them."""
    if not bill.customer.told or bill.agreement.is_paid_at_once:
        return False
    days = [
        last - timedelta(days=told.age) for told in bill.customer.told if told.order == bill.agreement.order
    ]
    same_month = any(day.replace(day=1) == bill.issued.replace(day=1) for day in days)
    return same_month or bill.issued > last - TOLD_FROM


def _told(customer: Customer, told: Told, last: date) -> Bill:
    draft = Draft(customer, customer.agreement(told.order), last - timedelta(days=told.age))
    return draft.bill(
        [draft.item(BY_PART[part], Decimal(quantity), Decimal(price)) for part, quantity, price in told.lines]
    )


def _listed(draft: Draft, window: Window, chance: Random) -> Bill:
    """A bill over the type's products at list prices, in quantities of the size and time."""
    growing = _growth(window, draft.issued) * draft.customer.size * Decimal(draft.agreement.size)
    catalogue = SMALL if draft.agreement.is_on_demand else CATALOGUE
    items = [
        draft.item(product, _quantity(product, growing, chance), product.price_in(draft.currency), site)
        for site in (SITES if draft.agreement.by_site else ("",))
        for product in catalogue[draft.agreement.type]
    ]
    if draft.agreement.type is T.SUBSCRIPTION and not draft.agreement.is_on_demand:
        items.append(_discount(draft, items[0]))
    return draft.bill(items)


def _discount(draft: Draft, platform: Item) -> Item:
    agreed = (platform.quantity * platform.price * AGREED_DISCOUNT).quantize(Decimal(1), ROUND_DOWN)
    return draft.item(DISCOUNT, Decimal(1), -agreed)


def _growth(window: Window, issued: date) -> Decimal:
    """Less the longer ago, and by season."""
    ago = (window.last - issued).days // 30
    return (1 - GROWTH * ago) * SEASON.get(issued.month, Decimal(1))


def _quantity(product: Product, growing: Decimal, chance: Random) -> Decimal:
    if product.least == product.most:
        return Decimal(product.least)
    return max(Decimal(1), (chance.randint(product.least, product.most) * growing).quantize(Decimal(1)))
