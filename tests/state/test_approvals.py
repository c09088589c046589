import pytest

from occ_app.errors import NotFound
from occ_app.i18n import speaking
from occ_app.models import ApprovalRule, CompanyRole, ContactRole, PaymentLimit, PaymentMethod
from occ_app.services import paying
from occ_app.services.approvals import deciding
from occ_app.services.documents import Choice
from occ_app.state.approvals import EMPTY, ApprovalsState, approvals_view

RULE = {"currency": "EUR", "above": "25,000", "approvals": "1", "who": "role:executive"}


@pytest.fixture
def page(stored, reference, on_page, run):
    def people(make):
        account = make.account("Acme")
        make.contact(account, ContactRole.EXECUTIVE, name="Elena Marín")
        return make.contact(account, is_admin=True, name="Marta Soler")

    state = on_page(ApprovalsState, reference(stored(people)), "/en/billing-profile/approvals")
    run(ApprovalsState.load.fn(state))
    return state


def end(run, told, page, key):
    run(ApprovalsState.choose.fn(page, key, "x"))
    return told(ApprovalsState.end.fn(page))


def test_without_rules_it_says_so_and_offers_what_one_needs(page):
    assert (page.loaded, page.bands, page.waiting, page.currencies) == (True, [], [], ["EUR"])
    assert page.limits == [["EUR", "No limit", "No limit", "", "", "", ""]]
    assert [value for value, _words in page.people[:3]] == ["role:finance", "role:executive", "role:admin"]
    assert [words for _value, words in page.people[3:]] == ["Only Elena Marín", "Only Marta Soler"]


def test_a_rule_is_made_read_as_a_table_and_ended(page, run, told):
    assert told(ApprovalsState.make.fn(page, RULE)) == "The rule holds from now on."
    key = page.bands[1][0]
    assert page.bands == [
        ["", "Up to €25,000.00", "No approval", "Paid at once"],
        [key, "Above €25,000.00", "1 approval", "Executive: Elena Marín"],
    ]
    assert (page.made, page.errors) == (1, EMPTY)
    assert end(run, told, page, key) == "The rule has ended."
    assert (page.bands, page.finished) == ([], 1)


def test_a_rule_of_a_day_says_so(page, run, told):
    assert told(ApprovalsState.make.fn(page, RULE | {"counted": "day"})) == "The rule holds from now on."
    assert page.bands[1][1] == "Above €25,000.00, all that a person pays in a day"


def test_what_is_wrong_stands_at_its_field(page, run, told):
    assert told(ApprovalsState.make.fn(page, RULE | {"above": "a lot"})) == ""
    assert "not an amount" in page.errors["above"]
    run(ApprovalsState.make.fn(page, RULE | {"who": ["x"]}))
    assert (page.errors["above"], page.errors["who"]) == ("", "Please choose who approves.")
    run(ApprovalsState.make.fn(page, {}))
    assert (page.errors["currency"], page.made) == ("Please choose a currency.", 0)


def test_limits_are_saved_and_what_is_wrong_keeps_what_was_typed(page, run):
    run(ApprovalsState.limit.fn(page, {"currency": "EUR", "per_payment": "1,000.5", "per_day": ""}))
    assert page.limits == [["EUR", "€1,000.50", "No limit", "1,000.5", "", "", ""]]
    assert page.saved == "EUR"
    run(ApprovalsState.limit.fn(page, {"currency": "EUR", "per_payment": "5", "per_day": "1"}))
    (row,) = page.limits
    assert row[:5] == ["EUR", "€1,000.50", "No limit", "5", "1"]
    assert (row[5], "below the limit of one payment" in row[6], page.saved) == ("", True, "")
    run(ApprovalsState.limit.fn(page, {"currency": "???"}))


def test_what_is_not_there_cannot_be_ended(page, run, told):
    for key in ("1", "x", "9" * 30, ""):
        with pytest.raises(NotFound):
            end(run, told, page, key)


@pytest.fixture
def company(make, db):
    """Acme with two bands, a limit, and a payment of Ana's that waits for two executives."""
    account = make.account("Acme")
    people = {name: make.contact(account, ContactRole.EXECUTIVE, name=name) for name in ("Elena", "Max")}
    people |= {"Ana": make.contact(account, name="Ana")}
    for above, approvals in ((100_000, 1), (0, 2)):
        db.add(ApprovalRule(account_id=account.pk, currency="EUR", above_minor=above, approvals=approvals))
    db.add(PaymentLimit(account_id=account.pk, currency="EUR", per_day_minor=123_456))
    db.flush()
    ana = make.actor(people["Ana"])
    number = paying.begin(db, ana, Choice(numbers=(make.invoice(account, 10_000).number,)))[0]
    paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
    paying.send(db, ana, number, 10_000)
    return make, people, number


def test_others_read_it_and_are_offered_nothing(company, db):
    make, people, number = company
    deciding.approve(db, make.actor(people["Elena"]), number)
    view = approvals_view(db, make.actor(people["Ana"]))
    assert view.people == []
    assert [row[1:] for row in view.bands] == [
        ["Above €0.00, up to €1,000.00", "2 approvals", "Executive: Elena, Max"],
        ["Above €1,000.00", "1 approval", "Executive: Elena, Max"],
    ]
    ((shown, amount, maker, may, yes),) = view.waiting
    assert (shown, amount, may, yes) == (number, "€100.00", "May approve: Max", "Approved by Elena")
    assert maker.startswith("Ana · ")


def test_where_nobody_is_left_it_says_so(company, db):
    make, people, _number = company
    for name in ("Elena", "Max"):
        make.end_rights(people[name])
    view = approvals_view(db, make.actor(people["Ana"]))
    assert view.waiting[0][3].startswith("Nobody may approve it now")
    assert view.bands[0][3] == "Nobody is left whom it names: the administrators"


def test_one_person_and_amounts_are_said_in_the_readers_language(company, db):
    make, people, _number = company
    db.add(
        ApprovalRule(
            account_id=make.actor(people["Ana"]).account_id,
            currency="USD",
            above_minor=5_000,
            role=CompanyRole.EXECUTIVE,
            person_id=people["Max"].pk,
        )
    )
    db.flush()
    with speaking("es"):
        view = approvals_view(db, make.actor(people["Ana"]))
    assert view.bands[-1][3] == "Max"
    assert "50,00" in view.bands[-1][1]
    assert view.limits[0][4] == "1.234,56"
