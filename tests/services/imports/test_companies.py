"""Companies, orders and the people they name."""

import pytest
from sqlmodel import select

from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    ContactRole,
    Order,
    OrderContact,
    Person,
)
from occ_app.services.imports import Unusable

ORDERS = "number,account,placed_on,contact_email,contact_name,contact_type,contact_main\n"


def admins(db):
    return rights_of(db, CompanyRole.ADMIN)


def rights_of(db, *roles):
    query = select(Account.number, Person.email).join(AccessRight, AccessRight.account_id == Account.id)
    live = query.where(AccessRight.role.in_(roles), AccessRight.ended_at.is_(None))
    return sorted(db.exec(live.join(Person, Person.id == AccessRight.person_id)))


def test_a_company_is_created_updated_and_left_alone(feed, db):
    head = "number,name,currency,country,time_zone,language\n"
    assert feed("accounts", head + "A1,Acme,EUR,ES,Europe/Madrid,es\n").counts == (1, 0, 0, 0)
    assert feed("accounts", head + "A1,Acme,EUR,ES,Europe/Madrid,es\n").counts == (0, 0, 1, 0)
    assert feed("accounts", head + "A1,Acme Iberia,EUR,,,\n").counts == (0, 1, 0, 0)
    account = db.exec(select(Account)).one()
    assert (account.name, account.country, account.time_zone) == ("Acme Iberia", "ES", "Europe/Madrid")


def test_an_order_brings_its_contacts_and_the_main_one_administers(feed, db, acme):
    content = (
        ORDERS
        + "O1,A1,2026-01-01,tom@acme.example,Tom,technical,no\n"
        + "O1,A1,2026-01-01,Ana@acme.example,Ana,finance,yes\n"
        + "O1,A1,2026-01-01,ana@acme.example,Ana,executive,\n"
    )
    assert feed("orders", content).counts == (3, 0, 0, 0)
    assert feed("orders", content).counts == (0, 0, 3, 0)
    order = db.exec(select(Order)).one()
    assert (order.currency, order.terms_days) == ("EUR", 30)
    assert len(db.exec(select(OrderContact)).all()) == 3
    assert len(db.exec(select(Contact)).all()) == 2
    rights = db.exec(select(AccessRight)).all()
    assert sorted(right.role for right in rights) == ["admin", "executive", "finance", "technical"]
    assert {right.order_id for right in rights} == {order.pk}
    assert admins(db) == [("A1", "ana@acme.example")]


def test_an_administrator_stays_when_another_order_names_a_main_contact(feed, db, acme):
    feed("orders", ORDERS + "O1,A1,2026-01-01,ana@acme.example,Ana,finance,yes\n")
    feed("orders", ORDERS + "O0,A1,2025-01-01,tom@acme.example,Tom,technical,yes\n")
    assert admins(db) == [("A1", "ana@acme.example")]


def test_without_a_main_contact_the_first_orders_contact_administers(feed, db, acme):
    rows = "O2,A1,2026-02-01,tom@acme.example,,technical,\nO1,A1,2026-01-01,ana@acme.example,,finance,\n"
    feed("orders", ORDERS + rows)
    assert admins(db) == [("A1", "ana@acme.example")]


def test_a_person_may_be_in_several_companies(feed, db, acme):
    rows = "O1,A1,2026-01-01,john@x.example,,finance,yes\nO2,A2,2026-01-01,john@x.example,,sales,yes\n"
    assert feed("orders", ORDERS + rows).counts == (2, 0, 0, 0)
    assert admins(db) == [("A1", "john@x.example"), ("A2", "john@x.example")]
    roles = db.exec(select(OrderContact.role)).all()
    assert set(roles) == {ContactRole.FINANCE, ContactRole.TECHNICAL}


def test_an_order_without_a_contact_is_an_order(feed, db, acme):
    assert feed("orders", "number,account,placed_on,terms_days\nO1,A1,2026-01-01,45\n").counts == (1, 0, 0, 0)
    assert db.exec(select(Order.terms_days)).one() == 45


