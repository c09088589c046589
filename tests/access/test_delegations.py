"""A delegate, in front of every table that companies own."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from occ_app.access import delegations, gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.models import Allocation, CompanyRole, DelegatedInvoice, Delegation, Invoice
from occ_app.models.base import Owned, now
from occ_app.services import invoices, overview
from occ_app.services.find import find
from occ_app.services.invoices import Filter, Group
from occ_app.state.invoice_rows import invoices_view
from occ_app.state.invoice_view import invoice_view
from tests.access.papers import owned_tables, papers

READ = Permission.INVOICES_READ


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def own(make, acme):
    """The documents of one order, the first of which is handed over; what else there is."""
    mine = papers(make, acme, make.order(acme, number="SECRET-ORDER", contract_number="SECRET-CONTRACT"))
    papers(make, acme, make.order(acme))
    globex = make.account("Globex")
    papers(make, globex, make.order(globex))
    return mine


@pytest.fixture
def handed(db, acme, own):
    return db.exec(select(DelegatedInvoice).where(col(DelegatedInvoice.account_id) == acme.pk)).first()


@pytest.fixture
def delegate(acme, handed):
    return Actor(
        roles=frozenset({Role.DELEGATE}),
        account_id=acme.pk,
        delegation_id=handed.delegation_id,
        name="Pay Er",
    )


def says_how(table):
    return (table.of_invoices.__func__, table.of_delegate.__func__) != (
        Owned.of_invoices.__func__,
        Owned.of_delegate.__func__,
    )


def test_of_each_table_a_delegate_sees_rows_of_what_was_handed_over_or_none(db, handed, delegate):
    for table in owned_tables():
        found = db.execute(gate.rows(delegate, READ, table)).scalars().all()
        assert bool(found) == says_how(table), (
            f"{table.__name__}: in `papers`, or `of_invoices`, `of_delegate`"
        )
        for row in found:
            if isinstance(row, Allocation):
                assert handed.invoice_id in (row.invoice_id, row.credit_note_id)
            elif "delegation_id" in type(row).model_fields and "invoice_id" not in type(row).model_fields:
                assert row.delegation_id == delegate.delegation_id
            else:
                assert handed.invoice_id == (row.pk if isinstance(row, Invoice) else row.invoice_id)


def test_a_delegation_that_does_not_exist_shows_nothing(db, acme, handed):
    for nothing in (None, 0, 10**9):
        actor = Actor(roles=frozenset({Role.DELEGATE}), account_id=acme.pk, delegation_id=nothing)
        assert not db.execute(gate.rows(actor, READ, Invoice)).scalars().all()


def test_nothing_else_reaches_a_delegate_by_any_way(db, own, handed, delegate):
    shown = db.get(Invoice, handed.invoice_id)
    others = {invoice.number for invoice in db.exec(select(Invoice))} - {shown.number}
    said = [
        invoice_view(db, delegate, shown.number, {}),
        invoices_view(db, delegate, invoices.INVOICES, {"q": "Secret"}),
        invoices_view(db, delegate, invoices.INVOICES, {"status": "all"}),
        [
            find(db, delegate, text)
            for text in ("Secret", "SECRET-ORDER", "ORD", "PAY", "INV", "Globex", "person")
        ],
    ]
    assert shown.number in str(said)
    assert not [word for word in (*others, "SECRET-ORDER", "SECRET-CONTRACT", "person2") if word in str(said)]
    tallies = invoices.tallies(db, delegate, Filter())[Group.ALL]
    assert [(tally.count, tally.total.minor) for tally in tallies] == [(1, 10_000)]
    assert invoices.neighbours(db, delegate, shown.number, Filter()) == ("", "")
    assert invoices.changes(db, delegate, shown) is None
    assert invoices.oldest_due(db, delegate) == shown.falls_on
    for number in others:
        assert invoice_view(db, delegate, number, {}).missing


def test_a_delegate_asks_for_no_overview_and_learns_no_names(db, delegate):
    with pytest.raises(gate.Forbidden, match=r"do not have the right to do this\.$"):
        overview.overview(db, delegate)
    assert gate.administrators(db, delegate) == []


def test_a_delegation_lives_as_long_as_its_maker_may_make_it(make, db, acme, handed):
    made = db.get(Delegation, handed.delegation_id)
    boss = make.contact(acme)
    made.made_by = boss.pk
    db.flush()
    assert delegations.is_live(db, made.pk)
    make.end_rights(boss)
    assert not delegations.is_live(db, made.pk)
    make.right(acme, boss, CompanyRole.ADMIN)
    assert delegations.is_live(db, made.pk)
    made.ends_at = now() - timedelta(seconds=1)
    assert not delegations.is_live(db, made.pk)
    assert not delegations.is_live(db, 10**9)
