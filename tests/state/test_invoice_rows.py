import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden
from occ_app.i18n import speaking
from occ_app.models import ContactRole
from occ_app.services.invoices import INVOICES, Filter
from occ_app.state.invoice_rows import href, invoice_href, invoices_view, row
from occ_app.state.lists import FIRST, Cell, cells_of
from occ_app.testing.factories import TODAY


def texts(cells):
    """Column keys to [text, note]."""
    return {
        column.key: cells[FIRST + 2 * at : FIRST + 2 * at + 2] for at, column in enumerate(INVOICES.shown)
    }


def test_a_row_is_only_strings_in_the_order_of_its_cells(make):
    account = make.account()
    order = make.order(account, contract_number="CT-1", number="PD-1")
    invoice = make.invoice(account, 1_843_000, due_in=-41, order=order, po_number="PO-1", disputed_minor=1)
    with speaking("es"):
        cells = row(invoice, order, TODAY)
    assert len(cells) == cells_of(INVOICES)
    assert all(isinstance(cell, str) for cell in cells)
    shown = texts(cells)
    assert shown["source"] == ["CT-1 · PD-1", "PO-1"]
    assert shown["balance"][0] == "18.430,00\xa0€"
    assert shown["due"][1] == "41 días de retraso"
    assert (shown["status"], cells[Cell.STATUS]) == (["Vencida", "En disputa"], "past_due")


def test_an_invoice_without_an_order_has_a_dash(make):
    assert texts(row(make.invoice(make.account()), None, TODAY))["source"][0] == "—"


def test_a_credit_note_has_no_due_date(make):
    shown = texts(row(make.credit_note(make.account()), None, TODAY))
    assert (shown["due"], shown["type"][0]) == (["—", ""], "Credit note")


def test_an_odd_number_is_still_one_part_of_its_address():
    assert invoice_href("A/1 #2?") == "/en/invoices/A%2F1%20%232%3F"


def test_the_plain_list_has_a_plain_address():
    with speaking("es"):
        assert href(Filter()) == "/es/invoices"


def test_what_is_late_is_said_whatever_is_filtered(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    make.invoice(account, 500, due_in=-3)
    make.invoice(account, 700, due_in=-41)
    make.invoice(account, 900, due_in=3)
    for query in ({}, {"status": "closed"}):
        view = invoices_view(db, actor, INVOICES, query)
        assert view.sentence == "2 invoices are past due, €12.00. The oldest was due 41 days ago."
        assert view.late == [["2 invoices past due", "€12.00"]]


def test_ages_hold_what_their_links_find(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    for days, minor in ((5, 100), (0, 200), (-1, 400), (-30, 800), (-31, 1_600), (-90, 3_200), (-91, 6_400)):
        make.invoice(account, minor, due_in=days)
    make.payment(make.invoice(account, 12_800, due_in=-10), 12_800, settled=False)
    make.credit_note(account, -5_000)
    for age in invoices_view(db, actor, INVOICES, {}).ages:
        query = dict(pair.split("=") for pair in age[3].partition("?")[2].split("&"))
        there = invoices_view(db, actor, INVOICES, query)
        assert there.footer.endswith(f"due {age[1]}")
        assert [one[5] for one in there.ages].count("page") == 1


def test_a_technical_contact_counts_own_orders_only(make, db):
    account = make.account()
    own = make.order(account)
    actor = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    make.invoice(account, order=own, due_in=-1)
    make.invoice(account, order=make.order(account), due_in=-1)
    assert invoices_view(db, actor, INVOICES, {}).sentence.startswith("1 invoice is past due")


def test_nobody_gets_a_list_without_the_right(db):
    with pytest.raises(Forbidden):
        invoices_view(db, Actor(), INVOICES, {})
