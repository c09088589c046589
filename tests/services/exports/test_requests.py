from threading import Barrier, Thread

import pytest
from sqlmodel import func, select

from occ_app.errors import Forbidden, Invalid, NotFound, SignedOut, TooMany
from occ_app.models import AccessRight, CompanyRole, Export, ExportState, OrderContact
from occ_app.services import exports
from occ_app.services.exports import requests


def test_what_is_asked_for_waits_with_its_count_and_is_listed_for_whoever_asked_only(office):
    key = office.ask("status=all&q=inv-", "zip")
    (asked,) = office.as_person("ana", exports.listing)
    assert (asked.key, asked.state, asked.done, asked.total) == (key, ExportState.QUEUED, 0, 4)
    assert asked.words == "“inv-”"
    assert office.as_person("tomas", exports.listing) == []


@pytest.mark.parametrize(
    ("query", "kind", "error"),
    [
        ("", "exe", Invalid),
        ("", "", Invalid),
        ("status=x", "zip", Invalid),
        ("q=nothing", "zip", Invalid),
        ("q=nothing", "csv", Invalid),
        ("numbers=INV-9", "zip", NotFound),
        ("numbers=%22open", "zip", Invalid),
    ],
)
def test_what_no_file_can_hold_is_refused(office, query, kind, error):
    with pytest.raises(error):
        office.ask(query, kind)
    assert office.run(lambda make: make.db.exec(select(func.count()).select_from(Export)).one()) == 0


def test_too_many_documents_are_refused_in_one_sentence(office, monkeypatch):
    monkeypatch.setitem(requests.MOST_DOCUMENTS, "zip", 3)
    with pytest.raises(Invalid, match="more than 3 documents"):
        office.ask(kind="zip")
    assert office.ask(kind="csv")


def test_the_same_file_asked_for_twice_is_made_once(office):
    key = office.ask()
    assert office.ask() == key
    assert len({key, office.ask(kind="csv"), office.ask(language="es")}) == 3
    office.work()
    assert office.ask() != key


def test_three_files_wait_for_one_person_and_no_more(office):
    for kind in ("zip", "csv", "xlsx"):
        office.ask(kind=kind)
    with pytest.raises(TooMany, match="3 files are being prepared"):
        office.ask(kind="pdf")
    assert office.ask(kind="pdf", name="tomas")
    office.work()
    assert office.ask(kind="pdf")


def test_requests_at_the_same_moment_do_not_get_past_the_limit(office):
    ready, refused = Barrier(6), []

    def ask(number):
        ready.wait()
        try:
            office.ask(f"q=INV-{number % 4 + 1}", ("zip", "csv")[number // 4])
        except TooMany as error:
            refused.append(error)

    threads = [Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert len(office.as_person("ana", exports.listing)) == 3


def test_many_files_an_hour_are_too_many(office, monkeypatch):
    monkeypatch.setattr(requests, "MOST_AN_HOUR", 1)
    office.ask()
    office.work()
    with pytest.raises(TooMany, match="an hour"):
        office.ask()


def test_a_file_is_its_owners_only(office):
    key = office.ask()
    office.work()
    assert office.fetch(key).path.is_file()
    for name in ("tomas", "john"):
        with pytest.raises(NotFound):
            office.fetch(key, name)
    for wrong in ("", "0" * 32, f"{key}.1", f"../{key}", f"{key}\0"):
        with pytest.raises(NotFound):
            office.fetch(wrong)


def test_a_file_that_is_not_made_yet_or_lost_is_not_there(office):
    key = office.ask()
    with pytest.raises(NotFound):
        office.fetch(key)
    office.work()
    office.fetch(key).path.unlink()
    with pytest.raises(NotFound, match="ask for it again"):
        office.fetch(key)


def names(make, person):
    return make.db.exec(select(OrderContact).where(OrderContact.person_id == person.pk)).all()


def rights(make, person):
    return make.db.exec(select(AccessRight).where(AccessRight.person_id == person.pk)).all()


def test_whoever_may_see_less_than_the_file_holds_does_not_get_it(office):
    key = office.ask()
    office.work()

    def demote(make):
        for right in rights(make, office.people["ana"]):
            right.role = CompanyRole.TECHNICAL

    office.run(demote)
    with pytest.raises(Forbidden, match="rights have changed"):
        office.fetch(key)

    def leave(make):
        make.end_rights(office.people["ana"])

    office.run(leave)
    with pytest.raises((SignedOut, Forbidden)):
        office.fetch(key)


def test_a_technical_contact_who_is_named_by_other_orders_now_asks_anew(office):
    key = office.ask(name="tomas")
    office.work()
    assert office.fetch(key, "tomas")

    def move(make):
        for named in names(make, office.people["tomas"]):
            named.order_id = names(make, office.people["ana"])[0].order_id

    office.run(move)
    with pytest.raises(Forbidden):
        office.fetch(key, "tomas")
