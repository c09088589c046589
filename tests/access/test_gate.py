"""The row gate, on every table that companies own."""

import pytest
from sqlmodel import col, func, select

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission, Role, Scope
from occ_app.errors import Forbidden, NotFound
from occ_app.models import (
    ContactRole,
    Invoice,
    Order,
    OrderContact,
)
from occ_app.models.base import Owned
from occ_app.services import documents, invoices, overview
from occ_app.services.invoices import Filter, Group
from occ_app.state.invoice_view import invoice_view
from occ_app.state.overview import overview_view
from tests.access.papers import owned_tables, papers

READ = Permission.INVOICES_READ


def says_how(table):
    """Whether the table defines which of its rows belong to an order."""
    return table.of_orders.__func__ is not Owned.of_orders.__func__


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def own(make, acme):
    return make.order(acme)


@pytest.fixture
def mine(make, acme, own):
    return papers(make, acme, own)


@pytest.fixture
def others(make, acme):
    """What Acme has with another order and with none, and what Globex has."""
    globex = make.account("Globex")
    return (
        papers(make, acme, make.order(acme))
        | papers(make, acme, None)
        | papers(make, globex, make.order(globex))
    )


@pytest.fixture
def tomas(make, acme, own, mine, others):
    """The technical contact of Acme's own order."""
    return make.actor(make.contact(acme, ContactRole.TECHNICAL, order=own))


def count(db, query):
    return db.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def test_each_table_shows_a_companys_rows_to_that_company_only(make, db, acme, mine, others):
    ana = make.actor(make.contact(acme))
    for table in owned_tables():
        found = db.execute(gate.rows(ana, READ, table)).scalars().all()
        assert {row.account_id for row in found} == {acme.pk}, f"add a {table.__name__} to `papers`"


def test_of_each_table_a_technical_contact_sees_rows_of_own_orders_or_none(db, own, tomas):
    for table in owned_tables():
        found = db.execute(gate.rows(tomas, READ, table)).scalars().all()
        assert bool(found) == says_how(table), f"{table.__name__}.of_orders"
        for row in found:
            invoice = db.get(Invoice, getattr(row, "invoice_id", None) or 0)
            orders = {getattr(row, "order_id", None), getattr(invoice, "order_id", None)}
            orders |= {row.pk} if isinstance(row, Order) else set()
            if "order_id" in type(row).model_fields or invoice or isinstance(row, Order):
                assert own.pk in orders, table.__name__


def test_of_each_table_staff_and_strangers_get_nothing(make, db, mine):
    staff = make.actor(make.person(is_staff=True))
    for actor in (Actor(), staff, system(), Actor(roles=frozenset({Role.VISITOR}))):
        for table in owned_tables():
            with pytest.raises(Forbidden):
                gate.rows(actor, READ, table)


def test_an_actor_without_a_company_sees_no_row(db, mine):
    nowhere = Actor(roles=frozenset({Role.FINANCE}))
    assert count(db, gate.rows(nowhere, READ, Invoice)) == 0


def test_the_narrowing_stays_whatever_is_asked_on_top(db, acme, others, tomas):
    query = gate.narrow(tomas, READ, Invoice, select(func.count()).select_from(Invoice))
    assert db.execute(query.where((col(Invoice.id) > 0) | (col(Invoice.number) != ""))).scalar_one() == 3


def test_a_programs_reach_is_every_company(make, db, mine, others):
    assert gate.require(system(), Permission.LEDGER_CHECK) is Scope.EVERY_ACCOUNT
    assert count(db, gate.rows(system(), Permission.LEDGER_CHECK, Invoice)) == 12


def test_a_foreign_row_is_not_found_just_like_one_that_does_not_exist(make, db, acme, mine, others):
    ana = make.actor(make.contact(acme))
    foreign = db.exec(select(Invoice).where(Invoice.account_id != acme.pk)).first()
    said = set()
    for number in (foreign.number, "NO-SUCH"):
        with pytest.raises(NotFound) as refusal:
            gate.one(db, gate.rows(ana, READ, Invoice).where(col(Invoice.number) == number))
        said.add(str(refusal.value))
    assert len(said) == 1


def test_a_missing_right_says_who_can_give_it(make, db, acme):
    make.contact(acme, is_admin=True, name="Marta Soler")
    with pytest.raises(Forbidden, match="administrator of your company can give it"):
        gate.require(Actor(), READ)
    assert gate.administrators(db, make.actor(make.contact(acme))) == ["Marta Soler"]


def test_the_reach_of_a_right_changes_with_the_orders_it_depends_on(make, db, acme, own):
    person = make.contact(acme, ContactRole.TECHNICAL, order=own)
    ana, tomas = make.actor(make.contact(acme)), make.actor(person)
    first = gate.reach(db, tomas, READ)
    assert gate.reach(db, ana, READ) == "ACCOUNT"
    assert first == gate.reach(db, make.actor(person), READ)
    named = {"account_id": acme.pk, "person_id": person.pk, "role": ContactRole.TECHNICAL}
    db.add(OrderContact(order_id=make.order(acme).pk, **named))
    db.flush()
    assert gate.reach(db, tomas, READ) not in (first, "ACCOUNT")


def test_administrators_are_those_of_the_actors_company(make, db, acme):
    make.contact(make.account("Globex"), is_admin=True, name="John Baker")
    assert gate.administrators(db, make.actor(make.contact(acme))) == []
    assert gate.administrators(db, Actor()) == []


def test_nothing_of_other_orders_reaches_a_technical_contact_by_any_way(make, db, mine, others, tomas):
    listed = invoices.listing(db, tomas, Filter()).items
    exported = list(invoices.exported(db, tomas, Filter()))
    last = overview.overview(db, tomas).last
    for way in (listed, exported, last):
        assert {invoice.number for invoice, _order in way} <= mine
    for number in others:
        for service in (invoices.detail, documents.sheet):
            with pytest.raises(NotFound):
                service(db, tomas, number)
        assert not invoices.listing(db, tomas, Filter(search=number)).items
    assert not invoices.listing(db, tomas, Filter(search="Globex")).items
    tallies = invoices.tallies(db, tomas, Filter())[Group.ALL]
    assert [(tally.count, tally.total.minor) for tally in tallies] == [(3, 14_300)]
    assert {c: m.minor for month in overview.months(db, tomas) for c, m in month.spent.items()} == {
        "EUR": 14_300
    }
    assert sum(m.minor for age in overview.ages(db, tomas) for m in age.due.values()) == 9_700
    assert not [number for number in others if number in str(overview_view(db, tomas))]


def test_a_movement_does_not_name_a_document_of_another_order(make, db, acme, own, mine, others, tomas):
    invoice = make.invoice(acme, 1_000, order=own)
    foreign_note = make.credit_note(acme, -1_000, order=make.order(acme))
    make.credit(foreign_note, invoice, 400)
    view = invoice_view(db, tomas, invoice.number, {})
    assert foreign_note.number not in str(view)
    credit = next(movement for movement in view.movements if "€4.00" in movement[4])
    assert credit[2] == ""
    ana = make.actor(make.contact(acme))
    assert foreign_note.number in str(invoice_view(db, ana, invoice.number, {}))
