"""`occ check-activity`: the seal of every entry made again."""

import typer


def check_activity() -> None:
    """Check the whole trail of what people did; prints what does not fit and exits 1 if anything does not."""
    from occ_app.access.actors import system
    from occ_app.db import transaction
    from occ_app.services import activity

    with transaction(reads_only=True) as db:
        problems = activity.broken(db, system())
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{len(problems)} trails are broken." if problems else "Every trail is whole.")
    raise typer.Exit(1 if problems else 0)
