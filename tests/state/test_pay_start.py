import pytest

from occ_app.errors import Invalid
from occ_app.state.pay_start import PayStartState


@pytest.fixture
def start(stored, reference, on_page):
    def company(make):
        acme = make.account("Acme")
        make.invoice(acme, 10_000, number="A-1", due_in=-3)
        make.invoice(acme, 5_000, number="A-2", currency="USD")
        make.invoice(make.account("Globex"), number="G-1")
        return make.contact(acme)

    return on_page(PayStartState, reference(stored(company)))


def drained(run, generator):
    async def steps():
        return [step async for step in generator]

    return [str(step) for step in run(steps()) if step is not None]


def test_a_selection_and_all_that_is_late_lead_to_a_sheet(start, run):
    for begun in (PayStartState.begin.fn(start, "numbers=A-1,A-2"), PayStartState.past_due.fn(start)):
        (step,) = drained(run, begun)
        assert "/en/pay/P" in step
    assert (start.starting, start.begun) == ("", 2)


def test_what_is_not_ones_own_begins_nothing(start, run):
    with pytest.raises(Invalid, match="nothing to pay"):
        drained(run, PayStartState.begin.fn(start, "numbers=G-1"))
    assert start.starting == ""


def test_an_amount_is_asked_for_in_a_dialog_that_says_what_is_wrong(start, run):
    run(PayStartState.prepare.fn(start))
    assert start.currencies == ["EUR", "USD"]
    assert drained(run, PayStartState.amount.fn(start, {"currency": "EUR", "amount": "100.01"})) == []
    assert (start.error, start.begun) == ("At most €100.00 can be paid now.", 0)
    assert len(drained(run, PayStartState.amount.fn(start, {"currency": "EUR", "amount": "60"}))) == 1
    assert (start.error, start.begun) == ("", 1)
