"""A payment from the selection to its posting, step by step, in a small company and in a large one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, Select, select, update
from sqlmodel import Session, col

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.bench.drafts import Row
from occ_app.bench.questions import Company
from occ_app.bench.timing import seconds, timing
from occ_app.models import Document, Invoice, Phase
from occ_app.services import cards, paying
from occ_app.services.cards import NewCard
from occ_app.services.documents import Choice

BASKETS, ROUNDS, WARM = (1, 40), 20, 2
CREDITS = 10
"""Credit notes that a payment uses first: a large company has more of them open, and each is work of its own."""
Step = tuple[str, Callable[[], object]]


def measured(companies: Sequence[tuple[Engine, Company]]) -> Iterator[Row]:
    """A row a step, basket and company; the companies pay in turn, and no payment is kept."""
    for engine, company in companies:
        _use_up(engine, company)
    for count in BASKETS:
        taken: list[dict[str, list[float]]] = [{} for _ in companies]
        for at in range(WARM + ROUNDS):
            for (engine, company), steps in zip(companies, taken, strict=True):
                for what, took in paid(engine, company, count):
                    if at >= WARM:
                        steps.setdefault(what, []).append(took * 1000)
        for (_, company), steps in zip(companies, taken, strict=True):
            where: Row = {"database": company.dialect, "invoices": company.invoices}
            for what, times in steps.items():
                yield where | {"what": f"{what}, basket of {count}"} | asdict(timing(times))


def paid(engine: Engine, company: Company, count: int) -> Iterator[tuple[str, float]]:
    """How many seconds each step took, of a payment that is undone at the end."""
    with (
        engine.connect() as connection,
        closing(connection.begin()),
        Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
    ):
        for what, step in _steps(session, company, count):
            yield what, seconds(step)


def _steps(db: Session, company: Company, count: int) -> Iterator[Step]:
    """What a person and then the worker ask the services; the card company itself is not part of it."""
    payer = Actor(roles=frozenset({Role.FINANCE}), account_id=company.account_id, email="payer@bench.example")
    cards.add(db, payer, NewCard("pm_bench", "visa", "4242", 12, company.today.year + 5))
    wanted = Choice(numbers=tuple(_due(db, company, count)))
    made: dict[str, Any] = {}

    def begin() -> None:
        (made["number"],) = paying.begin(db, payer, wanted)

    def sheet() -> None:
        made["sheet"] = paying.sheet(db, payer, made["number"])

    def send() -> None:
        made["order"] = paying.send(db, payer, made["number"], made["sheet"].to_pay.minor)

    def post() -> None:
        order = made["order"]
        paying.post(db, system(), order.pk, order.amount, "pi_bench")

    yield from (("select", begin), ("sheet", sheet), ("send", send), ("post", post))


def _use_up(engine: Engine, company: Company) -> None:
    """Leave as many credit notes open as every company has: for good, since what a transaction has written slows it."""
    kept = _open(company, Document.CREDIT_NOTE).order_by(col(Invoice.id)).limit(CREDITS)
    rest = _open(company, Document.CREDIT_NOTE).where(col(Invoice.id).not_in(kept))
    used = {
        "credited_minor": Invoice.credited_minor + Invoice.due_minor,
        "due_minor": 0,
        "phase": Phase.CLOSED,
    }
    with engine.begin() as connection:
        connection.execute(update(Invoice).where(col(Invoice.id).in_(rest)).values(used))


def _due(db: Session, company: Company, count: int) -> list[str]:
    """Numbers of open invoices, the oldest first."""
    oldest = _open(company, Document.INVOICE).order_by(col(Invoice.falls_on), col(Invoice.id)).limit(count)
    numbers = select(col(Invoice.number)).where(col(Invoice.id).in_(oldest))
    return list(db.execute(numbers).scalars())


def _open(company: Company, document: Document) -> Select[Any]:
    """Of one currency, since a payment is of one."""
    mine = (col(Invoice.account_id) == company.account_id) & (col(Invoice.currency) == "EUR")
    is_open = (col(Invoice.phase) == Phase.OPEN) & (col(Invoice.document) == document)
    return select(col(Invoice.id)).where(mine, is_open)
