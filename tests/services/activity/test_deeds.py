"""The Activity list: who sees what of it, and how it is found."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.documents.tables import csv_pieces
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, ContactRole
from occ_app.services import lists
from occ_app.services.activity import ACTIVITY, chain, record
from occ_app.services.lists import parse

KIND = ActivityKind
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def account(make):
    return make.account("Acme", time_zone="America/New_York")


@pytest.fixture
def people(make, account):
    """Ana of finance, Tomás, technical, Elena, executive, and Marta, who administers."""
    roles = {"ana": ContactRole.FINANCE, "tomas": ContactRole.TECHNICAL, "elena": ContactRole.EXECUTIVE}
    contacts = {
        name: make.contact(account, role, email=f"{name}@acme.example") for name, role in roles.items()
    }
    contacts["marta"] = make.contact(account, is_admin=True, email="marta@acme.example")
    return {name: make.actor(person) for name, person in contacts.items()}


@pytest.fixture
def deeds(db, make, people, monkeypatch):
    """What they did, two days apart; and what somebody of another company did."""
    clock = iter(datetime(2026, 3, 1, 3, 30, tzinfo=UTC) + timedelta(days=2 * n) for n in range(9))
    monkeypatch.setattr(chain, "now", lambda: next(clock))
    record(db, people["ana"], KIND.SIGNED_IN, after={"method": "code"})
    record(db, people["ana"], KIND.DOCUMENT_VIEWED, "A/1 ñ")
    record(db, people["tomas"], KIND.ACT_REFUSED, "A-2", after={"why": "not found"})
    record(db, people["marta"], KIND.MAILING_ENDED)
    record(db, make.actor(make.contact(make.account("Globex"))), KIND.SIGNED_OUT)


def found(db, actor, **params):
    wanted = parse(ACTIVITY.usual, ACTIVITY.fields, params)
    return [deed.entry.seq for deed in ACTIVITY.source.listing(db, actor, wanted).items]


def test_finance_and_technical_see_their_own_executive_and_administrator_all_of_the_company(
    db, deeds, people
):
    seen = {name: found(db, actor) for name, actor in people.items()}
    assert seen == {"ana": [2, 1], "tomas": [3], "elena": [4, 3, 2, 1], "marta": [4, 3, 2, 1]}


def test_who_sees_their_own_only_cannot_choose_or_count_more(db, deeds, people):
    ana = people["ana"]
    with pytest.raises(NotFound):
        list(lists.records(db, ana, ACTIVITY, {"numbers": "3"}))
    assert [tally.count for tally in lists.chosen(db, ana, ACTIVITY, ["1", "2", "3", "x"])] == [2]
    assert sum(len(of) for of in ACTIVITY.source.tallies(db, ana, ACTIVITY.usual).values()) == 3


def test_nobody_else_sees_any(db, deeds, people):
    for roles in (set(), {Role.STAFF}, {Role.PARENT}, {Role.DELEGATE}, {Role.VISITOR}):
        with pytest.raises(Forbidden):
            found(db, Actor(roles=frozenset(roles), account_id=people["ana"].account_id))


def test_tabs_people_days_and_search_find_what_they_say(db, deeds, people):
    marta = people["marta"]
    assert found(db, marta, status="refused") == [3]
    assert found(db, marta, status="sign_in") == [1]
    assert found(db, marta, status="documents") == [4, 2]
    assert found(db, marta, who="ana@acme.example") == [2, 1]
    assert found(db, marta, q="a/1") == [2]
    assert found(db, marta, sort="when") == [1, 2, 3, 4]
    assert found(db, marta, q="%") == []


def test_a_day_is_one_at_the_company(db, deeds, people):
    # 03:30 UTC is the evening before in New York.
    marta = people["marta"]
    assert found(db, marta, days_from="2026-02-28", days_to="2026-02-28") == [1]
    assert found(db, marta, days_from="2026-03-01", days_to="2026-03-01") == []
    assert found(db, replace(marta, time_zone="UTC"), days_from="2026-03-01", days_to="2026-03-01") == [1]
    assert found(db, marta, days_from="0001-01-01", days_to="9999-12-31") == [4, 3, 2, 1]


def test_pages_follow_one_another_by_key(db, people):
    marta = people["marta"]
    for number in range(120):
        record(db, marta, KIND.DOCUMENT_VIEWED, str(number))
    first = ACTIVITY.source.listing(db, marta, ACTIVITY.usual)
    second = ACTIVITY.source.listing(db, marta, ACTIVITY.usual, after=first.next)
    back = ACTIVITY.source.listing(db, marta, ACTIVITY.usual, before=second.previous)
    assert [deed.entry.seq for deed in second.items] == list(range(70, 20, -1))
    assert [deed.entry.seq for deed in back.items] == list(range(120, 70, -1))
    for cursor in ("WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgMV0", "WyJ4IiwgMV0", "e30"):  # no time zone, no instant
        with pytest.raises(Invalid):
            ACTIVITY.source.listing(db, marta, ACTIVITY.usual, after=cursor)


def test_a_deed_is_told_where_it_happened_and_leads_to_its_document(db, deeds, people):
    actor = replace(people["marta"], user_agent=WINDOWS)
    record(db, actor, KIND.DOCUMENT_DOWNLOADED, "A/1 ñ")
    newest, *_rest, oldest = ACTIVITY.source.listing(db, actor, ACTIVITY.usual).items
    assert (newest.href, newest.device) == ("/invoices/A%2F1%20%C3%B1", "Chrome, Windows")
    assert (oldest.when, oldest.href) == ("28 Feb 2026, 22:30", "/activity?who=ana%40acme.example")
    assert (oldest.device, oldest.what, oldest.exactly) == ("", "Signed in", "2026-02-28T22:30:00-05:00")


def test_a_customer_can_verify_the_trail_from_the_file_alone(db, deeds, people):
    record(db, replace(people["marta"], user_agent='=cmd|"x"'), KIND.DOCUMENT_VIEWED, "@SUM(1)\r\nX: y")
    rows = lists.records(db, people["marta"], ACTIVITY, {"sort": "when"})
    file = b"".join(csv_pieces(ACTIVITY.filed, rows, "en")).decode("utf-8-sig")
    previous, lines = "", list(csv.DictReader(io.StringIO(file)))
    for line in lines:
        assert hashlib.sha256(line["Sealed text"].encode()).hexdigest() == line["Hash"]
        assert json.loads(line["Sealed text"])["previous_hash"] == previous
        previous = line["Hash"]
    assert len(lines) == 5
    assert lines[-1]["Device"].startswith("'=")
    assert lines[-1]["Subject"] == "'@SUM(1)  X: y"


def test_of_staff_it_is_said_in_whose_place(db, make, people):
    viewer = replace(
        people["marta"], roles=frozenset({Role.VIEWER}), email="sam@meridian.example", account_name="Acme"
    )
    record(db, viewer, KIND.DOCUMENT_VIEWED, "A-1")
    record(db, system(), KIND.MAIL_BOUNCED, "x@acme.example", account_id=viewer.account_id)
    bounced, viewed = ACTIVITY.source.listing(db, people["marta"], ACTIVITY.usual).items
    assert (viewed.who, bounced.who) == ("sam@meridian.example, in the place of Acme", "system")
