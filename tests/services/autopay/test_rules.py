import pytest

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, InvalidForm, NotFound
from occ_app.i18n import speaking
from occ_app.models import ContactRole
from occ_app.services import autopay
from occ_app.services.autopay.rules import live, named
from occ_app.testing.trail import trail


def test_a_rule_is_started_as_it_was_written_and_the_trail_says_so(acme, db):
    acme.make.order(acme.account, contract_number="CT-1")
    with speaking("es"):
        rule = acme.start(contract="CT-1", days_before="5", cap_invoice="1.500,50", cap_month="9000")
    assert (rule.contract_number, rule.days_before, rule.notice_days) == ("CT-1", 5, 3)
    assert (rule.cap_invoice_minor, rule.cap_month_minor, rule.skips_disputed) == (150_050, 900_000, True)
    deed = trail(db)[-1]
    assert (deed.kind, deed.subject, deed.after["card"]) == ("autopay.started", "CT-1, EUR", acme.card.words)
    assert named(rule) == "CT-1, EUR"
    assert live(db, system()) == [rule.pk]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"contract": "CT-9"}, "contract"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"card": "999"}, "card"),
        ({"card": "x\0"}, "card"),
        ({"days_before": "31"}, "days_before"),
        ({"days_before": "-1"}, "days_before"),
        ({"days_before": "٣"}, "days_before"),
        ({"notice_days": "0"}, "notice_days"),
        ({"notice_days": ""}, "notice_days"),
        ({"cap_invoice": "0"}, "cap_invoice"),
        ({"cap_month": "a lot"}, "cap_month"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(acme, form, field):
    with pytest.raises(InvalidForm) as refused:
        acme.start(**form)
    assert list(refused.value.sentences) == [field]


def test_an_expired_card_starts_nothing(acme):
    old = acme.make.card(acme.account, exp_year=2020)
    with pytest.raises(InvalidForm, match="expired"):
        acme.start(card=str(old.pk))


def test_there_is_one_rule_for_one_thing_until_it_is_stopped(acme, db):
    rule = acme.start()
    with pytest.raises(InvalidForm, match="a rule for this already"):
        acme.start()
    autopay.stop(db, acme.ana, rule.pk)
    autopay.stop(db, acme.ana, rule.pk)
    assert acme.start().pk != rule.pk


def test_stopping_takes_back_what_was_announced(acme, db):
    invoice = acme.make.invoice(acme.account, due_in=2)
    rule = acme.start()
    acme.announce(rule)
    autopay.stop(db, acme.ana, rule.pk)
    assert [(charge.invoice_id, charge.skipped) for charge in acme.charges()] == [
        (invoice.pk, "rule_stopped")
    ]
    assert acme.announce(rule) == 0


def test_the_card_of_a_rule_is_changed_to_a_good_one(acme, db):
    rule = acme.start()
    new, old = acme.make.card(acme.account, last4="5555"), acme.make.card(acme.account, exp_year=2020)
    autopay.change_card(db, acme.ana, rule.pk, new.pk)
    assert rule.card_id == new.pk
    with pytest.raises(Invalid, match="expired"):
        autopay.change_card(db, acme.ana, rule.pk, old.pk)
    autopay.stop(db, acme.ana, rule.pk)
    with pytest.raises(Invalid, match="stopped already"):
        autopay.change_card(db, acme.ana, rule.pk, acme.card.pk)


def test_nobody_else_touches_it(acme, db):
    rule, globex = acme.start(), acme.make.account("Globex")
    eve = acme.make.actor(acme.make.contact(globex))
    tomas = acme.make.actor(acme.make.contact(acme.account, ContactRole.TECHNICAL))
    for who, refusal in ((eve, NotFound), (tomas, Forbidden)):
        with pytest.raises(refusal):
            autopay.stop(db, who, rule.pk)
        with pytest.raises(refusal):
            autopay.change_card(db, who, rule.pk, acme.card.pk)
    acme.make.invoice(globex)
    form = {"currency": "EUR", "days_before": "0", "notice_days": "3"}
    with pytest.raises(InvalidForm, match="choose a card"):
        autopay.start(db, eve, form | {"card": str(acme.card.pk)})
