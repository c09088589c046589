import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import speaking
from occ_app.models import ContactRole, InvoiceStatus, InvoiceType
from occ_app.services.invoice_query import parse
from occ_app.services.invoices import Filter, Group
from occ_app.state.invoice_rows import Cell, from_form, from_search, href, invoice_href, list_view, row
from occ_app.testing.factories import TODAY


def test_a_row_is_only_strings_in_the_order_of_its_cells(make):
    account = make.account()
    order = make.order(account, contract_number="CT-1", number="PD-1")
    invoice = make.invoice(account, 1_843_000, due_in=-41, order=order, po_number="PO-1", disputed_minor=1)
    with speaking("es"):
        cells = row(invoice, order, TODAY)
    assert len(cells) == len(Cell)
    assert all(isinstance(cell, str) for cell in cells)
    assert cells[Cell.SOURCE] == "CT-1 · PD-1"
    assert cells[Cell.BALANCE] == "18.430,00\xa0€"
    assert (cells[Cell.STATUS], cells[Cell.STATUS_KEY], cells[Cell.DISPUTED]) == (
        "Vencida",
        "past_due",
        "En disputa",
    )


def test_an_invoice_without_an_order_has_a_dash(make):
    assert row(make.invoice(make.account()), None, TODAY)[Cell.SOURCE] == "—"


def test_an_odd_number_is_still_one_part_of_its_address():
    assert invoice_href("A/1 #2?") == "/en/invoices/A%2F1%20%232%3F"


def test_the_list_of_one_address(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    for day in range(60):
        make.invoice(account, 1_000, due_in=day)
    make.invoice(account, 500, due_in=-3)
    view = list_view(db, actor, {})
    assert (len(view.rows), view.previous_href, "after=" in view.next_href) == (50, "", True)
    assert view.sentence == "1 invoice is past due, €5.00."
    assert view.footer == "61 documents · billed €605.00 · due €605.00"
    tabs = {tab[5]: (tab[1], tab[7], tab[4]) for tab in view.tabs}
    assert tabs["past_due"] == ("1", "€5.00", "false")
    assert tabs["all"] == ("61", "€605.00", "page")


def test_the_address_of_another_page_is_followed(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    for day in range(60):
        make.invoice(account, due_in=day)
    query = dict([list_view(db, actor, {}).next_href.partition("?")[2].split("=", 1)])
    view = list_view(db, actor, query)
    assert (len(view.rows), view.next_href) == (10, "")


def test_filters_in_force_are_said_and_can_be_taken_away(make, db):
    actor = make.actor(make.contact(make.account()))
    query = {
        "status": "open",
        "type": "usage,support",
        "q": "cloud",
        "issued_from": "2026-01-01",
        "order": "PD-1",
    }
    view = list_view(db, actor, query)
    chips = dict(view.chips)
    assert list(chips) == ["Usage", "Support", "Order PD-1", "Issued from 1 Jan 2026", "“cloud”"]
    assert chips["Usage"] == "/en/invoices?status=open&q=cloud&type=support&order=PD-1&issued_from=2026-01-01"
    assert (view.form["type_usage"], view.form["q"], view.form["issued_from"]) == (
        "on",
        "cloud",
        "2026-01-01",
    )


@pytest.mark.parametrize(
    ("sort", "number"),
    [("", "number"), ("number", "-number"), ("-number", "")],
)
def test_a_heading_sorts_up_then_down_then_as_before(make, db, sort, number):
    actor = make.actor(make.contact(make.account()))
    view = list_view(db, actor, {"sort": sort} if sort else {})
    assert view.sorts["number"][0] == "/en/invoices" + (f"?sort={number}" if number else "")


def test_the_filter_form_becomes_an_address_that_reads_back():
    form = {
        "type_usage": "on",
        "state_past_due": "on",
        "issued_to": "2026-02-01",
        "order": " PD-1 ",
        "currency": "",
    }
    address = from_form({"status": "closed", "after": "xyz", "q": "old"}, form)
    wanted = parse(dict(pair.split("=") for pair in address.partition("?")[2].split("&")))
    assert (wanted.types, wanted.statuses) == ((InvoiceType.USAGE,), (InvoiceStatus.PAST_DUE,))
    assert (wanted.group, wanted.search, wanted.order) == (Group.CLOSED, "old", "PD-1")
    assert "after" not in address


@pytest.mark.parametrize(
    "form", [{"type_furniture": "on"}, {"issued_from": "yesterday"}, {"currency": "XXXX"}]
)
def test_a_form_nobody_could_have_filled_in_is_refused(form):
    with pytest.raises(Invalid):
        from_form({}, form)


def test_searching_starts_at_the_first_page():
    assert (
        from_search({"after": "xyz", "status": "open"}, "Acme & co")
        == "/en/invoices?status=open&q=Acme+%26+co"
    )


def test_the_plain_list_has_a_plain_address():
    with speaking("es"):
        assert href(Filter()) == "/es/invoices"


def test_a_technical_contact_counts_own_orders_only(make, db):
    account = make.account()
    own = make.order(account)
    actor = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    make.invoice(account, order=own, due_in=-1)
    make.invoice(account, order=make.order(account), due_in=-1)
    assert list_view(db, actor, {}).sentence.startswith("1 invoice is past due")


def test_nobody_gets_a_list_without_the_right(db):
    with pytest.raises(Forbidden):
        list_view(db, Actor(), {})
