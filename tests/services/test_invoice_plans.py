"""A company with many documents: every question is answered rightly, and from an index."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from occ_app import db as database
from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.bench import data, paying
from occ_app.bench.databases import settle
from occ_app.bench.questions import Company
from occ_app.models import Document, InvoiceStatus, InvoiceType
from occ_app.services import find, frame, invoices, overview
from occ_app.services.invoices import SORTS, Filter, Group, few
from occ_app.testing import databases

TODAY = data.today()
MONTH = {"issued_from": TODAY - timedelta(days=60), "issued_to": TODAY - timedelta(days=30)}
DUE = {"due_from": TODAY - timedelta(days=20), "due_to": TODAY + timedelta(days=20)}
ORDERS = [sign + name for name in SORTS for sign in ("", "-")]
NARROW = [
    {},
    {"types": (InvoiceType.EDUCATION,)},
    {"types": (InvoiceType.USAGE, InvoiceType.SERVICE), "currency": "USD"},
    {"document": Document.CREDIT_NOTE},
    {"statuses": (InvoiceStatus.OPEN, InvoiceStatus.CLOSED)},
    {"statuses": (InvoiceStatus.CLOSED,), "group": Group.OPEN},
    MONTH,
    {**MONTH, "group": Group.OPEN},
    DUE,
    {**DUE, "group": Group.PAST_DUE},
    {**MONTH, **DUE},
    {"order": "ORD-000003"},
    {"total_from": 400_000, "total_to": 500_000},
    {"search": "cloud"},
    {"search": "annealer", "group": Group.CLOSED},
    {"search": "o harbour", **DUE},
]
KINDS = pytest.mark.parametrize("kind", databases.KINDS, indirect=True)


@pytest.fixture(scope="module")
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.temporary(request.param):
        with database.engine().begin() as connection:
            data.fill(connection, data.Size(12_000, 4), TODAY)
        settle(database.engine())
        yield request.param


@pytest.fixture
def many(kind: str) -> Iterator[Session]:
    with database.transaction(reads_only=True) as session:
        yield session


ACTOR = Actor(roles=frozenset({Role.FINANCE}), account_id=1)


@KINDS
@pytest.mark.parametrize("most", [5, 1_000])
@pytest.mark.parametrize("asked", NARROW, ids=str)
def test_pages_and_counts_are_those_of_the_plain_query(many, asked, most, monkeypatch):
    monkeypatch.setattr(few, "FEW", most)
    plain = list(many.execute(invoices.selection(ACTOR, Filter(**asked))).scalars())
    for sort in ("urgency", "-due", "number", "-balance"):
        wanted = Filter(**asked, sort=sort)
        column = SORTS[wanted.sorted_by].key
        keys = sorted(((getattr(i, column), i.pk) for i in plain), reverse=sort.startswith("-"))
        assert walked(many, wanted) == [key[1] for key in keys[:120]]
    tallied(many, Filter(**asked), plain)


def walked(db, wanted):
    """The ids of the first 120, page after page, after the pages have been walked back too."""
    page, ids = invoices.listing(db, ACTOR, wanted), []
    for _ in range(3):
        ids += [invoice.pk for invoice, _order in page.items]
        if not page.next:
            break
        following = invoices.listing(db, ACTOR, wanted, after=page.next)
        back = invoices.listing(db, ACTOR, wanted, before=following.previous)
        assert back.items == page.items
        page = following
    return ids[:120]


def tallied(db, wanted, plain):
    """Counts are exact, or said not to be and too low."""
    counted = invoices.tallies(db, ACTOR, wanted)
    for tally in counted[wanted.group]:
        own = [invoice for invoice in plain if invoice.currency == tally.currency]
        if tally.is_exact:
            assert (tally.count, tally.total.minor) == (len(own), sum(i.total_minor for i in own))
            assert tally.due.minor == sum(i.due_minor for i in own)
        else:
            assert tally.count <= len(own)
    assert {i.currency for i in plain} <= {tally.currency for tally in counted[wanted.group]}


@KINDS
@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("group", list(Group))
def test_no_tab_in_any_order_is_scanned_or_sorted(many, group, sort):
    wanted = Filter(group=group, sort=sort)
    first = invoices.listing(many, ACTOR, wanted)
    is_merged = group in (Group.OPEN, Group.CLOSED) and sort.strip("-") in ("urgency", "due")
    with watched(many, sorts=is_merged):
        page = invoices.listing(many, ACTOR, wanted, after=first.next)
        invoices.listing(many, ACTOR, wanted, before=page.previous)


@KINDS
@pytest.mark.parametrize("asked", NARROW, ids=str)
def test_no_filter_makes_a_list_scan(many, asked):
    with watched(many, sorts=True):
        invoices.listing(many, ACTOR, Filter(**asked))
        invoices.tallies(many, ACTOR, Filter(**asked))


@KINDS
@pytest.mark.parametrize("typed", ["cloud", "annealer", "o harbour", "ORD-000003", "not there"])
def test_search_from_anywhere_reads_no_more_than_it_may(many, typed, monkeypatch):
    monkeypatch.setattr(find.orders, "NEWEST", 5)
    with watched(many, sorts=True) as plans:
        find.find(many, ACTOR, typed)
    walks = [step for step in plans if re.search(r"invoice USING INDEX \w+ \(account_id=\?\)$", step)]
    assert walks == []


@KINDS
@pytest.mark.parametrize("typed", ["annealer 5000", "inv-0000700", "nothing at all"])
def test_no_search_walks_through_the_company(many, typed):
    with watched(many, sorts=True) as plans:
        invoices.listing(many, ACTOR, Filter(search=typed))
    assert [
        step for step in plans if re.search(r"invoice USING (COVERING )?INDEX \S+ \(account_id=\?\)$", step)
    ] == []


@KINDS
def test_what_stands_on_every_page_reads_no_invoice_for_its_counts(many):
    with watched(many, sorts=True) as plans:
        frame.around(many, ACTOR)
        overview.ages(many, ACTOR)
        overview.months(many, ACTOR)
        invoices.tallies(many, ACTOR, Filter(types=(InvoiceType.USAGE,), currency="EUR", **MONTH))
    assert [step for step in plans if re.search(r"(SCAN|SEARCH|Scan.* on) invoice( |$)", step)] == []


@KINDS
@pytest.mark.parametrize(
    "asked", [{}, {"sort": "-total"}, {"group": Group.PAST_DUE}, DUE, {"search": "cloud"}], ids=str
)
def test_what_surrounds_a_document_is_found_without_a_scan(many, asked):
    invoice, order = invoices.listing(many, ACTOR, Filter(**asked)).items[20]
    with watched(many, sorts=True):
        assert all(invoices.neighbours(many, ACTOR, invoice.number, Filter(**asked)))
        invoices.siblings(many, ACTOR, order.number, invoice.number)
        invoices.changes(many, ACTOR, invoice)


@KINDS
def test_a_payment_looks_at_no_more_than_it_pays(kind):
    company = Company(kind, ACTOR.account_id, 12_000, TODAY)
    with watched(None, sorts=True) as plans:
        assert [what for what, _ in paying.paid(database.engine(), company, 40)][-1] == "post"
    assert [step for step in plans if re.search(r"(SCAN|Seq Scan on) (payment|allocation)( |$)", step)] == []


class watched:  # noqa: N801 - it reads as the function it is
    """Explains every query of the block: none may scan invoices, nor sort them unless it `sorts` few."""

    def __init__(self, db: Session, *, sorts: bool) -> None:
        self.db, self.sorts, self.plans = db, sorts, []

    def __enter__(self):
        event.listen(database.engine(), "before_cursor_execute", self.explain)
        return self.plans

    def __exit__(self, *error):
        event.remove(database.engine(), "before_cursor_execute", self.explain)
        for step in self.plans:
            assert not step.startswith(("SCAN invoice USING", "SCAN customer_order")), self.plans
            assert step != "SCAN invoice", self.plans
            assert "Seq Scan on invoice" not in step, self.plans
            if not self.sorts:
                assert "TEMP B-TREE" not in step, self.plans
                assert not sorts_many(step), self.plans

    def explain(self, connection, cursor, statement, parameters, context, many):
        if many or not statement.startswith(("SELECT", "WITH")):
            return
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        asking = connection.connection.cursor()
        asking.execute(explain + statement, parameters)
        self.plans += [str(row[-1]) for row in asking.fetchall()]


def sorts_many(step):
    """PostgreSQL knows how many there are: it may sort a few, as the cheaper way."""
    sort = re.match(r"[ >-]*Sort .* rows=(\d+) ", step)
    return sort is not None and int(sort[1]) > 1_000
