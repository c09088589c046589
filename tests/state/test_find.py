import pytest

from occ_app import pages
from occ_app.i18n import speaking
from occ_app.models import Account
from occ_app.navigation import discover
from occ_app.state.find import Cell, FindState, find_view


@pytest.fixture(autouse=True)
def _pages():
    discover(pages)


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account("Acme"), name="Ana Ruiz"))


def titles(view):
    return ["".join(row[Cell.BEFORE : Cell.AFTER + 1]) for options in view.groups for row in options.rows]


def test_pages_are_found_by_their_name_in_the_language_spoken(db, ana):
    assert titles(find_view(db, ana, "inv"))[0] == "Invoices"
    with speaking("es"):
        view = find_view(db, ana, "FACT")
    row = view.groups[0].rows[0]
    assert (view.groups[0].heading, row[Cell.HREF]) == ("Páginas", "/es/invoices")
    assert row[Cell.BEFORE : Cell.AFTER + 1] == ["", "Fact", "uras"]


def test_pages_that_are_not_open_to_a_person_are_not_found(make, db, ana):
    assert find_view(db, ana, "outbox").groups == []
    staff = make.actor(make.person(is_staff=True))
    assert titles(find_view(db, staff, "outb")) == ["Outbox"]


def test_what_was_typed_is_marked_where_it_was_found(make, db, ana):
    account = db.get(Account, ana.account_id)
    make.invoice(account, number="A-77", lines=("Café doble",))
    row = find_view(db, ana, "a-77 cafe").groups[0].rows[0]
    assert row[Cell.BEFORE : Cell.AFTER + 1] == ["", "A-77", ""]
    assert row[Cell.ALSO_BEFORE : Cell.ALSO_MATCH + 1] == ["", "Café"]


def test_options_have_names_of_their_own_and_the_way_to_all_comes_last(make, db, ana):
    account = db.get(Account, ana.account_id)
    for number in range(7):
        make.invoice(account, number=f"INV-{number}", po_number=f"PO-inv-{number}")
    view = find_view(db, ana, "inv-")
    rows = [row for options in view.groups for row in options.rows]
    assert len({row[Cell.ID] for row in rows}) == len(rows)
    assert len({options.key for options in view.groups}) == len(view.groups) == 2
    assert view.groups[0].rows[-1][Cell.BEFORE] == "All 7 results in Invoices"
    assert view.said == "11 results"
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(Cell)}


@pytest.mark.parametrize(
    ("text", "said"),
    [("", ""), ("  ", ""), ("z", ""), (" zz9 ", "Nothing found for “zz9”"), ("overv", "1 result")],
)
def test_what_is_said(db, ana, text, said):
    view = find_view(db, ana, text)
    assert (view.text, view.said) == (text, said)


def test_the_dialog_shows_what_was_asked_last(stored, reference, on_page, run):
    def company(make):
        account = make.account()
        make.invoice(account, number="A-1")
        return make.contact(account)

    state = on_page(FindState, reference(stored(company)), "/es/overview")
    run(state.look("a-1"))
    assert (state.text, len(state.groups), state.said) == ("a-1", 1, "1 resultado")
    assert state.groups[0].rows[0][Cell.HREF] == "/es/invoices/A-1"
    run(state.look(""))
    assert (state.text, state.groups, state.said) == ("", [], "")
