"""`occ demo`: the portal with its demo companies, worker included, in one process and one SQLite file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer

from occ_app.commands import build, migrate, serve

FOLDER = Path(__file__).resolve().parent.parent.parent / ".occ"
WATCHED = [FOLDER.parent / name for name in ("occ_app", "locale", "assets", "stand_ins", "rxconfig.py")]
STRIPE = 2
"""So many ports further on is the demo's Stripe server; one further on, its identity provider."""

SHOWN = 20
"""How many of those who can be tried are named in the terminal; the sign-in page has them all."""


class Data(StrEnum):
    """Whose invoices to show."""

    DEMO = "demo"
    RECEIVABLES = "receivables"


def demo(
    port: serve.Port = 3000,
    host: serve.Host = "127.0.0.1",
    data: Annotated[Data, typer.Option(help="Made-up companies, or real receivables, imported.")] = Data.DEMO,
    sso: Annotated[bool, typer.Option("--sso", help="With an identity provider for Acme’s people.")] = False,  # noqa: FBT002
    reload: Annotated[bool, typer.Option("--reload", help="Build and serve anew after each change.")] = False,  # noqa: FBT002
) -> None:
    """Serve the portal with demo data; whoever it names can be tried. Ctrl-C stops it."""
    serve.refuse_taken(host, port)
    serve.refuse_taken("127.0.0.1", port + STRIPE)
    if sso:
        _refuse_without_provider(port + 1)
    if reload:
        from watchfiles import run_process

        run_process(*WATCHED, target=run, args=(port, host, data), kwargs={"sso": sso})
    else:
        run(port, host, data, sso=sso)


def run(port: int, host: str, data: Data, *, sso: bool = False) -> None:
    """Set up what is not yet there, then serve, with a worker beside; Stripe, and with `sso` an identity provider too."""
    database = FOLDER / f"{data}.db"
    _set_up_environment(database, port)
    fill(database, data)
    build.build()
    with _stripe(port, database), _identity_provider(port + 1, sso=sso):
        _serve(port, host)


def _serve(port: int, host: str) -> None:
    stop = Event()
    worker = Thread(target=_work, args=(stop,), name="worker")
    worker.start()
    try:
        serve.listen(port=port, host=host, ready=lambda: announce(port))
    finally:
        stop.set()
        worker.join(timeout=serve.STOP_SECONDS)


@contextmanager
def _stripe(port: int, database: Path) -> Iterator[None]:
    """Cards can be tried where the local server is installed; it knows as long as the database what was paid."""
    from occ_app import demo as companies
    from occ_app.demo import cards, stripe_server

    if not stripe_server.is_installed():
        typer.echo(
            "demo: without cards, since localstripe is not installed (make demo installs it)", err=True
        )
        yield
        return
    webhooks = f"http://127.0.0.1:{port}/webhooks/stripe"
    with stripe_server.running(port + STRIPE, webhook_url=webhooks, folder=_stripe_folder(database)) as url:
        cards.fill(url, companies.supplier_today())
        typer.echo(
            "demo: cards are taken; try 4242 4242 4242 4242, and others of docs/payments-by-card.md", err=True
        )
        yield


def _stripe_folder(database: Path) -> Path:
    return database.with_suffix(".stripe")


@contextmanager
def _identity_provider(port: int, *, sso: bool) -> Iterator[None]:
    from occ_app.demo import identity_provider

    if not sso:
        identity_provider.disconnect()
        yield
        return
    with identity_provider.running(port):
        typer.echo(
            f"demo: “Sign in with your company” works for acme.example (http://localhost:{port})", err=True
        )
        yield


def _refuse_without_provider(port: int) -> None:
    if find_spec("oidc_provider_mock") is None:
        serve.refuse("The identity provider for the demo is not installed: run `make demo SSO=1`.")
    serve.refuse_taken("127.0.0.1", port)


def _set_up_environment(database: Path, port: int) -> None:
    """What `.env` or the shell say of a real installation does not count for the demo."""
    from occ_app import db
    from occ_app.demo import stripe_server
    from occ_app.settings import STRIPE_JS, get_settings

    cards = stripe_server.environment(port + STRIPE)
    if not stripe_server.is_installed():
        cards = dict.fromkeys(cards, "") | {"STRIPE_JS_URL": STRIPE_JS}
    os.environ |= cards | {
        "OCC_ENV": "demo",
        "OCC_BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{database}",
        "OCC_FILES_DIR": str(database.with_suffix(".files")),
        "OCC_SUPPLIER_ADDRESS": "Paseo de la Innovación 12 | 28046 Madrid, España",
        "OCC_SUPPLIER_COUNTRY": "ES",
        "OCC_SUPPLIER_TAX_ID": "B87654323",
        "REDIS_URL": "",
        "SMTP_URL": "",
    }
    get_settings.cache_clear()
    db.engine.cache_clear()


def fill(database: Path, data: Data) -> None:
    """Make and fill the database, unless it was filled before and its dates are still believable."""
    from occ_app import demo as companies
    from occ_app.demo import stripe_server

    note = database.with_suffix(".filled")
    filled = note.read_text() if note.exists() and database.exists() else ""
    wanted = companies.supplier_today().isoformat() if data is Data.DEMO else "imported"
    if filled != wanted:
        if filled:
            typer.echo(f"demo: the data was made on {filled}; making it anew, relative to today", err=True)
        else:
            typer.echo(f"demo: filling {database.name}", err=True)
        stripe_server.forget(_stripe_folder(database))
        for suffix in (".filled", ".db", ".db-wal", ".db-shm"):
            database.with_suffix(suffix).unlink(missing_ok=True)
    migrate.migrate()
    if filled != wanted:
        companies.fill(data.value)
        note.write_text(wanted)


def _work(stop: Event) -> None:
    from occ_app import worker

    worker.run(stop)


def announce(port: int) -> None:
    """Say where the portal is and who can be tried."""
    from occ_app.access.actors import visitor
    from occ_app.db import transaction
    from occ_app.services.demo_sign_in import people_to_try

    with transaction(reads_only=True) as db:
        people = people_to_try(db, visitor())
    typer.echo(f"\nCustomer Center: http://localhost:{port}   (Ctrl-C stops it)\n\nSign in as:")
    for person in people[:SHOWN]:
        roles = ", ".join(sorted(person.roles))
        typer.echo(
            f"  {person.email:32} {person.name}, {' and '.join(person.companies) or 'the supplier'} ({roles})"
        )
    if len(people) > SHOWN:
        typer.echo(f"  … and {len(people) - SHOWN} more on the sign-in page")
