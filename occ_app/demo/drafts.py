"""Writing a bill: whose, under which order, on which day; and the lines in the customer's words."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from occ_app.demo import taxes
from occ_app.demo.bills import Bill, Item
from occ_app.demo.calendar import shifted
from occ_app.demo.catalogue import Product
from occ_app.demo.companies import Agreement, Customer, T

TERMS = timedelta(days=30)
PERIOD_STARTS = {T.SUBSCRIPTION: 1, T.LICENSE: 1, T.SERVICE: 0, T.SUPPORT: 0, T.USAGE: -1}
"""Months between the bill and the period its lines cover; what is not here covers none."""


@dataclass(frozen=True)
class Draft:
    """A bill before its lines."""

    customer: Customer
    agreement: Agreement
    issued: date

    @property
    def currency(self) -> str:
        """The order's, which is usually the company's."""
        return self.agreement.currency or self.customer.currency

    def item(self, product: Product, quantity: Decimal, price: Decimal, site: str = "") -> Item:
        """A line of the bill; `site` says where, on consolidated bills."""
        name = product.name(self.customer.language).format(
            contract=self.agreement.contract or self.agreement.order
        )
        start, end = self._period()
        rate = taxes.rate_of(self.customer.country, self.agreement.type, product.part)
        return Item(f"{name} · {site}" if site else name, product.part, quantity, price, rate, start, end)

    def bill(self, items: list[Item]) -> Bill:
        """The finished bill, due at the usual terms."""
        return Bill(self.customer, self.agreement, self.issued, items, due=self.issued + TERMS)

    def _period(self) -> tuple[date | None, date | None]:
        """The months a recurring line covers; usage looks back over those since the last bill."""
        shift = PERIOD_STARTS.get(self.agreement.type)
        if shift is None:
            return None, None
        length = max(self.agreement.every, 1)
        start = shifted(self.issued.replace(day=1), shift if shift >= 0 else -length)
        last_month = shifted(start, length - 1)
        return start, last_month.replace(day=monthrange(last_month.year, last_month.month)[1])
