"""What people type finds what they mean, on both databases, and never another company's."""

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from occ_app.models import Invoice, InvoiceLine
from occ_app.services import invoices
from occ_app.services.invoices import Filter, Group, few


@pytest.fixture
def acme(make):
    return make.account()


@pytest.fixture
def found(make, db, acme):
    actor = make.actor(make.contact(acme))

    def numbers(typed, **more):
        wanted = Filter(search=typed, **more)
        page = [invoice.number for invoice, _order in invoices.listing(db, actor, wanted).items]
        counted = sum(tally.count for tally in invoices.tallies(db, actor, wanted)[wanted.group])
        assert counted == len(page)
        return sorted(page)

    return numbers


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "INV-2026-0417",
            "inv-2026",
            "0417",
            "26-04",
            "CAFÉ",
            "Straße",
            "STRASSE",
            "50%",
            "a_b",
            '"quoted"',
            "po-7781",
            "q3",
        ],
        "cafe 0417",
        "0417 q3",
    ],
)
def test_whatever_part_is_typed_finds_the_document(make, acme, found, typed):
    lines = ("Café, 50% off", "Straße nach Norden a_b", 'a "quoted" word', "support Q3")
    make.invoice(acme, number="INV-2026-0417", po_number="PO-7781", lines=lines)
    make.invoice(acme, number="INV-1999-0001", lines=("Something else axb",))
    make.invoice(make.account("Globex"), number="X-INV-2026-0417", po_number="PO-7781", lines=lines)
    assert found(typed) == ["INV-2026-0417"]


@pytest.mark.parametrize("typed", ["INV-2026-9", "cafe nothing", "417-0", "50%%", "axx", '""', "3"])
def test_what_is_not_there_is_not_found(make, acme, found, typed):
    make.invoice(acme, number="INV-2026-0417", lines=("Café, 50% off",))
    assert found(typed) == []


def test_two_letters_are_the_beginning_of_a_word(make, acme, found):
    make.invoice(acme, number="A-1", lines=("an iris",))
    make.invoice(acme, number="B-1", lines=("a virus",))
    assert found("ir") == ["A-1"]


def test_a_document_is_found_by_its_new_words_and_no_longer_by_the_old(make, db, acme, found):
    for number in ("A-1", "A-2"):
        make.invoice(acme, number=number, lines=("before",))
    db.execute(update(Invoice).where(col(Invoice.number) == "A-1").values(search_text="a-1\nafter"))
    assert (found("before"), found("after")) == (["A-2"], ["A-1"])


def test_documents_are_found_while_they_wait_for_the_index_and_after(make, db, acme, found):
    for number in range(1, 502):  # SQLite's trigger indexes 500 at a time
        make.invoice(acme, number=f"N-{number:04}", lines=("needle" if number in (1, 501) else "hay",))
    assert found("needle") == ["N-0001", "N-0501"]
    for number in ("N-0001", "N-0501"):
        gone = db.execute(select(Invoice.id).where(col(Invoice.number) == number)).scalar_one()
        db.execute(delete(InvoiceLine).where(col(InvoiceLine.invoice_id) == gone))
        db.execute(delete(Invoice).where(col(Invoice.id) == gone))
    assert found("needle") == []


def test_with_search_go_all_other_filters(make, acme, found):
    make.invoice(acme, number="A-1", due_in=-3, lines=("needle",))
    make.invoice(acme, number="A-2", due_in=3, lines=("needle",))
    assert found("needle", group=Group.PAST_DUE) == ["A-1"]
    assert found("needle", group=Group.OPEN, currency="EUR") == ["A-2"]
    assert found("needle", total_from=99_999_999) == []


def test_where_there_are_too_many_to_count_it_is_said(make, db, acme, monkeypatch):
    monkeypatch.setattr(few, "FEW", 3)
    actor = make.actor(make.contact(acme))
    for due_in in (-1, 1, 2, 3, 4):
        make.invoice(acme, due_in=due_in, lines=("needle",))
    make.payment(make.invoice(acme, 500, lines=("hay",)), 500)
    page = invoices.listing(db, actor, Filter(search="needle"))
    assert len(page.items) == 5
    counted = invoices.tallies(db, actor, Filter(search="needle"))
    assert not any(tally.is_exact for tallies in counted.values() for tally in tallies)
    assert counted[Group.CLOSED][0].count == 0
    assert counted[Group.ALL][0].count == 4
    assert all(tally.is_exact for tally in invoices.tallies(db, actor, Filter())[Group.ALL])
