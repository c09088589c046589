"""Parents of companies, and people whom orders no longer name."""

import pytest
from sqlmodel import col, select

from occ_app.access.actors import system
from occ_app.models import AccessRight, Account, Contact, ContactFlag, ContactState, OrderContact, Person
from occ_app.models.base import now
from occ_app.services import activity

COMPANIES = "number,name,currency,parent,parent_sees\n"
ORDERS = "number,account,placed_on,contact_email,contact_type\n"
ANA, TOM = "ana@acme.example", "tom@acme.example"


def line(email, order="O1", kind="finance"):
    return f"{order},A1,2026-01-01,{email},{kind}\n"


def parents(db):
    above = {account.pk: account for account in db.exec(select(Account))}
    return {
        account.number: (above[account.parent_id].number, account.is_seen_by_parent)
        for account in above.values()
        if account.parent_id
    }


def place(db, email):
    return db.exec(
        select(Contact).join(Person, Person.id == Contact.person_id).where(Person.email == email)
    ).one()


def dropped(db):
    query = select(Person.email).join(OrderContact, OrderContact.person_id == Person.id)
    return sorted(db.exec(query.where(col(OrderContact.dropped_at).is_not(None))))


def live_rights(db):
    return len(db.exec(select(AccessRight).where(col(AccessRight.ended_at).is_(None))).all())


def test_a_company_has_a_parent_which_may_see_it(feed, db):
    rows = "C1,Child,EUR,P1,yes\nP1,Parent,EUR,,\nG1,Grandchild,EUR,C1,\n"
    assert feed("accounts", COMPANIES + rows).counts == (3, 0, 0, 0)
    assert parents(db) == {"C1": ("P1", True), "G1": ("C1", False)}
    assert feed("accounts", COMPANIES + rows).counts == (0, 0, 3, 0)
    assert feed("accounts", COMPANIES + "C1,Child,EUR,,no\n").counts == (0, 1, 0, 0)
    assert parents(db)["C1"] == ("P1", False), "an empty cell leaves the parent"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("C1,Child,EUR,NONE,\n", "there is no company “NONE”"),
        ("C1,Child,EUR,C1,\n", "not its own parent"),
        ("A1,Acme,EUR,B1,\n", "circle"),
    ],
)
def test_a_parent_that_cannot_be_is_rejected(feed, db, rows, reason):
    feed("accounts", COMPANIES + "A1,Acme,EUR,,\nB1,Below,EUR,A1,\n")
    fed = feed("accounts", COMPANIES + rows)
    assert (fed.only_reject.column, reason in fed.only_reject.reason) == ("parent", True)
    assert parents(db) == {"B1": ("A1", False)}


def test_of_a_circle_in_one_file_the_row_that_closes_it_is_rejected(feed, db):
    fed = feed("accounts", COMPANIES + "A1,A,EUR,B1,\nB1,B,EUR,C1,\nC1,C,EUR,A1,\nD1,D,EUR,C1,\n")
    assert sorted(reject.line for reject in fed.rejects) == [2, 3, 4, 5]
    assert db.exec(select(Account)).all() == [], (
        "whoever names a parent that is not there is rejected with it"
    )


def test_who_is_no_longer_named_is_flagged_and_keeps_every_right(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(TOM))
    before = live_rights(db)
    feed("orders", ORDERS + line(ANA))
    assert (dropped(db), place(db, TOM).flag, place(db, ANA).flag) == (
        [TOM],
        ContactFlag.UNNAMED,
        ContactFlag.NONE,
    )
    assert live_rights(db) == before
    first = db.exec(select(OrderContact.dropped_at).where(col(OrderContact.dropped_at).is_not(None))).one()
    feed("orders", ORDERS + line(ANA))
    assert (
        db.exec(select(OrderContact.dropped_at).where(col(OrderContact.dropped_at).is_not(None))).one()
        == first
    )
    assert feed("orders", ORDERS + line(ANA) + line(TOM)).counts == (0, 1, 1, 0)
    assert (dropped(db), place(db, TOM).flag) == ([], ContactFlag.NONE)


def test_a_flag_that_was_settled_stays_settled(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(TOM))
    feed("orders", ORDERS + line(ANA))
    place(db, TOM).flag = ContactFlag.NONE
    db.flush()
    feed("orders", ORDERS + line(ANA))
    assert place(db, TOM).flag is ContactFlag.NONE


def test_another_order_that_names_them_is_enough(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(TOM) + line(TOM, "O2"))
    feed("orders", ORDERS + line(ANA))
    assert (dropped(db), place(db, TOM).flag) == ([TOM], ContactFlag.NONE)


def test_an_order_of_which_the_file_names_nobody_or_is_not_sure_stays(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(TOM))
    feed("orders", ORDERS + line("", kind=""))
    feed("orders", ORDERS + line(ANA) + line("not an address"))
    assert (dropped(db), place(db, TOM).flag) == ([], ContactFlag.NONE)


def test_another_contact_type_is_another_naming(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(ANA, kind="executive"))
    feed("orders", ORDERS + line(ANA))
    assert (dropped(db), place(db, ANA).flag) == ([ANA], ContactFlag.NONE)


def test_who_was_removed_and_is_named_again_is_shown_to_an_administrator(feed, db, acme):
    feed("orders", ORDERS + line(ANA) + line(TOM))
    feed("orders", ORDERS + line(ANA))
    removed = place(db, TOM)
    removed.state, removed.flag = ContactState.REMOVED, ContactFlag.NONE
    for right in db.exec(select(AccessRight).where(AccessRight.person_id == removed.person_id)):
        right.ended_at = now()
    db.flush()
    feed("orders", ORDERS + line(ANA) + line(TOM))
    assert (place(db, TOM).flag, place(db, TOM).state) == (ContactFlag.NAMED_AGAIN, ContactState.REMOVED)
    assert live_rights(db) == 2, "Ana’s, who administers: an import gives back nothing that was taken"
    assert activity.broken(db, system()) == []


def test_many_orders_are_looked_at_some_at_a_time(feed, db, acme, monkeypatch):
    monkeypatch.setattr("occ_app.services.imports.named.BATCH", 2)
    orders = [f"O{at}" for at in range(5)]
    feed("orders", ORDERS + "".join(line(ANA, order) + line(TOM, order) for order in orders))
    feed("orders", ORDERS + "".join(line(ANA, order) for order in orders))
    assert (dropped(db), place(db, TOM).flag) == ([TOM] * 5, ContactFlag.UNNAMED)
