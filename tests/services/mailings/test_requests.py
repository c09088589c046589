from datetime import UTC, datetime

import pytest
from sqlmodel import select

from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.models import MailingSchedule
from occ_app.services import documents, mailings
from occ_app.services.documents import Choice
from occ_app.services.mailings import requests

ALL = Choice()
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def send(office, *recipients, who="ana", wanted=ALL, formats=("csv",), **values):
    return mailings.send_list(
        office.db, office.actor(who), wanted, recipients=list(recipients), formats=list(formats), **values
    )


def plan(office, who="ana", **values):
    usual = {"frequency": "weekly", "day": 1, "recipients": [f"{who}@acme.example"], "formats": ["xlsx"]}
    return mailings.schedule(office.db, office.actor(who), ALL, **(usual | values))


def test_what_is_asked_is_noted_and_due_at_once(office):
    assert send(office, "ANA@acme.example ", "elena@acme.example", "ana@acme.example", note=" Hello\n") == [
        "ana@acme.example",
        "elena@acme.example",
    ]
    (row,) = office.db.exec(select(MailingSchedule))
    assert (row.note, row.formats, row.account_id) == ("Hello", "csv", office.account.pk)
    assert mailings.listing(office.db, office.actor()) == []


@pytest.mark.parametrize(
    "email",
    [
        "nobody@evil.example",
        "john@globex.example",
        "tomas@acme.example",
        "staff@meridian.example",
        "former@acme.example",
        "ana@acme.example, nobody@evil.example",
        "ana@acme.example\r\nBcc: nobody@evil.example",
        "ana@acme.example\0",
    ],
)
def test_strangers_foreigners_and_those_without_the_right_are_refused_alike(make, office, email):
    make.contact(make.account("Other"), email="john@globex.example")
    make.person("staff@meridian.example", is_staff=True)
    make.person("former@acme.example")
    with pytest.raises(Invalid) as refused:
        send(office, "ana@acme.example", email)
    shown = " ".join(email.lower().replace("\0", "").split())
    assert str(refused.value) == f"{shown} is not somebody of your company who may see all of this list."
    assert refused.value.field == "recipients"
    assert not office.db.exec(select(MailingSchedule)).all()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("recipients", {"recipients": []}),
        ("recipients", {"recipients": [f"p{n}@acme.example" for n in range(21)]}),
        ("formats", {"formats": []}),
        ("formats", {"formats": ["exe"]}),
        ("note", {"note": "x" * 1_001}),
    ],
)
def test_what_cannot_be_is_refused_by_name(office, field, changed):
    usual = {"recipients": ["ana@acme.example"], "formats": ["csv"], "note": ""}
    with pytest.raises(Invalid) as refused:
        mailings.send_list(office.db, office.actor(), ALL, **(usual | changed))
    assert refused.value.field == field


def test_documents_that_are_not_theirs_and_lists_too_long_are_refused(office, monkeypatch):
    with pytest.raises(NotFound):
        send(office, "ana@acme.example", wanted=Choice(numbers=("INV-1", "INV-9")))
    monkeypatch.setattr(requests, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="more than 2 documents"):
        send(office, "ana@acme.example")
    assert send(office, "ana@acme.example", formats=("pdf",))
    monkeypatch.setattr(documents, "MOST_PDFS", 1)
    with pytest.raises(Invalid, match="more than 1 documents"):
        send(office, "ana@acme.example", formats=("pdf",))


def test_nobody_sends_without_end(office, monkeypatch):
    monkeypatch.setattr(requests, "MOST_AN_HOUR", 2)
    for _ in range(2):
        send(office, "ana@acme.example")
    with pytest.raises(TooMany):
        send(office, "ana@acme.example")
    send(office, "elena@acme.example", who="elena")


def test_a_week_or_a_month_is_planned_listed_and_ended(office, clock):
    clock(SUNDAY)
    weekly = plan(office, note="For the books")
    monthly = plan(office, frequency="monthly", day=31, recipients=["elena@acme.example", "ana@acme.example"])
    assert weekly.next_run_at == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert monthly.next_run_at == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert (weekly.words, weekly.formats, weekly.note) == ("All invoices", ("xlsx",), "For the books")
    assert monthly.recipients == ("elena@acme.example", "ana@acme.example")
    assert mailings.listing(office.db, office.actor()) == [weekly, monthly]
    mailings.cancel(office.db, office.actor(), weekly.id)
    mailings.cancel(office.db, office.actor(), weekly.id)
    assert [(p.id, p.next_run_at is None) for p in mailings.listing(office.db, office.actor())] == [
        (monthly.id, False),
        (weekly.id, True),
    ]


def test_what_was_mailed_once_is_listed_for_its_sender_alone(make, office, clock):
    clock(SUNDAY)
    send(office, "ana@acme.example", wanted=documents.choice_of("status=past_due"), note="Please pay")
    send(office, "elena@acme.example", "ana@acme.example", formats=("csv", "pdf"))
    plan(office)
    newest, oldest = mailings.sent_once(office.db, office.actor())
    assert (newest.recipients, newest.formats) == (
        ("elena@acme.example", "ana@acme.example"),
        ("csv", "pdf"),
    )
    assert (oldest.words, oldest.note, oldest.last_run_at, oldest.ended_at) == (
        "Past due",
        "Please pay",
        None,
        None,
    )
    office.work()
    sent = mailings.sent_once(office.db, office.actor())[1]
    assert (sent.last_run_at, sent.ended_at) == (SUNDAY, SUNDAY)
    assert (sent.next_run_at, sent.ended_why) == (None, "")
    for actor in (office.actor("elena"), make.actor(make.contact(make.account("Other")))):
        assert mailings.sent_once(office.db, actor) == []


def test_a_plan_is_its_owners_alone(make, office):
    mine = plan(office)
    stranger = make.actor(make.contact(make.account("Other")))
    for actor in (office.actor("elena"), office.actor("tomas"), stranger):
        assert mailings.listing(office.db, actor) == []
        with pytest.raises(NotFound):
            mailings.cancel(office.db, actor, mine.id)
    own = plan(office, "tomas")
    assert mailings.listing(office.db, office.actor("tomas")) == [own]
    mailings.cancel(office.db, office.actor("tomas"), own.id)


@pytest.mark.parametrize(
    "changed",
    [
        {"frequency": "once"},
        {"frequency": "daily"},
        {"day": 0},
        {"day": 8},
        {"frequency": "monthly", "day": 32},
    ],
)
def test_days_that_are_none_are_refused(office, changed):
    with pytest.raises(Invalid):
        plan(office, **changed)


def test_there_is_an_end_to_plans(office, monkeypatch):
    monkeypatch.setattr(requests, "MOST_PLANNED", 1)
    first = plan(office)
    with pytest.raises(Invalid, match="already have 1"):
        plan(office)
    mailings.cancel(office.db, office.actor(), first.id)
    plan(office)


def test_staff_do_not_mail_lists(make, office):
    staff = make.actor(make.person("staff@meridian.example", is_staff=True))
    with pytest.raises(Forbidden):
        mailings.send_list(office.db, staff, ALL, recipients=["ana@acme.example"], formats=["csv"])
