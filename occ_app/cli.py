"""`occ`: the portal's command line. Each command is a function of the same name in `occ_app.commands`."""

from typing import Any

import typer
from typer.core import TyperGroup

from occ_app.commands import build, check_ledger, demo, migrate, serve, worker


class Portal(TyperGroup):
    """Says what is wrong with the settings in sentences, not in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ValueError as error:
            # pydantic's ValidationError, without importing pydantic to know it
            if type(error).__name__ != "ValidationError" or getattr(error, "title", "") != "Settings":
                raise
            for problem in error.errors():  # type: ignore[attr-defined]
                where = ".".join(str(part) for part in problem["loc"])
                typer.echo(f"{where}: {problem['msg']}".removeprefix(": "), err=True)
            raise SystemExit(2) from None


app = typer.Typer(
    cls=Portal,
    help="Customer Center: the portal a company gives its business customers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("worker")(worker.worker)
app.command("migrate")(migrate.migrate)
app.command("check-ledger")(check_ledger.check_ledger)
app.command("build")(build.build)
