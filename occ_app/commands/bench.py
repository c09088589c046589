"""`occ bench`: how fast the portal is on this machine, beside the fastest it could be."""

from pathlib import Path
from typing import Annotated

import typer

SIZES, QUICK_SIZES = (10_000, 1_000_000), (10_000, 100_000)


def bench(  # noqa: PLR0917 - the command's options
    invoices: Annotated[
        list[int] | None, typer.Option(help="Documents of the company; may be repeated.")
    ] = None,
    databases: Annotated[str, typer.Option(help="sqlite, postgresql, or both.")] = "sqlite,postgresql",
    sections: Annotated[str, typer.Option(help="Which, with commas between; all without.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="10,000 and 100,000 documents.")] = False,  # noqa: FBT002
    data: Annotated[Path | None, typer.Option(help="Where to keep the databases for another run.")] = None,
    output: Annotated[Path, typer.Option(help="Where the numbers go.")] = Path("bench.json"),
) -> None:
    """Measure, write bench.json and show a table. Sizes: 10,000 and 1,000,000 documents of one company."""
    from rich.console import Console

    from occ_app.bench import report, suite

    sizes = tuple(invoices or ()) or (QUICK_SIZES if quick else SIZES)
    wanted = sections.split(",") if sections else list(suite.SECTIONS)
    if unknown := set(wanted) - suite.SECTIONS.keys():
        raise typer.BadParameter(f"There is no section {', '.join(unknown)}.", param_hint="--sections")
    with suite.bench(
        data, databases.split(","), sorted(sizes), lambda note: typer.echo(note, err=True)
    ) as made:
        measured = suite.measured(made, wanted, lambda so_far: report.write(so_far, output))
    report.write(measured, output)
    report.show(measured, Console())
