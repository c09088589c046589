import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import NotFound
from occ_app.models import AutopayCharge, AutopayRule, SavedCard
from occ_app.services import autopay
from occ_app.state.autopay import (
    CHARGE,
    CHARGE_STOPPED,
    RULE,
    RULE_STOPPED,
    STARTED,
    AutopayState,
    autopay_view,
)


@pytest.fixture
def company(stored):
    """Ana of Acme, which has a card, an invoice that comes due and one that does not yet."""

    def made(make):
        account = make.account("Acme")
        make.card(account)
        make.order(account, contract_number="CT-1")
        make.invoice(account, 12_100, due_in=1, number="INV-1")
        make.invoice(account, 9_900, due_in=100, number="INV-2")
        return make.contact(account)

    return stored(made)


@pytest.fixture
def page(company, reference, on_page, run):
    state = on_page(AutopayState, reference(company), "/en/billing-profile/autopay")
    run(AutopayState.load.fn(state))
    return state


@pytest.fixture
def form(page):
    return {
        "contract": "",
        "currency": "EUR",
        "card": page.cards[0][0],
        "days_before": "0",
        "notice_days": "3",
        "cap_invoice": "1,000.00",
        "cap_month": "",
        "skips_disputed": "on",
    }


@pytest.fixture
def started(page, form, run, told, stored):
    """The page once a rule was started and its charge announced."""
    assert told(AutopayState.start.fn(page, form)) == STARTED
    stored(lambda make: autopay.announce(make.db, system(), int(page.rules[0][0])))
    run(AutopayState.load.fn(page))
    return page


def do(run, events):
    async def all_of_it():
        async for _ in events:
            pass

    run(all_of_it())


def test_an_empty_page_offers_what_there_is(page):
    assert (page.loaded, page.rules, page.upcoming) == (True, [], [])
    assert (page.contracts, page.currencies) == (["CT-1"], ["EUR"])
    assert page.cards[0][1].startswith("Visa ···· 4242 (12/")
    assert page.new_card == "", "none are taken here"


def test_a_rule_in_words_and_what_it_charges_next(started):
    (rule,) = started.rules
    assert rule[1:4] == [
        "All invoices in EUR",
        "On the due date, announced 3 days before",
        "At most €1,000.00 an invoice · Without what is in dispute",
    ]
    (charge,) = started.upcoming
    assert (charge[0], charge[1], charge[3]) == ("INV-1", "€121.00", "/en/invoices/INV-1")
    assert started.started == 1


def test_what_is_wrong_stands_at_its_field(page, form, run):
    run(AutopayState.start.fn(page, form | {"days_before": "99", "cap_month": "much"}))
    assert "from 0 to 30" in page.errors["days_before"]
    assert "Write one like 1500.00" in page.errors["cap_month"]
    run(AutopayState.start.fn(page, {"contract": ["x"], "card": {}, "currency": None}))
    assert (page.rules, page.started) == ([], 0)
    run(AutopayState.load.fn(page))
    assert not any(page.errors.values())


def test_one_charge_is_stopped_and_then_the_rule(started, run, told):
    run(AutopayState.choose.fn(started, CHARGE, "INV-1", "INV-1"))
    assert told(AutopayState.stop.fn(started)) == CHARGE_STOPPED
    assert (started.upcoming, started.left_out[0][2]) == ([], "Somebody stopped it for this invoice.")
    run(AutopayState.choose.fn(started, RULE, started.rules[0][0], "x"))
    assert told(AutopayState.stop.fn(started)) == RULE_STOPPED
    assert (started.rules, started.left_out, started.finished) == ([], [], 2)


def test_the_link_of_the_mail_asks_first(started, company, reference, on_page, run, told, stored):
    here = "/en/billing-profile/autopay?stop="
    other = on_page(AutopayState, reference(company), here + "INV-2")
    run(AutopayState.load.fn(other))
    assert other.asked == ""
    asked = on_page(AutopayState, reference(company), here + "INV-1")
    run(AutopayState.load.fn(asked))
    assert asked.asked == "INV-1"
    assert stored(lambda make: make.db.exec(select(AutopayCharge)).one()).stopped_at is None
    assert told(AutopayState.stop_asked.fn(asked)) == CHARGE_STOPPED
    assert (asked.asked, asked.upcoming) == ("", [])
    assert stored(lambda make: make.db.exec(select(AutopayCharge)).one()).stopped_at


def test_what_is_not_there_cannot_be_stopped(started, run):
    for kind, key in ((RULE, "9" * 30), (RULE, "x"), (CHARGE, "NO\0SUCH"), ("", "")):
        run(AutopayState.choose.fn(started, kind, key, ""))
        with pytest.raises(NotFound):
            do(run, AutopayState.stop.fn(started))


def test_contracts_days_before_and_an_expired_card_in_words(make, db):
    account = make.account("Acme")
    ana, card = make.actor(make.contact(account)), make.card(account)
    rule = {"account_id": account.pk, "currency": "EUR", "card_id": card.pk}
    db.add(AutopayRule(**rule, contract_number="CT-1", days_before=5, notice_days=1, cap_month_minor=9_900))
    db.get_one(SavedCard, card.pk).exp_year = 2020
    db.flush()
    (shown,) = autopay_view(db, ana).rules
    assert shown[1] == "Contract CT-1, EUR"
    assert shown[2] == "5 days before it is due, announced 1 day before"
    assert shown[3] == "At most €99.00 a month · Without what is in dispute"
    assert shown[5:] == ["Expired", "danger"]
    assert autopay_view(db, ana).cards == []
