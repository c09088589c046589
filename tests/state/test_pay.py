import pytest
from sqlmodel import select

from occ_app import charging
from occ_app import db as database
from occ_app.access import sessions
from occ_app.errors import NotFound
from occ_app.models import Account, PaymentLimit, PaymentState
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.state.pay import REVIEW, SHEET, PayState


@pytest.fixture
def charged(monkeypatch):
    """The payments that the card company was asked about, and what it answers."""
    asked = []
    answer = {"state": PaymentState.SUCCEEDED}

    def charge(order_id):
        asked.append(order_id)
        return answer["state"]

    monkeypatch.setattr(charging, "charge", charge)
    return asked, answer


@pytest.fixture
def shop(stored, reference):
    """Ana of Acme with two invoices of 100.00 and a card: her session, the numbers, and the draft’s."""

    def company(make):
        acme = make.account("Acme")
        ana = make.contact(acme)
        invoices = [make.invoice(acme, 10_000, number=f"A-{one}") for one in (1, 2)]
        card = make.card(acme)
        (draft,) = paying.begin(make.db, make.actor(ana), Choice(numbers=("A-1", "A-2")))
        return ana, [invoice.number for invoice in invoices], draft, card.pk

    ana, numbers, draft, card = stored(company)
    return reference(ana), numbers, draft, card


@pytest.fixture
def sheet(shop, on_page, run):
    """The page of the draft."""
    state = on_page(PayState, shop[0], f"/en/pay/{shop[2]}")
    run(PayState.load.fn(state))
    return state


def drained(run, generator):
    async def steps():
        return [step async for step in generator]

    return [step for step in run(steps()) if step is not None]


def test_changes_are_kept_and_what_is_refused_stays_at_its_place(sheet, run):
    run(PayState.edit.fn(sheet, "A-1", "60"))
    assert (sheet.total, sheet.items[0][4]) == ("€160.00", "true")
    run(PayState.edit.fn(sheet, "A-2", "much"))
    assert (sheet.items[1][9], sheet.total) == ("“much” is not an amount.", "€160.00")
    run(PayState.review.fn(sheet))
    assert sheet.step == SHEET
    run(PayState.edit.fn(sheet, "A-2", "100"))
    run(PayState.review.fn(sheet))
    assert (sheet.step, "say why" in sheet.items[0][9]) == (SHEET, True)
    run(PayState.explain.fn(sheet, "A-1", "price"))
    run(PayState.annotate.fn(sheet, "A-1", "as agreed"))
    run(PayState.review.fn(sheet))
    assert (sheet.step, sheet.items[0][7]) == (REVIEW, "as agreed")
    run(PayState.back.fn(sheet))
    run(PayState.leave_out.fn(sheet, "A-1"))
    assert (sheet.step, [item[0] for item in sheet.items]) == (SHEET, ["A-2"])


def test_a_method_and_a_day_are_chosen(sheet, shop, run):
    run(PayState.choose.fn(sheet, "transfer"))
    assert (sheet.charged, sheet.can_plan) == ("To transfer", False)
    run(PayState.choose.fn(sheet, f"card:{shop[3]}"))
    run(PayState.plan.fn(sheet, "2020-01-01"))
    assert "after today" in sheet.day_error
    run(PayState.plan.fn(sheet, ""))
    assert (sheet.day_error, sheet.day) == ("", "")
    with pytest.raises(NotFound):
        run(PayState.choose.fn(sheet, "card:999"))


def test_it_is_sent_once_however_often_that_is_pressed(sheet, run, charged):
    asked, _answer = charged
    assert drained(run, PayState.confirm.fn(sheet)) == [], "not before it was looked through"
    run(PayState.review.fn(sheet))
    first = drained(run, PayState.confirm.fn(sheet))
    again = drained(run, PayState.confirm.fn(sheet))
    assert (len(asked), len(first), len(again), sheet.sending) == (2, 1, 1, False)
    assert asked[0] == asked[1], "the card company is asked about the one payment, which it charges once"


