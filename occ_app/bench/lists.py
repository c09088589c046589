"""Every interactive question of the list: the service beside its floor."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.bench.drafts import Row
from occ_app.bench.questions import Company, Question
from occ_app.bench.timing import Timing, compared
from occ_app.services import frame, invoices, overview

Call = Callable[[], object]
ELSEWHERE = {"past due, on every page": frame.around, "overview": overview.overview}


def measured(companies: Sequence[tuple[Engine, Company]]) -> Iterator[Row]:
    """A row a question and company, ready for `bench.json`; the companies are asked in turn."""
    for asked in zip(*(company.questions() for _, company in companies), strict=True):
        calls = [
            call
            for (engine, company), q in zip(companies, asked, strict=True)
            for call in _calls(engine, company, q)
        ]
        timings = compared(calls)
        for at, (_, company) in enumerate(companies):
            yield _row(company, asked[0].what, timings[2 * at], timings[2 * at + 1])
    for what, service in ELSEWHERE.items():
        timings = compared([_reading(engine, service, _actor(company)) for engine, company in companies])
        for (_, company), timing in zip(companies, timings, strict=True):
            yield _row(company, what, timing, None)


def _row(company: Company, what: str, timing: Timing, floor: Timing | None) -> Row:
    where = {"database": company.dialect, "invoices": company.invoices, "what": what}
    floors = {"floor_ms": floor and floor.median_ms, "best_floor_ms": floor and floor.best_ms}
    return where | asdict(timing) | floors


def _calls(engine: Engine, company: Company, question: Question) -> tuple[Call, Call]:
    """The service and its floor."""
    actor = _actor(company)
    cursor, floor = _deep(engine, actor, question) if question.skipped else ("", question.floor)
    if question.is_count:
        return _reading(engine, invoices.tallies, actor, question.wanted), _lean(engine, floor)
    return _reading(engine, invoices.listing, actor, question.wanted, after=cursor), _lean(engine, floor)


def _actor(company: Company) -> Actor:
    return Actor(roles=frozenset({Role.FINANCE}), account_id=company.account_id)


def _reading(engine: Engine, service: Callable[..., object], *args: object, **more: object) -> Call:
    """The service in a transaction of its own, as a page asks it."""
    bind = engine.execution_options(writes=False)

    def read() -> object:
        with Session(bind, expire_on_commit=False) as session:
            return service(session, *args, **more)

    return read


def _lean(engine: Engine, sql: str) -> Call:
    """The rows from the driver itself, as JSON."""

    def read() -> str:
        with engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            return json.dumps([tuple(row) for row in raw.execute(sql).fetchall()], default=str)

    return read


def _deep(engine: Engine, actor: Actor, question: Question) -> tuple[str, str]:
    """The cursor of a document far down, and the floor from there on."""
    order = question.wanted.keyset()
    with engine.connect() as connection:
        there = connection.execute(
            text(
                "SELECT urgency, id FROM invoice WHERE account_id = :account "
                "ORDER BY urgency, id LIMIT 1 OFFSET :skipped"
            ),
            {"account": actor.account_id, "skipped": question.skipped},
        ).one()
    beyond = f"AND (i.urgency, i.id) > ({there.urgency}, {there.id}) ORDER BY"
    return order.cursor(there.urgency, there.id), question.floor.replace("ORDER BY", beyond)
