from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import (
    Contact,
    ContactRole,
    ContactState,
    Document,
    InboxEntry,
    InboxKind,
    MailRecipient,
    MailTopic,
    PaymentLimit,
)
from occ_app.services import autopay, paying
from occ_app.testing.factories import TODAY


def skipped(acme):
    return [charge.skipped for charge in acme.charges()]


def test_what_comes_due_is_announced_once_with_the_way_to_stop_it(acme):
    invoice = acme.make.invoice(acme.account, 12_100, due_in=3, number="INV-7")
    rule = acme.start()
    assert (acme.announce(rule), acme.announce(rule)) == (1, 0)
    (charge,), (mail,) = acme.charges(), acme.mails()
    assert (charge.invoice_id, charge.charge_on, charge.skipped) == (invoice.pk, invoice.due_on, "")
    assert (mail.to, mail.account_id) == ("ana@acme.example", acme.account.pk)
    for said in ("€121.00", "INV-7", acme.card.words, "/en/billing-profile/autopay?stop=INV-7"):
        assert said in mail.text


def test_the_notice_waits_for_its_day(acme):
    acme.make.invoice(acme.account, due_in=9)
    rule = acme.start(days_before="5", notice_days="3")
    assert acme.announce(rule) == 0
    acme.make.invoice(acme.account, due_in=8)
    assert acme.announce(rule) == 1
    assert acme.charges()[0].charge_on == TODAY + timedelta(days=3)


@pytest.mark.parametrize("due_in", [-20, 0, 1, 2])
def test_nothing_is_charged_sooner_than_its_notice_promises(acme, due_in):
    acme.make.invoice(acme.account, due_in=due_in)
    acme.announce(acme.start())
    assert acme.charges()[0].charge_on == TODAY + timedelta(days=3)


def test_several_of_a_day_are_one_mail(acme):
    for number in range(60):
        acme.make.invoice(acme.account, 1_000, due_in=-1, number=f"INV-{number}")
    assert acme.announce(acme.start()) == 60
    (mail,) = acme.mails()
    assert "€600.00" in mail.subject
    assert "INV-1: €10.00" in mail.text
    assert "and 10 more" in mail.text


def test_it_is_written_to_whom_the_company_names_for_it(acme, db):
    db.add(MailRecipient(account_id=acme.account.pk, topic=MailTopic.REMINDERS, email="ap@acme.example"))
    acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    assert [mail.to for mail in acme.mails()] == ["ap@acme.example"]


def test_those_who_can_stop_it_find_it_in_their_inbox_too(acme, db):
    acme.make.contact(acme.account, ContactRole.TECHNICAL)
    acme.make.contact(acme.make.account("Globex"))
    gone = acme.make.contact(acme.account)
    acme.make.end_rights(gone)
    acme.make.invoice(acme.account, 12_100, due_in=3, number="INV-7")
    rule = acme.start()
    acme.announce(rule)
    (entry,) = db.exec(select(InboxEntry))
    assert (entry.person_id, entry.kind) == (acme.ana.person_id, InboxKind.AUTOPAY_ANNOUNCED)
    assert entry.facts == {
        "number": "INV-7",
        "count": "1",
        "minor": "12100",
        "currency": "EUR",
        "day": (TODAY + timedelta(days=3)).isoformat(),
        "card": acme.card.words,
    }
    for number in ("INV-8", "INV-9"):
        acme.make.invoice(acme.account, 5_000, due_in=2, number=number)
    acme.announce(rule)
    last = db.exec(select(InboxEntry).order_by(InboxEntry.id.desc())).first()
    assert (last.facts["number"], last.facts["count"], last.facts["minor"]) == ("", "2", "10000")


