"""What was measured: as `bench.json`, and as tables for people."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from occ_app.bench.drafts import Row

Report = dict[str, list[Row]]
MOST_COLUMNS = 10
SLOWER = 1.3
"""A question may take so many times longer in the largest company than in the smallest."""


def write(report: Report, path: Path) -> None:
    """Keep the report; sections that were not measured this time stay as they were."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(kept | report, indent=1) + "\n")


def show(report: Report, console: Console) -> None:
    """Each section as a table; the lists with a column a size, and how they compare."""
    for section, rows in report.items():
        console.print(_by_size(section, rows) if section in ("lists", "paying") else _plain(section, rows))


def _plain(section: str, rows: list[Row]) -> Table:
    """A line a row; a column a row where rows are too long for a line."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[_text(row.get(name, "")) for name in names] for row in rows]
    if len(names) <= MOST_COLUMNS:
        table = Table(*names, title=section)
    else:
        table = Table(title=section, show_header=False)
        lines = [list(line) for line in zip(names, *lines, strict=True)]
    for line in lines:
        table.add_row(*line)
    return table


def _by_size(section: str, rows: list[Row]) -> Table:
    sizes = sorted({row["invoices"] for row in rows})
    table = Table("database", "what", title=f"{section}: best ms (times the floor)")
    for size in sizes:
        table.add_column(f"{size:,}", justify="right")
    table.add_column("ratio", justify="right")
    found = {(row["database"], row["what"], row["invoices"]): row for row in rows}
    for database, what in dict.fromkeys((row["database"], row["what"]) for row in rows):
        measured = [found[database, what, size] for size in sizes]
        ratio = measured[-1]["best_ms"] / measured[0]["best_ms"]
        shown = f"[red]{ratio:.2f}[/red]" if ratio > SLOWER else f"{ratio:.2f}"
        table.add_row(database, what, *map(_beside_floor, measured), shown)
    return table


def _beside_floor(row: Row) -> str:
    floor = f" ({row['best_ms'] / row['best_floor_ms']:.1f}×)" if row.get("best_floor_ms") else ""
    return f"{row['best_ms']:.1f}{floor}"


def _text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)
