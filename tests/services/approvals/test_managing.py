from dataclasses import replace

import pytest
from sqlmodel import select

from occ_app.errors import Forbidden, Invalid, NotFound, ProofNeeded
from occ_app.i18n import speaking
from occ_app.models import ApprovalRule, CompanyRole, ContactRole, PaymentLimit, PaymentState
from occ_app.services.approvals import managing

FORM = {"currency": "EUR", "above": "25,000.00", "approvals": "1", "who": "role:executive"}


def made(acme, **values):
    return managing.make(acme.db, acme.actor(acme.marta), FORM | values)


def refused(acme, **values):
    with pytest.raises(Invalid) as caught:
        made(acme, **values)
    return caught.value.field, str(caught.value)


def test_a_rule_is_made_holds_at_once_and_is_ended(acme, db):
    rule = made(acme, above="90")
    assert (rule.above_minor, rule.approvals, rule.role) == (9_000, 1, CompanyRole.EXECUTIVE)
    assert rule.made_by == acme.marta.pk
    assert acme.pay(10_000).state is PaymentState.AWAITING_APPROVAL
    for _again in range(2):
        managing.end(db, acme.actor(acme.marta), rule.pk)
    assert acme.pay(10_000).state is PaymentState.SUBMITTING
    assert [(deed.kind.value, deed.subject) for deed in acme.deeds("approval_rule")] == [
        ("approval_rule.made", "EUR > 90.00"),
        ("approval_rule.ended", "EUR > 90.00"),
    ]
    assert rule.ended_by == acme.marta.pk


def test_a_rule_counts_each_payment_alone_or_a_day_and_the_trail_says_so(acme):
    assert not made(acme, above="1", counted="").is_per_day
    assert not made(acme, above="2", counted="year").is_per_day
    assert made(acme, above="3", counted="day").is_per_day
    told = [deed.after for deed in acme.deeds("approval_rule.made")]
    assert ["counted" in one for one in told] == [False, False, True]


def test_amounts_are_read_as_the_reader_writes_them(acme):
    with speaking("es"):
        assert made(acme, above="25.000,50 €").above_minor == 2_500_050
    assert made(acme, above="0").above_minor == 0
    assert made(acme, above="7", currency="JPY").above_minor == 7
    for text in ("", "x", "-1", "1.234", "9" * 30, "1e5"):
        assert refused(acme, above=text)[0] == "above"


def test_what_no_form_offers_is_refused_at_its_field(acme, make):
    tomas = make.contact(acme.account, ContactRole.TECHNICAL)
    eve = make.contact(make.account("Globex"), ContactRole.EXECUTIVE)
    assert refused(acme, currency="XXZ")[0] == "currency"
    for count in ("", "0", "3", "-1", "x"):
        assert refused(acme, approvals=count)[0] == "approvals"
    for who in (
        "",
        "role:technical",
        "role:system",
        "person:x",
        f"person:{tomas.pk}",
        f"person:{eve.pk}",
        "x",
    ):
        assert refused(acme, who=who)[0] == "who"
    assert refused(acme, who="person:" + "9" * 30)[0] == "who"
    assert acme.db.exec(select(ApprovalRule)).all() == []


def test_a_second_rule_above_the_same_amount_is_refused_until_the_first_is_ended(acme, db):
    first = made(acme)
    assert refused(acme, who="role:finance")[0] == "above"
    assert made(acme, currency="USD").pk
    managing.end(db, acme.actor(acme.marta), first.pk)
    assert made(acme, who="role:finance").pk


def test_a_role_that_nobody_or_too_few_have_is_refused_and_says_who_has_it(acme, make):
    field, sentence = refused(acme, who="role:admin")
    assert field == "who"
    assert "at least 2 people need the role “Administrator”" in sentence
    assert "Marta Soler" in sentence
    assert "at least 3 people need the role “Finance”" in refused(acme, who="role:finance", approvals="2")[1]
    assert made(acme, approvals="2").approvals == 2
    make.end_rights(acme.max)
    assert "at least 2 people" in refused(acme, approvals="2", above="1")[1]
    assert made(acme, above="1").pk
    make.end_rights(acme.elena)
    assert "Nobody in your company has the role “Executive”" in refused(acme, above="2")[1]


def test_an_executive_who_also_pays_cannot_be_the_only_one(acme, make):
    make.end_rights(acme.max)
    make.right(acme.account, acme.elena, CompanyRole.FINANCE)
    assert "at least 2 people" in refused(acme)[1]


def test_one_person_may_be_named_who_makes_no_payments(acme):
    rule = made(acme, who=f"person:{acme.elena.pk}")
    assert rule.person_id == acme.elena.pk
    assert acme.deeds("approval_rule")[0].after["approvers"] == acme.elena.email
    assert refused(acme, who=f"person:{acme.elena.pk}", approvals="2", above="1")[0] == "approvals"
    field, sentence = refused(acme, who=f"person:{acme.ana.pk}", above="1")
    assert (field, "Ana Ruiz makes payments too" in sentence) == ("who", True)


def limits(acme, **values):
    managing.set_limits(acme.db, acme.actor(acme.marta), {"currency": "EUR"} | values)


def stored(acme):
    return [
        (limit.currency, limit.per_payment_minor, limit.per_day_minor)
        for limit in acme.db.exec(select(PaymentLimit).order_by(PaymentLimit.currency))
    ]


def test_limits_are_set_changed_and_cleared(acme):
    limits(acme, per_payment="1,000", per_day="")
    limits(acme, per_payment="1,000", per_day="")
    assert stored(acme) == [("EUR", 100_000, None)]
    limits(acme, per_payment="50", per_day="50.00")
    assert stored(acme) == [("EUR", 5_000, 5_000)]
    with pytest.raises(Invalid):
        acme.pay(10_000)
    limits(acme)
    assert stored(acme) == [("EUR", None, None)]
    acme.pay(10_000)
    assert [deed.after["per_payment"] for deed in acme.deeds("limit")] == ["1000.00", "50.00", ""]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"per_payment": "x"}, "per_payment"),
        ({"per_payment": "0"}, "per_payment"),
        ({"per_day": "-5"}, "per_day"),
        ({"per_payment": "10", "per_day": "9"}, "per_day"),
        ({"currency": "nothing"}, "currency"),
    ],
)
def test_a_limit_that_is_none_is_refused_at_its_field(acme, values, field):
    with pytest.raises(Invalid) as caught:
        limits(acme, **values)
    assert (caught.value.field, stored(acme)) == (field, [])


def test_only_administrators_manage_them_and_only_their_own(acme, make, db):
    rule = made(acme)
    for person in (acme.ana, acme.elena):
        actor = acme.actor(person)
        for act in (
            lambda actor=actor: managing.make(db, actor, FORM),
            lambda actor=actor: managing.end(db, actor, rule.pk),
            lambda actor=actor: managing.set_limits(db, actor, {"currency": "EUR"}),
        ):
            with pytest.raises(Forbidden):
                act()
    eve = make.actor(make.contact(make.account("Globex"), is_admin=True))
    with pytest.raises(NotFound):
        managing.end(db, eve, rule.pk)
    assert rule.ended_at is None


def test_whoever_has_a_second_factor_shows_it_first(acme, db):
    marta = replace(acme.actor(acme.marta), owes_proof=True)
    for act in (
        lambda: managing.make(db, marta, FORM),
        lambda: managing.end(db, marta, 1),
        lambda: managing.set_limits(db, marta, {"currency": "EUR"}),
    ):
        with pytest.raises(ProofNeeded):
            act()
    assert db.exec(select(ApprovalRule)).all() == []
