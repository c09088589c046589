from datetime import timedelta

from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import CompanyRole, InboxEntry, InboxKind, PaymentState
from occ_app.models.base import now
from occ_app.services import approvals
from occ_app.services.approvals import deciding


def may(acme, order):
    return [person.name for person in approvals.approvers(acme.db, acme.actor(acme.ana), order)]


def test_all_whom_the_rule_names_are_asked_by_mail_and_in_the_inbox(acme, db):
    acme.rule()
    order = acme.pay()
    assert order.state is PaymentState.AWAITING_APPROVAL
    assert acme.mails() == [acme.elena.email, acme.max.email]
    told = db.exec(select(InboxEntry).filter_by(kind=InboxKind.PAYMENT_TO_APPROVE)).all()
    assert {item.person_id for item in told} == {acme.elena.pk, acme.max.pk}
    assert [deed.subject for deed in acme.deeds("payment.approval_asked")] == [order.number]


def test_a_rule_of_one_person_asks_that_person(acme):
    acme.rule(person_id=acme.max.pk)
    assert may(acme, acme.pay()) == ["Max Roca"]


def test_nobody_is_asked_about_a_payment_of_their_own_whatever_else_they_are(acme, make):
    acme.rule(role=CompanyRole.ADMIN)
    boss = make.contact(acme.account, is_admin=True, name="Zoe")
    assert may(acme, acme.pay(by=acme.marta)) == ["Zoe"]
    make.right(acme.account, acme.marta, CompanyRole.EXECUTIVE)
    acme.rule(1_000_000, role=CompanyRole.EXECUTIVE)
    assert may(acme, acme.pay(2_000_000, by=acme.marta)) == ["Elena Marín", "Max Roca"]
    assert boss.pk


def test_reminders_go_out_once_a_day(acme, db):
    acme.rule()
    order = acme.pay()
    assert approvals.remind(db, system()) == 0
    order.reminded_at = now() - timedelta(days=1, minutes=1)
    db.flush()
    assert [approvals.remind(db, system()) for _again in range(2)] == [1, 0]
    assert acme.mails() == [acme.elena.email, acme.max.email] * 2
    order.reminded_at = now() - timedelta(days=2)
    deciding.refuse(db, acme.actor(acme.elena), order.number, "No")
    assert approvals.remind(db, system()) == 0


def test_who_has_decided_is_not_reminded(acme, db):
    acme.rule(approvals=2)
    order = acme.pay()
    deciding.approve(db, acme.actor(acme.elena), order.number)
    order.reminded_at = now() - timedelta(days=2)
    db.flush()
    assert approvals.remind(db, system()) == 1
    assert acme.mails()[2:] == [acme.max.email]


def test_administrators_stand_in_where_nobody_is_left_whom_the_rule_names(acme, make, db):
    acme.rule()
    order = acme.pay()
    for executive in (acme.elena, acme.max):
        make.end_rights(executive)
    assert may(acme, order) == ["Marta Soler"]
    order.reminded_at = now() - timedelta(days=2)
    db.flush()
    approvals.remind(db, system())
    assert acme.mails()[2:] == [acme.marta.email]
    deciding.approve(db, acme.actor(acme.marta), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_an_administrator_does_not_stand_in_for_a_payment_of_their_own(acme, make):
    acme.rule()
    order = acme.pay(by=acme.marta)
    for executive in (acme.elena, acme.max):
        make.end_rights(executive)
    assert may(acme, order) == []


def test_an_administrator_gives_the_second_approval_where_only_one_other_is_left(acme, make, db):
    acme.rule(approvals=2)
    order = acme.pay()
    make.end_rights(acme.max)
    assert may(acme, order) == ["Elena Marín"]
    deciding.approve(db, acme.actor(acme.elena), order.number)
    assert may(acme, order) == ["Marta Soler"]
    deciding.approve(db, acme.actor(acme.marta), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_before_it_is_sent_whoever_pays_hears_who_will_be_asked(acme, make, db):
    rule = acme.rule(role=CompanyRole.ADMIN)
    ana, marta = acme.actor(acme.ana), acme.actor(acme.marta)
    assert [person.name for person in approvals.entitled(db, ana, rule)] == ["Marta Soler"]
    assert approvals.entitled(db, marta, rule) == []
