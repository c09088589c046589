import pytest
from sqlmodel import select

from occ_app.errors import Invalid, NotFound
from occ_app.models import AutopayRule, ContractCard, SavedCard
from occ_app.state.billing_methods import BillingMethodsState, methods_view
from occ_app.testing.factories import TODAY


@pytest.fixture
def company(stored):
    """Acme with a contract and two cards, the second of which expires this month; its finance contact."""

    def made(make):
        acme = make.account("Acme")
        ana = make.contact(acme, order=make.order(acme, contract_number="CT-1"))
        make.card(acme, provider_id="pm_usual", exp_year=2040)
        make.card(
            acme, provider_id="pm_other", last4="5100", brand="mastercard",
            exp_month=TODAY.month, exp_year=TODAY.year,
        )  # fmt: skip
        return ana

    return stored(made)


@pytest.fixture
def page(company, reference, on_page, run):
    state = on_page(BillingMethodsState, reference(company), "/en/billing-profile/methods")
    run(BillingMethodsState.load.fn(state))
    return state


def card(page, last4):
    return next(row for row in page.cards if row[1].endswith(last4))


async def whole(handler):
    async for _step in handler:
        pass


def test_the_cards_are_said_in_words(page):
    assert page.loaded
    assert card(page, "4242")[1:5] == ["Visa ···· 4242", "Good until Dec 2040", "true", ""]
    assert card(page, "5100")[3] == ""
    assert page.contracts == [["CT-1", ""]]
    assert page.choices[0][1] == "Visa ···· 4242 (12/2040)"
    assert page.new_card == "", "none are taken here"


def test_a_card_near_or_past_its_last_day_is_marked(company, stored):
    def marks(make, **values):
        for name, value in values.items():
            setattr(make.db.exec(select(SavedCard).filter_by(provider_id="pm_other")).one(), name, value)
        make.db.flush()
        return [row[4:7] for row in methods_view(make.db, make.actor(company)).cards]

    assert stored(lambda make: marks(make, exp_year=TODAY.year - 1))[1] == [
        "Has expired",
        "past_due",
        "/icons.svg#circle-alert",
    ]
    assert stored(lambda make: marks(make, exp_year=TODAY.year + 2)) == [["", "", ""]] * 2


def test_a_card_is_made_the_usual_one_and_chosen_for_a_contract(page, run, told):
    other = card(page, "5100")[0]
    assert told(BillingMethodsState.make_usual.fn(page, other)) == "This card is the default now."
    assert card(page, "5100")[3] == "true"
    run(BillingMethodsState.use_for.fn(page, "CT-1", card(page, "4242")[0]))
    assert page.contracts == [["CT-1", card(page, "4242")[0]]]
    assert card(page, "4242")[7] == "Contracts: CT-1"
    assert told(BillingMethodsState.use_for.fn(page, "CT-1", "")) == "Saved."
    assert page.contracts == [["CT-1", ""]]


def test_a_card_is_removed_here_and_then_at_the_card_company(page, run, told, monkeypatch, stored):
    forgotten = []
    monkeypatch.setattr("occ_app.charging.forget_card", forgotten.append)
    run(BillingMethodsState.choose.fn(page, *card(page, "5100")[:2]))
    assert told(BillingMethodsState.remove.fn(page)) == "The card was removed."
    assert [row[1] for row in page.cards] == ["Visa ···· 4242"]
    assert (forgotten, page.finished) == (["pm_other"], 1)


def test_a_card_that_is_needed_stays_and_the_dialog_closes(page, run, stored):
    needed = int(card(page, "5100")[0])

    def rule(make):
        owner = make.db.get_one(SavedCard, needed).account_id
        make.db.add(AutopayRule(account_id=owner, currency="EUR", card_id=needed))

    stored(rule)
    run(BillingMethodsState.choose.fn(page, str(needed), "Mastercard"))
    with pytest.raises(Invalid, match="Autopay uses this card"):
        run(whole(BillingMethodsState.remove.fn(page)))
    assert page.finished == 1
    run(BillingMethodsState.load.fn(page))
    assert card(page, "5100")[7] == "Autopay"


@pytest.mark.parametrize("hostile", ["", "x", "-1", "9" * 30])
def test_what_is_no_card_changes_nothing(page, run, stored, hostile):
    with pytest.raises(NotFound):
        run(BillingMethodsState.make_usual.fn(page, hostile))
    assert stored(lambda make: list(make.db.exec(select(ContractCard)))) == []
