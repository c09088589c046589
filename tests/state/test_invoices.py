import pytest

from occ_app.errors import Invalid, SignedOut
from occ_app.state.invoices import InvoicesState
from occ_app.state.lists import Cell


@pytest.fixture
def ana(stored, reference):
    def company(make):
        acme = make.account("Acme")
        make.invoice(acme, number="A-1", due_in=-3)
        make.invoice(acme, number="A-2", due_in=3)
        make.invoice(make.account("Globex"), number="G-1")
        return make.contact(acme)

    return reference(stored(company))


@pytest.fixture
def page(on_page, ana, run):
    """A function from an address to the loaded list."""

    def loaded(address):
        state = on_page(InvoicesState, ana, address)
        run(InvoicesState.load.fn(state))
        return state

    return loaded


def numbers(state):
    return [row[Cell.NUMBER] for row in state.rows]


def test_the_list_is_what_its_address_says(page):
    assert numbers(page("/en/invoices")) == ["A-1", "A-2"]
    assert numbers(page("/en/invoices?status=open")) == ["A-2"]
    assert numbers(page("/es/invoices?q=g-1")) == []
    assert page("/es/invoices").rows[0][Cell.HREF] == "/es/invoices/A-1"


@pytest.mark.parametrize(
    "query", ["sort=x", "status=x", "type=x,y", "due_from=x", "after=x", "currency=€", "q=" + "x" * 300]
)
def test_an_address_that_makes_no_sense_is_refused_in_a_sentence(page, query):
    with pytest.raises(Invalid):
        page(f"/en/invoices?{query}")


def test_narrowing_and_searching_lead_to_an_address(on_page, ana, run):
    state = on_page(InvoicesState, ana, "/es/invoices?status=open&after=x")
    narrowed = run(InvoicesState.narrow.fn(state, {"type_support": "on", "currency": "eur"}))
    searched = run(InvoicesState.search.fn(state, "a b&c"))
    for event, expected in ((narrowed, "type=support"), (narrowed, "currency=EUR"), (searched, "q=a+b%26c")):
        assert "/es/invoices?status=open&" in str(event)
        assert expected in str(event)
        assert "after" not in str(event)


def test_without_a_session_the_list_stays_empty(on_page, database_url, run):
    state = on_page(InvoicesState, "made-up.1")
    with pytest.raises(SignedOut):
        run(InvoicesState.load.fn(state))
    assert (state.rows, state.loaded) == ([], False)
