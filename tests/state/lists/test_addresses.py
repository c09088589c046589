from urllib.parse import parse_qsl

import pytest

from occ_app.errors import Invalid
from occ_app.models import InvoiceStatus, InvoiceType
from occ_app.services.invoice_query import parse
from occ_app.services.invoices import INVOICES, Group
from occ_app.state.lists import from_form, from_search


def test_the_filter_form_becomes_an_address_that_reads_back():
    form = {
        "type_usage": "on",
        "state_past_due": "on",
        "issued_to": "2026-02-01",
        "order": " PD-1 ",
        "contract": "CT-1",
        "po": "PO 7",
        "currency": "",
    }
    address = from_form(INVOICES, {"status": "closed", "after": "xyz", "q": "old", "type": "support"}, form)
    wanted = parse(dict(parse_qsl(address.partition("?")[2])))
    assert (wanted.types, wanted.statuses) == ((InvoiceType.USAGE,), (InvoiceStatus.PAST_DUE,))
    assert (wanted.group, wanted.search, wanted.order) == (Group.CLOSED, "old", "PD-1")
    assert (wanted.contract, wanted.po) == ("CT-1", "PO 7")
    assert "after" not in address


def test_amounts_without_a_currency_are_in_the_companys_own():
    address = from_form(INVOICES, {}, {"total_from": "1000.50"}, "EUR")
    assert address == "/en/invoices?total_from=1000.50&currency=EUR"
    assert from_form(INVOICES, {}, {"order": "x"}, "EUR") == "/en/invoices?order=x"


@pytest.mark.parametrize(
    "form", [{"type_furniture": "on"}, {"issued_from": "yesterday"}, {"currency": "XXXX"}, {"total_to": "x"}]
)
def test_a_form_nobody_could_have_filled_in_is_refused(form):
    with pytest.raises(Invalid):
        from_form(INVOICES, {}, form, "EUR")


def test_searching_starts_at_the_first_page():
    assert (
        from_search(INVOICES, {"after": "xyz", "status": "open"}, "Acme & co")
        == "/en/invoices?status=open&q=Acme+%26+co"
    )
