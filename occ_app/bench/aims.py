"""What the numbers are held against, and whether they reach it.

Ratios are those of the best calls: other work on the machine only ever slows one down.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from occ_app.bench.drafts import Row
from occ_app.bench.report import Report

Found = Iterator[tuple[float, str]]
"""Numbers to be held against an aim, and what each of them is of."""


@dataclass(frozen=True)
class Aim:
    """A bound for the worst of some numbers of one section."""

    says: str
    section: str
    bound: float
    numbers: Callable[[list[Row]], Found]
    is_least: bool = False

    def compared(self, rows: list[Row]) -> Iterator[Row]:
        """The worst number, beside the aim; nothing, if there is none."""
        found = sorted(self.numbers(rows))
        if not found:
            return
        worst, where = found[0 if self.is_least else -1]
        missed = [number for number, _ in found if not self.is_met(number)]
        yield {
            "aim": self.says,
            "worst": round(worst, 2),
            "of": where,
            "met": f"{len(found) - len(missed)} of {len(found)}",
        }

    def is_met(self, number: float) -> bool:
        """Whether a number reaches the aim."""
        return number >= self.bound if self.is_least else number <= self.bound


def compared(report: Report) -> Iterator[Row]:
    """A row an aim whose section was measured."""
    for aim in AIMS:
        yield from aim.compared(report.get(aim.section, []))


def _growth(rows: list[Row]) -> Found:
    """How many times longer the largest company takes than the smallest."""
    sizes = sorted({row["invoices"] for row in rows})
    times = {(row["database"], row["what"], row["invoices"]): row["best_ms"] for row in rows}
    for (database, what, size), time in times.items():
        if size == sizes[-1] and len(sizes) > 1:
            yield time / times[database, what, sizes[0]], f"{what}, {database}"


def _floors(rows: list[Row]) -> Found:
    for row in rows:
        if row["best_floor_ms"]:
            yield (
                row["best_ms"] / row["best_floor_ms"],
                f"{row['what']}, {row['database']}, {row['invoices']:,}",
            )


def _column(name: str, **only: object) -> Callable[[list[Row]], Found]:
    """A number of each row that has it, of rows with these values only."""

    def numbers(rows: list[Row]) -> Found:
        for row in rows:
            if row.get(name) is not None and all(row[key] == value for key, value in only.items()):
                yield row[name], ", ".join(str(value) for value in row.values() if isinstance(value, str))

    return numbers


def _clicks(rows: list[Row]) -> Found:
    """Of everything but the search, which waits for the typing to pause."""
    yield from _column("median_ms")([row for row in rows if row["what"] != "search"])


def _imports(rows: list[Row]) -> Found:
    for row in rows:
        yield row["rows_per_s"] / row["floor_rows_per_s"], row["database"]


COLD = {"cache": "cold", "profile": "as it is"}
AIMS = (
    Aim("largest company ≤ 1.3 times the smallest", "lists", 1.3, _growth),
    Aim("paying in the largest company ≤ 1.3 times the smallest", "paying", 1.3, _growth),
    Aim("service ≤ 2 times its floor", "lists", 2, _floors),
    Aim("list events a second of one process ≥ 450", "server", 450, _column("events_per_s"), is_least=True),
    Aim("memory of a signed-in socket ≤ 120 kB", "memory", 120, _column("kb_a_socket")),
    Aim("click to rows ≤ 25 ms", "browser", 25, _clicks),
    Aim("rows of a cold load ≤ 300 ms", "load", 300, _column("rows_ms", **COLD)),
    Aim("a cold load ≤ 190 kB", "load", 190, _column("total_kb", **COLD)),
    Aim("import ≥ half of the bare insert", "import", 0.5, _imports, is_least=True),
    Aim("one PDF, warm ≤ 30 ms", "documents", 30, _column("median_ms", what="one PDF, warm")),
    Aim("XLSX of 100,000 rows ≤ 60 MB", "documents", 60, _column("peak_mb", what="XLSX, 100,000 rows")),
)