def test_a_contact_added_later_and_new_terms_are_changes(feed, db, acme):
    head = "number,account,placed_on,terms_days,contact_email,contact_type\n"
    feed("orders", head + "O1,A1,2026-01-01,30,ana@acme.example,finance\n")
    again = "O1,A1,2026-01-01,30,ana@acme.example,finance\nO1,A1,2026-01-01,30,tom@acme.example,technical\n"
    assert feed("orders", head + again).counts == (1, 0, 1, 0)
    assert feed("orders", head + "O1,A1,2026-01-01,60,,\n").counts == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("O1,XX,2026-01-01,ana@acme.example,,finance,", "account", "no company “XX”"),
        ("O1,A1,01/02/2026,ana@acme.example,,finance,", "placed_on", "date format"),
        ("O1,A1,2026-01-01,ana@acme,,finance,", "contact_email", "e-mail"),
        ("O1,A1,2026-01-01,ana@acme.example,,boss,", "contact_type", "boss"),
        ("O1,A1,2026-01-01,ana@acme.example,,,", "contact_type", "is empty"),
        ("O1,A1,2026-01-01,ana@acme.example,,finance,perhaps", "contact_main", "neither yes nor no"),
        ("O0,A2,2026-01-01,,,,", "account", "another company"),
    ],
)
def test_a_wrong_order_row_is_rejected(feed, db, acme, row, column, reason):
    feed("orders", ORDERS + "O0,A1,2026-01-01,,,,\n")
    fed = feed("orders", ORDERS + row + "\n")
    assert fed.only_reject.column == column
    assert reason in fed.only_reject.reason
    assert db.exec(select(Person)).all() == []


def test_two_headers_of_one_order_that_differ_are_a_conflict(feed, acme):
    rows = "O1,A1,2026-01-01,ana@acme.example,,finance,\nO1,A1,2026-01-02,tom@acme.example,,technical,\n"
    fed = feed("orders", ORDERS + rows)
    assert fed.counts == (1, 0, 0, 1)
    assert "“O1” stands on line 2 already" in fed.only_reject.reason


def test_contacts_enrich_people_but_let_nobody_in(feed, db, acme):
    feed("orders", ORDERS + "O1,A1,2026-01-01,ana@acme.example,,finance,yes\n")
    head = "account,email,name,language\n"
    rows = "A1,ana@acme.example,Ana Ruiz,es\nA2,ana@acme.example,Ana,en\nA1,eve@acme.example,Eve,en\n"
    fed = feed("contacts", head + rows)
    assert fed.counts == (0, 1, 0, 2)
    assert all("import the order first" in reject.reason for reject in fed.rejects)
    person = db.exec(select(Person)).one()
    assert (person.name, person.language) == ("Ana Ruiz", "es")
    assert feed("contacts", head + "A1,ana@acme.example,Ana Ruiz,es\n").counts == (0, 0, 1, 0)


def test_a_language_that_was_chosen_is_not_overwritten(feed, db, acme):
    feed("orders", ORDERS + "O1,A1,2026-01-01,ana@acme.example,Ana,finance,yes\n")
    db.exec(select(Person)).one().language = "es"
    db.flush()
    assert feed("contacts", "account,email,language\nA1,ana@acme.example,en\n").counts == (0, 0, 1, 0)


def test_a_mapping_renames_fills_in_translates_and_passes_over(feed, db):
    content = "Id,Firma,Land,Status\n7,Müller,Deutschland,aktiv\n8,Alt,Deutschland,inaktiv\n,Leer,,aktiv\n"
    accounts = {
        "columns": {"number": "C-{Id}", "name": "{Firma|upper}", "country": "{Land}"},
        "values": {"country": {"Deutschland": "DE"}},
        "where": {"Status": "aktiv"},
    }
    fed = feed("accounts", content, currency="EUR", accounts=accounts)
    assert fed.counts == (1, 0, 0, 1)
    assert fed.only_reject == (4, "Id", "is empty")
    account = db.exec(select(Account)).one()
    assert (account.number, account.name, account.country) == ("C-7", "MÜLLER", "DE")


def test_a_mapping_of_columns_that_are_not_there_is_refused(feed):
    with pytest.raises(Unusable, match="Columns missing: Firm"):
        feed(
            "accounts",
            "Id,Firma\n",
            currency="EUR",
            accounts={"columns": {"number": "{Id}", "name": "{Firm}"}},
        )
    with pytest.raises(Unusable, match="columns we do not have: colour"):
        feed("accounts", "Id\n", accounts={"columns": {"number": "{Id}", "colour": "{Id}"}})
