"""`occ export`: what the ERP fetches from the portal."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

if TYPE_CHECKING:
    from occ_app.services.payment_export import Posting

UNUSABLE = 2


class What(StrEnum):
    """What can be exported."""

    PAYMENTS = "payments"


class Form(StrEnum):
    """How it is written."""

    CSV = "csv"
    JSON = "json"


def export(
    what: Annotated[What, typer.Argument(help="Payments posted in the portal.")],
    since: Annotated[str, typer.Option(help="A day (2026-04-03), or the cursor of the last export.")],
    form: Annotated[
        Form, typer.Option("--format", help="One object a line, or a row an allocation.")
    ] = Form.JSON,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output without.")] = None,
) -> None:
    """Export records, oldest first, and tell the cursor to go on from: each record comes at least once."""
    from sqlalchemy.exc import OperationalError

    from occ_app.access.actors import system
    from occ_app.db import transaction
    from occ_app.services import payment_export

    assert what is What.PAYMENTS
    moment = payment_export.moment_of(since)
    try:
        with transaction() as db:
            ahead = max(moment, payment_export.horizon(db, system()))
    except OperationalError as error:
        typer.echo(f"The database cannot be used now ({error.orig}). Run the export again.", err=True)
        raise typer.Exit(UNUSABLE) from None
    with transaction(reads_only=True) as db, _opened(out) as file:
        WRITERS[form](file, payment_export.postings(db, system(), moment))
    typer.echo(payment_export.cursor_of(ahead), err=out is None)


def write_json(file: TextIO, postings: Iterable["Posting"]) -> None:
    """One object a line."""
    for posting in postings:
        file.write(json.dumps(asdict(posting), ensure_ascii=False) + "\n")


def write_csv(file: TextIO, postings: Iterable["Posting"]) -> None:
    """A row an allocation; a record without any is one row."""
    from occ_app.documents.tables import plain_cell
    from occ_app.services.payment_export import Posting, Put

    own = [f.name for f in fields(Posting) if f.name != "allocations"]
    put = {f.name: {"amount": "applied", "kind": "applied_kind"}.get(f.name, f.name) for f in fields(Put)}
    writer = csv.writer(file)
    writer.writerow([*own, *put.values()])
    for posting in postings:
        said = [plain_cell(getattr(posting, name)) for name in own]
        for share in posting.allocations or [Put("", "", "")]:
            writer.writerow([*said, *(plain_cell(getattr(share, name)) for name in put)])


WRITERS = {Form.JSON: write_json, Form.CSV: write_csv}


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is in its place only when it is whole."""
    if out is None:
        yield sys.stdout
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
