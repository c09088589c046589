"""A company with three invoices, two of which are to be handed over."""

import pytest


@pytest.fixture
def acme(make):
    return make.account("Acme", language="es")


@pytest.fixture
def ana(make, acme):
    return make.contact(acme, name="Ana Ruiz")


@pytest.fixture
def handed(make, acme):
    """Two invoices to be handed over; a third is not."""
    order = make.order(acme)
    make.invoice(acme, 99_900, number="ACME-3", order=order)
    return [make.invoice(acme, 1_000 * n, number=f"ACME-{n}", order=order) for n in (1, 2)]
