"""`occ allow-codes`: the way back in for a company whose identity provider fails while nothing else opens it."""

import typer


def allow_codes(number: str) -> None:
    """Let codes by e-mail open a company again that requires single sign-on (NUMBER: the customer number)."""
    from occ_app.access.actors import system
    from occ_app.db import transaction
    from occ_app.services.single_sign_on import requirement

    with transaction() as db:
        name = requirement.lift(db, system(), number)
    typer.echo(f"People of {name} can sign in with a code again.")