def test_other_currencies_companies_and_documents_are_none_of_its_business(acme):
    acme.make.invoice(acme.account, due_in=1, currency="USD")
    acme.make.invoice(acme.make.account("Globex"), due_in=1)
    acme.make.invoice(acme.account, -500, due_in=1, document=Document.CREDIT_NOTE)
    acme.make.payment(acme.make.invoice(acme.account, 1_000, due_in=1), 1_000)
    assert acme.announce(acme.start()) == 0
    assert acme.charges() == []


def test_a_contracts_rule_wins_over_the_companys(acme):
    order = acme.make.order(acme.account, contract_number="CT-1")
    other = acme.make.order(acme.account, contract_number="CT-2")
    ours = acme.make.invoice(acme.account, due_in=1, order=order)
    theirs = [acme.make.invoice(acme.account, due_in=1, order=one) for one in (other, None)]
    whole, single = acme.start(), acme.start(contract="CT-1")
    assert (acme.announce(whole), acme.announce(single)) == (2, 1)
    by_rule = {(charge.rule_id, charge.invoice_id) for charge in acme.charges()}
    assert by_rule == {(single.pk, ours.pk), *((whole.pk, one.pk) for one in theirs)}


def test_what_is_in_dispute_waits_until_it_is_not(acme, db):
    invoice = acme.make.invoice(acme.account, due_in=-2, disputed_minor=100)
    rule = acme.start()
    assert (acme.announce(rule), skipped(acme), acme.mails()) == (0, ["disputed"], [])
    invoice.disputed_minor = 0
    db.flush()
    assert (acme.announce(rule), skipped(acme)) == (1, [""])
    assert acme.charges()[0].charge_on == TODAY + timedelta(days=3)


def test_what_is_in_dispute_is_paid_where_the_rule_says_so(acme):
    acme.make.invoice(acme.account, due_in=1, disputed_minor=100)
    assert acme.announce(acme.start(skips_disputed="")) == 1


def test_caps_of_an_invoice_and_of_a_month_are_kept(acme):
    for minor in (5_000, 5_001, 4_000, 2_000):
        acme.make.invoice(acme.account, minor, due_in=-2)
    rule = acme.start(cap_invoice="50", cap_month="100")
    assert acme.announce(rule) == 2
    assert skipped(acme) == ["", "cap_invoice", "", "cap_month"]


def test_a_card_that_expires_before_the_day_is_not_announced(acme, db):
    acme.make.invoice(acme.account, due_in=1)
    rule = acme.start()
    acme.card.exp_year = 2020
    assert (acme.announce(rule), skipped(acme)) == (0, ["card_expired"])
    autopay.change_card(db, acme.ana, rule.pk, acme.make.card(acme.account).pk)
    assert (acme.announce(rule), skipped(acme)) == (1, [""])


def test_the_companys_limit_of_a_payment_counts(acme, db):
    acme.make.invoice(acme.account, 10_000, due_in=1)
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_payment_minor=9_999))
    db.flush()
    assert (acme.announce(acme.start()), skipped(acme)) == (0, ["limit"])


def test_what_is_being_paid_already_is_not_announced(acme, db):
    invoice = acme.make.invoice(acme.account, 10_000, due_in=1)
    order = acme.make.sent(acme.account, acme.card, (invoice, 10_000))
    rule = acme.start()
    assert (acme.announce(rule), acme.charges()) == (0, [])
    paying.failed(db, system(), order.pk, "card_declined")
    assert acme.announce(rule) == 1


def test_above_the_limit_of_a_day_nothing_is_announced(acme, db):
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_day_minor=1_000))
    acme.make.invoice(acme.account, 5_000, due_in=1)
    assert acme.announce(acme.start()) == 0
    assert acme.charges()[0].skipped == "limit"


def test_what_would_reach_nobody_is_not_announced(acme, db):
    acme.make.invoice(acme.account, due_in=1)
    rule = acme.start()
    for contact in db.exec(select(Contact).filter_by(account_id=acme.account.pk)):
        contact.state = ContactState.SUSPENDED
    db.flush()
    assert (acme.announce(rule), acme.charges()) == (0, [])
