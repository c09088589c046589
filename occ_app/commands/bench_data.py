"""`occ bench-data`: a database with very many invoices, to see the portal hold."""

import time
from typing import Annotated

import typer


def bench_data(
    invoices: Annotated[int, typer.Option(min=1, help="Documents of the large company.")] = 100_000,
    companies: Annotated[
        int, typer.Option(min=2, help="Companies in all; the others share a fifth more.")
    ] = 1_000,
    database: Annotated[str, typer.Option(help="Its URL; DATABASE_URL without.")] = "",
) -> None:
    """Fill a database with one large company among others. The same call makes the same documents."""
    from occ_app.bench import data
    from occ_app.bench.databases import opened

    began = time.monotonic()
    with opened(database) as engine, engine.begin() as connection:
        data.fill(connection, data.Size(invoices, companies), data.today())
    typer.echo(f"{invoices:,} documents of one company in {time.monotonic() - began:,.0f} s.")
