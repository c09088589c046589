import pytest

from occ_app.errors import Invalid
from occ_app.state.guard import needed
from occ_app.state.invoices import InvoicesState
from occ_app.state.payments import PaymentsState


@pytest.fixture
def page(on_page, stored, reference, run):
    """The loaded list of a company with sixty invoices."""

    def company(make):
        acme = make.account("Acme")
        for number in range(60):
            make.invoice(acme, 1_000, number=f"A-{number:02}", due_in=-number)
        make.invoice(make.account("Globex"), number="G-1")
        return make.contact(acme)

    state = on_page(InvoicesState, reference(stored(company)), "/en/invoices?sort=number")
    run(InvoicesState.load.fn(state))
    return state


@pytest.fixture
def do(page, run):
    """A function that runs a handler of the page by its name."""

    def done(name, *arguments):
        run(getattr(InvoicesState, name).fn(page, *arguments))

    return done


def test_a_lists_handlers_need_its_own_permission():
    for state, permission in ((InvoicesState, "invoices:read"), (PaymentsState, "payments:read")):
        for name in ("load", "toggle", "select_all", "keep"):
            assert needed(f"{state.get_full_name()}.{name}") == permission


def test_what_is_selected_is_summed(page, do):
    do("toggle", "A-00")
    do("toggle", "A-59")
    assert page.selection["words"] == "2 selected · €20.00"
    assert page.selection["query"] == "numbers=A-00%2CA-59"
    do("toggle", "A-00")
    assert (page.selected, page.selection["words"]) == (["A-59"], "1 selected · €10.00")
    do("clear")
    assert (page.selected, page.selection["count"]) == ([], "")


def test_somebody_elses_number_adds_nothing(page, do):
    do("toggle", "G-1")
    do("toggle", "A-00")
    assert page.selection["words"] == "1 selected · €10.00"


def test_a_page_and_then_all_that_match(page, do):
    do("toggle_page")
    assert page.selection["words"] == "50 selected · €500.00"
    do("select_all")
    assert (page.selection["words"], page.has_all) == ("60 selected · €600.00", True)
    assert page.selection["query"] == "sort=number"
    do("toggle", "A-03")
    assert (page.selection["words"], page.has_all) == ("49 selected · €490.00", False)
    do("toggle_page")
    do("toggle_page")
    assert page.selected == []


def test_a_page_clicked_before_it_has_asked_for_its_rows(page, do):
    page.loaded, page.rows = False, []
    do("toggle_page")
    do("load")
    assert page.selection["words"] == "50 selected · €500.00"


def test_another_filter_starts_with_nothing_selected(page, do, on_page):
    do("toggle", "A-00")
    page.query = "type=support"
    do("load")
    assert page.selected == []


def test_no_more_is_selected_than_a_file_may_name(page, do):
    page.selected = [f"B-{number}" for number in range(500)]
    do("toggle", "A-00")
    assert len(page.selected) == 500


def test_views_and_columns_are_kept(page, do):
    do("keep", {"name": "  By   number "})
    assert page.saved == [["By number", "?sort=number"]]
    do("show_column", "reference")
    assert "reference" in page.columns
    do("show_column", "source")
    assert "source" not in page.columns
    do("show_column", "nonsense")
    assert "nonsense" not in page.columns
    do("forget", "By number")
    assert page.saved == []


@pytest.mark.parametrize("form", [{}, {"name": " "}, {"name": "x" * 61}])
def test_a_view_without_a_fitting_name_is_refused(do, form):
    with pytest.raises(Invalid):
        do("keep", form)
