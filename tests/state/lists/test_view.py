import pytest

from occ_app.i18n import speaking
from occ_app.services import views
from occ_app.services.invoices import INVOICES
from occ_app.services.lists import plain
from occ_app.services.payments import PAYMENTS
from occ_app.state.lists import FIRST, Cell, Head, list_view


@pytest.fixture
def account(make):
    return make.account()


@pytest.fixture
def actor(make, account):
    return make.actor(make.contact(account))


def test_the_list_of_one_address(make, db, account, actor):
    for day in range(60):
        make.invoice(account, 1_000, due_in=day)
    make.invoice(account, 500, due_in=-3)
    view = list_view(db, actor, INVOICES, {})
    assert (len(view.rows), view.previous_href, "after=" in view.next_href) == (50, "", True)
    assert view.footer == "61 documents · billed €605.00 · due €605.00"
    assert view.every == "Select all 61 that match"
    tabs = {tab[5]: (tab[1], tab[7], tab[4]) for tab in view.tabs}
    assert tabs["past_due"] == ("1", "€5.00", "false")
    assert tabs["all"] == ("61", "€605.00", "page")


def test_the_address_of_another_page_is_followed(make, db, account, actor):
    for day in range(60):
        make.invoice(account, due_in=day)
    query = dict([list_view(db, actor, INVOICES, {}).next_href.partition("?")[2].split("=", 1)])
    view = list_view(db, actor, INVOICES, query)
    assert (len(view.rows), view.next_href) == (10, "")


def test_filters_in_force_are_said_and_can_be_taken_away(make, db, actor):
    query = {
        "status": "open",
        "type": "usage,support",
        "q": "cloud",
        "issued_from": "2026-01-01",
        "order": "PD-1",
        "total_from": "1000",
        "currency": "EUR",
    }
    view = list_view(db, actor, INVOICES, query)
    chips = dict(view.chips)
    assert list(chips) == [
        "Usage", "Support", "Issue date from 1 Jan 2026", "Total from €1,000.00", "EUR", "Order: PD-1", "“cloud”",
    ]  # fmt: skip
    assert "type=support&" in chips["Usage"]
    assert "total_from" not in chips["EUR"], "an amount means nothing without its currency"
    assert (view.form["type_usage"], view.form["q"], view.form["total_from"]) == ("on", "cloud", "1000.00")


@pytest.mark.parametrize(("sort", "number"), [("", "number"), ("number", "-number"), ("-number", "")])
def test_a_heading_sorts_up_then_down_then_as_before(db, actor, sort, number):
    view = list_view(db, actor, INVOICES, {"sort": sort} if sort else {})
    (head,) = (head for head in view.heads if head[Head.LINK] == "Number")
    assert head[Head.HREF] == "/en/invoices" + (f"?sort={number}" if number else "")
    assert [head[Head.WORD] for head in view.heads if "unsorted" in head[Head.CLASS]][1:] == [
        "Contract / order · PO", "Reference", "Paid", "Status",
    ]  # fmt: skip


def test_rows_lead_to_their_page_and_back_to_this_list(make, db, account, actor):
    make.invoice(account, number="A-1")
    assert (
        list_view(db, actor, INVOICES, {"status": "open"}).rows[0][Cell.HREF]
        == "/en/invoices/A-1?status=open"
    )


def test_columns_are_the_usual_ones_until_somebody_chooses(make, db, account, actor):
    make.invoice(account, number="A-1", reference="RF01")
    usual = list_view(db, actor, INVOICES, {})
    assert "reference" not in usual.columns
    assert usual.rows[0][Cell.HIDES] == "5 9"
    views.choose_columns(db, actor, "invoices", ["reference"])
    view = list_view(db, actor, INVOICES, {})
    assert view.columns == ["number", "reference"]
    row = dict(zip((column.key for column in INVOICES.shown), view.rows[0][FIRST::2], strict=True))
    assert {key: text for key, text in row.items() if text} == {"number": "A-1", "reference": "RF01"}


def test_saved_views_are_offered(db, actor):
    views.save(db, actor, "invoices", "Support", "type=support")
    assert list_view(db, actor, INVOICES, {}).saved == [["Support", "?type=support"]]
    assert list_view(db, actor, PAYMENTS, {}).saved == []


def test_what_was_found_is_shown_where_the_row_does_not(make, db, account, actor):
    make.invoice(account, number="A-1", lines=("Suscripción anual del cortafuegos",))
    make.invoice(account, number="ANUAL-2")
    rows = {
        row[0]: row[Cell.BEFORE : Cell.AFTER + 1]
        for row in list_view(db, actor, INVOICES, {"q": "ANUAL"}).rows
    }
    assert rows == {"A-1": ["Suscripción ", "anual", " del cortafuegos"], "ANUAL-2": ["", "", ""]}


def test_where_counting_stopped_it_is_said(make, db, account, actor, monkeypatch):
    monkeypatch.setattr(plain, "MOST_COUNTED", 2)
    for _payment in range(4):
        make.payment(make.invoice(account, 1_000), 1_000)
    view = list_view(db, actor, PAYMENTS, {})
    assert view.tabs[-1][1:3] == ["3+", ""]
    assert view.footer == "More than 2; a narrower filter shows what they come to."


def test_payments_are_a_list_like_any_other(make, db, account, actor):
    make.payment(make.invoice(account, 1_000, number="A-1"), 1_000, reference="Transfer A-1")
    make.payment(make.invoice(account, 700), 700, settled=False)
    make.payment(make.invoice(make.account(), 9_999), 9_999)
    with speaking("es"):
        view = list_view(db, actor, PAYMENTS, {"sort": "amount"})
        assert view.footer == "2 pagos · 17,00\xa0€"
    assert [tab[1] for tab in view.tabs] == ["1", "1", "2"]
    assert [row[0] for row in list_view(db, actor, PAYMENTS, {"q": "TRANSFER"}).rows] == [view.rows[1][0]]
    found = list_view(db, actor, INVOICES, {"payment": view.rows[1][0]})
    assert [row[0] for row in found.rows] == ["A-1"], "a payment leads to what it paid"


def test_a_row_remembers_the_list_it_is_opened_from(make, db, account, actor):
    payment = make.payment(make.invoice(account, 1_000), 1_000)
    (row,) = list_view(db, actor, PAYMENTS, {"status": "settled"}).rows
    assert row[Cell.HREF] == f"/en/payments/{payment.number}?status=settled"
