"""`occ check-ledger`: every running figure derived again from the facts."""

import typer


def check_ledger() -> None:
    """Derive every running figure again; prints what differs and exits 1 if anything does."""
    from occ_app.access.actors import system
    from occ_app.db import transaction
    from occ_app.services import ledger

    with transaction(reads_only=True) as db:
        differences = ledger.check(db, system())
    for found in differences:
        typer.echo(f"{found.number}: {found.figure} is {found.stored}, should be {found.derived}")
    typer.echo(f"{len(differences)} differences." if differences else "Every figure is right.")
    raise typer.Exit(1 if differences else 0)
