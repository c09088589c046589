"""Every interactive question of the list: the service beside its floor."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Engine, text

from occ_app import db
from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.bench.questions import Company, Question
from occ_app.bench.timing import timed
from occ_app.services import frame, invoices, overview

Row = dict[str, Any]


def measured(engine: Engine, company: Company) -> Iterator[Row]:
    """One row a question, ready for `bench.json`."""
    actor = Actor(roles=frozenset({Role.FINANCE}), account_id=company.account_id)
    base = {"database": company.dialect, "invoices": company.invoices}
    for question in company.questions():
        cursor, floor = _deep(engine, actor, question) if question.skipped else ("", question.floor)
        yield base | {"what": question.what} | _beside(_service(actor, question, cursor), engine, floor)
    for what, service in (("past due, on every page", frame.around), ("overview", overview.overview)):
        timing = timed(_reading(service, actor))
        yield base | {"what": what, "median_ms": timing.median_ms, "p95_ms": timing.p95_ms, "floor_ms": None}


def _beside(service: Callable[[], object], engine: Engine, floor: str) -> Row:
    timing = timed(service)
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        lean = timed(lambda: json.dumps([tuple(row) for row in raw.execute(floor).fetchall()], default=str))
    return {"median_ms": timing.median_ms, "p95_ms": timing.p95_ms, "floor_ms": lean.median_ms}


def _service(actor: Actor, question: Question, cursor: str) -> Callable[[], object]:
    if question.is_count:
        return _reading(invoices.tallies, actor, question.wanted)
    return _reading(invoices.listing, actor, question.wanted, after=cursor)


def _reading(service: Callable[..., object], *args: object, **more: object) -> Callable[[], object]:
    """The service in a transaction of its own, as a page asks it."""

    def read() -> object:
        with db.transaction(reads_only=True) as session:
            return service(session, *args, **more)

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
