"""Documents for the tests of files: an ordinary invoice, and parts to make others of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from occ_app.models import InvoiceLine, InvoiceTax
from occ_app.money import Money
from occ_app.settings import get_settings
from occ_app.testing.factories import Make

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@dataclass
class Bills:
    """Invoices with lines and taxes as a supplier writes them."""

    make: Make

    def acme(self, **values: Any):
        address = {"street": "Calle de Alcalá 45", "postal_code": "28014", "city": "Madrid", "country": "ES"}
        return self.make.account("Acme Iberia, S.A.", **({"tax_id": "ESA12345674"} | address | values))

    def line(self, invoice, position, text, net, *, price=None, quantity=1, rate=21, part="", period=None):
        start, end = period or (None, None)
        self._add(
            InvoiceLine(
                account_id=invoice.account_id,
                invoice_id=invoice.pk,
                position=position,
                description=text,
                part_number=part,
                period_start=start,
                period_end=end,
                quantity=Decimal(quantity),
                unit_price=Money(net, invoice.currency).amount if price is None else Decimal(price),
                tax_rate=Decimal(rate),
                net_minor=net,
            )
        )

    def tax(self, invoice, base, tax, *, name="IVA", rate=21):
        owner = {"account_id": invoice.account_id, "invoice_id": invoice.pk}
        self._add(InvoiceTax(**owner, name=name, rate=Decimal(rate), base_minor=base, tax_minor=tax))

    def ordinary(self, account):
        """Three lines (one negative), a tax that was rounded, an order with its contract."""
        invoice = self.make.invoice(
            account,
            1_843_000,
            number="MC-2026-004812",
            order=self.make.order(account, number="ORD-2025-0117", contract_number="CT-20417"),
            lines=(),
            net_minor=1_523_132,
            tax_minor=319_868,
            reference="RF18 MC26 0048 12",
            po_number="PO-2026-0318",
            issued_on=date(2026, 9, 12),
        )
        self.line(
            invoice,
            1,
            "Plataforma en la nube",
            1_620_000,
            price=135,
            quantity=120,
            part="MC-PLAT",
            period=OCTOBER,
        )
        self.line(invoice, 2, "Almacenamiento adicional", 74_000, price="18.50", quantity=40, period=OCTOBER)
        self.line(invoice, 3, "Bonificación acordada", -170_868, period=OCTOBER)
        self.tax(invoice, 1_523_132, 319_858)
        return invoice

    def _add(self, record):
        self.make.db.add(record)
        self.make.db.flush()


@pytest.fixture
def bills(make: Make) -> Bills:
    return Bills(make)


@pytest.fixture
def supplier(monkeypatch):
    """A Spanish supplier; a function that changes its settings."""

    def settings(**changed):
        usual = {
            "OCC_SUPPLIER_COUNTRY": "ES",
            "OCC_SUPPLIER_TAX_ID": "B87654323",
            "OCC_SUPPLIER_ADDRESS": "Paseo de la Innovación 12 | Planta 3 | Edificio B | 28046 Madrid",
        }
        for name, value in (usual | changed).items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    settings()
    yield settings
    monkeypatch.undo()
    get_settings.cache_clear()
