"""`occ import`: a file of the ERP's into the portal, whole or not at all."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

if TYPE_CHECKING:
    from occ_app.services.imports import Reject, Report

ACCEPTED, UNUSABLE, SOME_REJECTED = 0, 2, 3


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or Parquet.")],
    kind: Annotated[str, typer.Option("--as", help="accounts, contacts, orders, invoices or payments.")],
    mapping: Annotated[Path | None, typer.Option(help="How the file's columns become ours (TOML).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, keep nothing.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,  # noqa: FBT002
) -> None:
    """Import a file. Exits 0 if every row was accepted, 3 if some were rejected, 2 if nothing was changed."""
    from sqlalchemy.exc import OperationalError

    from occ_app.services.imports import Unusable

    rejects = RejectsFile(file)
    try:
        report = _run(file, kind, mapping, rejects, keep=not dry_run)
    except Unusable as refusal:
        rejects.discard()
        _refuse(str(refusal))
    except OperationalError as error:
        rejects.discard()
        _refuse(f"The database cannot be used now ({error.orig}). Nothing was changed: run the import again.")
    rejects.close()
    _tell(report, rejects, kept=not dry_run)
    if as_json:
        typer.echo(json.dumps(report.counts()))
    raise typer.Exit(SOME_REJECTED if report.rejected else ACCEPTED)


class RejectsFile:
    """`FILE.rejects.csv`: written under another name until the import has ended, absent without rejects."""

    def __init__(self, imported: Path) -> None:
        self.path = imported.with_name(f"{imported.name}.rejects.csv")
        self._part = self.path.with_suffix(".part")
        self._file: TextIO | None = None

    def append(self, reject: "Reject", /) -> None:
        """Write one row. Unusable if the folder cannot be written to."""
        if self._file is None:
            self._file = self._opened()
            csv.writer(self._file).writerow(("line", "column", "reason"))
        csv.writer(self._file).writerow(
            (reject.line, formula_safe(reject.column), formula_safe(reject.reason))
        )

    def close(self) -> None:
        """Put the file in its place; one of an earlier import does not outlive it."""
        if self._file is None:
            self.path.unlink(missing_ok=True)
            return
        self._file.close()
        self._part.replace(self.path)

    def discard(self) -> None:
        """Drop what was written: the import did not take place."""
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _opened(self) -> TextIO:
        from occ_app.services.imports import Unusable

        try:
            return self._part.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise Unusable(f"Rejected rows cannot be listed in {self.path}: {error.strerror}.") from error


def formula_safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _run(file: Path, kind: str, mapping: Path | None, rejects: RejectsFile, *, keep: bool) -> "Report":
    from occ_app.access.actors import system
    from occ_app.db import transaction
    from occ_app.services import imports

    sections: dict[str, Any] = imports.load(mapping) if mapping else {}
    with ProgressBar(file.name) as progress, transaction() as db:
        report = imports.run(
            db, system(), file, kind, mapping=sections, rejects=rejects, progress=progress.advance_to
        )
        if not keep:
            db.rollback()
    return report


class ProgressBar:
    """A bar on standard error, so that standard output stays readable by machines."""

    def __init__(self, title: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._task = self._bar.add_task(title, total=None)

    def advance_to(self, done: int, total: int) -> None:
        """Show that `done` of `total` is read."""
        self._bar.update(self._task, completed=done, total=total)

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()


def _tell(report: "Report", rejects: RejectsFile, *, kept: bool) -> None:
    counted = ", ".join(
        f"{getattr(report, name)} {name}" for name in ("created", "updated", "unchanged", "rejected")
    )
    typer.echo(
        f"{report.kind}: {report.rows} rows: {counted}." + ("" if kept else " Dry run: nothing was kept."),
        err=True,
    )
    if report.ignored:
        typer.echo(f"Columns that are not ours were left out: {', '.join(report.ignored)}.", err=True)
    if report.rejected:
        typer.echo(f"Rejected rows are listed in {rejects.path}.", err=True)


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(UNUSABLE)
