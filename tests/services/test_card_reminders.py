from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import MailTopic, OutboxMail, accounts
from occ_app.models.base import now
from occ_app.services import card_reminders
from occ_app.services.billing_profile import recipients

LAST = date(2031, 8, 31)


@pytest.fixture
def on(monkeypatch, db):
    """A function that reminds as if it were this day; about how many cards."""

    def remind(day):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(card_reminders, "now", lambda: at)
        monkeypatch.setattr(accounts, "now", lambda: at)
        return card_reminders.remind(db, system())

    return remind


@pytest.fixture
def account(make):
    found = make.account("Acme", language="es")
    make.contact(found, email="ana@acme.example")
    return found


@pytest.fixture
def card(make, account):
    return make.card(account, exp_month=LAST.month, exp_year=LAST.year)


def mails(db):
    return list(db.exec(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_card_is_reminded_of_a_month_and_a_week_before_once_each(card, on, db):
    told = [on(date(2031, 8, day)) for day in (1, 2, 23, 24, 25, 31)]
    assert told == [1, 0, 0, 1, 0, 0]
    assert on(date(2031, 7, 31)) == 0
    assert on(date(2031, 9, 1)) == 0
    assert len(mails(db)) == 2
    assert "4242" in mails(db)[0].subject
    assert "/es/billing-profile/methods" in mails(db)[0].text


def test_a_card_added_in_its_last_week_is_reminded_of_once(card, on, db):
    assert [on(date(2031, 8, day)) for day in (28, 29)] == [1, 0]
    assert card.reminded_days == 7


def test_the_end_of_a_short_month_is_seen_from_the_month_before(make, account, on):
    make.card(account, exp_month=2, exp_year=2031)
    assert [on(date(2031, 1, day)) for day in (28, 29)] == [0, 1]


def test_those_named_for_failed_payments_are_told(card, account, make, on, db):
    marta = make.actor(make.contact(account, is_admin=True))
    recipients.add(db, marta, MailTopic.FAILED_PAYMENTS, "ap@acme.example")
    before = len(mails(db))
    on(date(2031, 8, 10))
    assert [mail.to for mail in mails(db)[before:]] == ["ap@acme.example"]


def test_removed_and_good_cards_are_left_alone(make, account, card, on, db):
    card.removed_at = now()
    make.card(account, exp_month=12, exp_year=2031)
    assert on(date(2031, 8, 20)) == 0
    assert mails(db) == []
