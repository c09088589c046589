import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ContactRole, PaymentMethod
from occ_app.services import lists
from occ_app.services.lists import parse, unparse
from occ_app.services.payments import PAYMENTS, Stage
from occ_app.testing.factories import TODAY


@pytest.fixture
def account(make):
    return make.account()


@pytest.fixture
def actor(make, account):
    return make.actor(make.contact(account))


def paid(make, account, minor, **values):
    return make.payment(make.invoice(account, minor, currency=values.pop("currency", "EUR")), minor, **values)


def found(db, actor, **params):
    wanted = parse(PAYMENTS.usual, PAYMENTS.fields, params)
    return [payment.amount_minor for payment in PAYMENTS.source.listing(db, actor, wanted).items]


def test_tabs_filters_and_search_find_what_they_say(db, make, account, actor):
    paid(make, account, 100, method=PaymentMethod.CARD)
    paid(make, account, 200, settled=False, reference="Nómina ABC")
    paid(make, account, 300, currency="USD")
    paid(make, make.account(), 400)
    assert found(db, actor, sort="amount") == [100, 200, 300]
    assert found(db, actor, status="on_its_way") == [200]
    assert found(db, actor, status="settled", currency="EUR") == [100]
    assert found(db, actor, method="card") == [100]
    assert found(db, actor, q="abc") == [200]
    assert found(db, actor, q="50%") == []
    assert found(db, actor, currency="EUR", total_from="1.50") == [200]
    assert found(db, actor, received_to=TODAY.isoformat(), sort="-amount") == [300, 200, 100]
    assert found(db, actor, received_from="2999-01-01") == []


def test_groups_are_counted_under_the_other_filters(db, make, account, actor):
    paid(make, account, 100)
    paid(make, account, 200, settled=False)
    paid(make, account, 300, currency="USD")
    wanted = parse(PAYMENTS.usual, PAYMENTS.fields, {"currency": "EUR", "status": "settled"})
    tallies = PAYMENTS.source.tallies(db, actor, wanted)
    counted = {group: [(t.currency, t.count, t.total.minor) for t in of] for group, of in tallies.items()}
    assert counted == {
        Stage.ON_ITS_WAY: [("EUR", 1, 200)],
        Stage.SETTLED: [("EUR", 1, 100)],
        Stage.ALL: [("EUR", 2, 300)],
    }


def test_the_address_reads_back():
    query = {"status": "settled", "q": "x", "method": "card,check", "received_from": "2026-01-01", "currency": "EUR",
             "total_to": "5.00", "sort": "amount"}  # fmt: skip
    wanted = parse(PAYMENTS.usual, PAYMENTS.fields, query)
    assert unparse(wanted, PAYMENTS.usual, PAYMENTS.fields) == (
        "status=settled&q=x&method=card,check&received_from=2026-01-01&total_to=5.00&currency=EUR&sort=amount"
    )


@pytest.mark.parametrize(
    "query", [{"sort": "reference"}, {"sort": "id"}, {"status": "paid"}, {"method": "cash"}]
)
def test_what_cannot_be_asked_is_refused(query):
    with pytest.raises(Invalid):
        parse(PAYMENTS.usual, PAYMENTS.fields, query)


def test_files_hold_the_choice_or_all_that_is_filtered(db, make, account, actor):
    numbers = [paid(make, account, minor).number for minor in range(1, 121)]
    foreign = paid(make, make.account(), 999).number
    everything = [p.amount_minor for p in lists.records(db, actor, PAYMENTS, {"sort": "amount"})]
    assert everything == list(range(1, 121))
    chosen = lists.records(db, actor, PAYMENTS, {"numbers": f"{numbers[4]},{numbers[2]}"})
    assert sorted(p.amount_minor for p in chosen) == [3, 5]
    for wrong in (foreign, "made up", f"{numbers[0]},{foreign}", "\0"):
        with pytest.raises(NotFound):
            list(lists.records(db, actor, PAYMENTS, {"numbers": wrong}))


def test_files_tell_what_is_left_what_was_given_back_and_what_the_erp_calls_it(db, make, account, actor):
    payment = paid(make, account, 1_000, erp_number="ERP-7")
    payment.unapplied_minor, payment.refunded_minor = 300, 200
    told = {column.label: column.cell(payment) for column in PAYMENTS.filed}
    assert (told["Unapplied"].minor, told["Given back"].minor) == (300, 200)
    assert told["Supplier’s number"] == "ERP-7"


def test_a_choice_is_summed_and_nobody_elses_is(db, make, account, actor):
    mine, theirs = paid(make, account, 100), paid(make, make.account(), 900)
    sums = lists.chosen(db, actor, PAYMENTS, [mine.number, theirs.number])
    assert [(tally.count, tally.total.minor) for tally in sums] == [(1, 100)]


def test_technical_contacts_see_no_payments(db, make, account):
    order = make.order(account)
    technical = make.actor(make.contact(account, ContactRole.TECHNICAL, order=order))
    for actor in (technical, Actor()):
        with pytest.raises(Forbidden):
            found(db, actor)
        with pytest.raises(Forbidden):
            PAYMENTS.source.tallies(db, actor, PAYMENTS.usual)
        with pytest.raises(Forbidden):
            list(lists.records(db, actor, PAYMENTS, {}))
