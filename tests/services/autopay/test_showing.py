import pytest

from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ContactRole
from occ_app.services import autopay
from occ_app.testing.factories import TODAY
from occ_app.testing.trail import trail


def test_rules_next_charges_and_what_is_left_to_people(acme, db):
    rule = acme.start(cap_invoice="50")
    large, small = (acme.make.invoice(acme.account, minor, due_in=1) for minor in (6_000, 2_000))
    stopped = acme.make.invoice(acme.account, 1_000, due_in=1)
    acme.announce(rule)
    autopay.stop_charge(db, acme.ana, stopped.number)
    found = autopay.listing(db, acme.ana)
    assert [(one.pk, card.pk) for one, card in found.rules] == [(rule.pk, acme.card.pk)]
    assert [(one.invoice.pk, one.amount.minor) for one in found.upcoming] == [(small.pk, 2_000)]
    assert {one.invoice.pk for one in found.left_out} == {large.pk, stopped.pk}
    acme.make.payment(large, 6_000)
    assert [one.invoice.pk for one in autopay.listing(db, acme.ana).left_out] == [stopped.pk]
    autopay.stop(db, acme.ana, rule.pk)
    assert autopay.listing(db, acme.ana) == autopay.Listing([], [], [])


def test_only_good_cards_can_be_chosen(acme, db):
    acme.make.card(acme.account, exp_year=2020)
    acme.make.order(acme.account, contract_number="CT-1")
    can = autopay.choices(db, acme.ana)
    assert (can.contracts, can.currencies, [card.pk for card in can.cards]) == (
        ["CT-1"],
        ["EUR"],
        [acme.card.pk],
    )


def test_one_charge_is_stopped_once_and_the_trail_says_so(acme, db):
    invoice = acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    for _press in range(2):
        autopay.stop_charge(db, acme.ana, invoice.number)
    deeds = trail(db, kind="autopay.charge_stopped")
    assert [deed.subject for deed in deeds] == [invoice.number]
    assert acme.charges()[0].stopped_by == acme.ana.person_id


def test_what_is_being_paid_is_not_stopped(acme, db):
    invoice = acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    acme.charges()[0].charge_on = TODAY
    db.flush()
    acme.pay()
    with pytest.raises(Invalid, match="being paid already"):
        autopay.stop_charge(db, acme.ana, invoice.number)


def test_nobody_else_sees_or_stops_it(acme, db):
    invoice = acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    eve = acme.make.actor(acme.make.contact(acme.make.account("Globex")))
    tomas = acme.make.actor(acme.make.contact(acme.account, ContactRole.TECHNICAL))
    assert autopay.listing(db, eve) == autopay.Listing([], [], [])
    for who, number, refusal in (
        (eve, invoice.number, NotFound),
        (acme.ana, "NO-SUCH\0", NotFound),
        (tomas, invoice.number, Forbidden),
    ):
        with pytest.raises(refusal):
            autopay.stop_charge(db, who, number)


def test_what_was_stopped_is_charged_by_no_rule_that_had_announced_it(acme, db):
    order = acme.make.order(acme.account, contract_number="CT-1")
    invoice = acme.make.invoice(acme.account, due_in=1, order=order)
    acme.announce(acme.start())
    contract = acme.start(contract="CT-1")
    acme.announce(contract)
    autopay.stop_charge(db, acme.ana, invoice.number)
    autopay.stop(db, acme.ana, contract.pk)
    for charge in acme.charges():
        charge.charge_on = TODAY
    db.flush()
    assert acme.pay() == []