def test_a_transfer_asks_no_card_company(sheet, run, charged):
    run(PayState.choose.fn(sheet, "transfer"))
    run(PayState.review.fn(sheet))
    (step,) = drained(run, PayState.confirm.fn(sheet))
    assert (charged[0], "/en/payments/" in str(step), "/confirm" in str(step)) == ([], True, False)


def test_a_bank_that_asks_is_answered_on_its_page(sheet, run, charged):
    charged[1]["state"] = PaymentState.NEEDS_ACTION
    run(PayState.review.fn(sheet))
    (step,) = drained(run, PayState.confirm.fn(sheet))
    assert "/confirm" in str(step)


def test_what_changed_meanwhile_is_looked_through_again(sheet, shop, run, stored, charged):
    run(PayState.review.fn(sheet))

    def note(make):
        make.credit_note(make.db.exec(select(Account)).one(), -1_000)

    stored(note)
    drained(run, PayState.confirm.fn(sheet))
    assert (sheet.step, "has changed" in sheet.problem, sheet.total) == (REVIEW, True, "€190.00")
    assert len(drained(run, PayState.confirm.fn(sheet))) == 1


def test_somebody_elses_draft_is_missing_and_cannot_be_changed(shop, stored, reference, on_page, run):
    stranger = reference(stored(lambda make: make.contact(make.account("Globex"))))
    state = on_page(PayState, stranger, f"/en/pay/{shop[2]}")
    run(PayState.load.fn(state))
    assert state.missing
    for act in (
        PayState.edit.fn(state, "A-1", "1"),
        PayState.explain.fn(state, "A-1", "price"),
        PayState.annotate.fn(state, "A-1", "x"),
        PayState.leave_out.fn(state, "A-1"),
        PayState.choose.fn(state, "transfer"),
        PayState.plan.fn(state, ""),
        PayState.review.fn(state),
    ):
        with pytest.raises(NotFound):
            run(act)
    state.step = REVIEW
    with pytest.raises(NotFound):
        drained(run, PayState.confirm.fn(state))
    with database.transaction(reads_only=True) as db:
        ana = sessions.resume(db, shop[0].partition(".")[0])
        assert len(paying.sheet(db, ana, shop[2]).items) == 2


def test_what_was_found_wrong_with_all_of_it_is_forgotten_with_the_next_change(sheet, run, stored, shop):
    def limit(make):
        account = make.db.exec(select(Account)).first()
        make.db.add(PaymentLimit(account_id=account.pk, currency="EUR", per_payment_minor=15_000))

    stored(limit)
    run(PayState.choose.fn(sheet, f"card:{shop[3]}"))
    run(PayState.review.fn(sheet))
    assert "limit for one payment" in sheet.problem
    run(PayState.leave_out.fn(sheet, "A-1"))
    assert sheet.problem == ""
    run(PayState.review.fn(sheet))
    assert sheet.step == REVIEW


def test_a_refused_day_does_not_stand_in_the_way_of_a_transfer(sheet, run, shop):
    run(PayState.choose.fn(sheet, f"card:{shop[3]}"))
    run(PayState.plan.fn(sheet, "2001-01-01"))
    assert sheet.day_error
    run(PayState.choose.fn(sheet, "transfer"))
    run(PayState.review.fn(sheet))
    assert sheet.step == REVIEW


def test_a_payment_that_was_sent_leads_to_its_page_though_charging_breaks(sheet, run, shop, monkeypatch):
    def breaks(_order_id):
        raise OSError("the disk is full")

    monkeypatch.setattr(charging, "charge", breaks)
    run(PayState.choose.fn(sheet, f"card:{shop[3]}"))
    run(PayState.review.fn(sheet))
    steps = drained(run, PayState.confirm.fn(sheet))
    assert any(f"/payments/{shop[2]}" in str(step) for step in steps)
