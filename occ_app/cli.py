"""`occ`: the portal's command line. Each command is a function of the same name in `occ_app.commands`."""

from typing import Any

import typer
from typer.core import TyperGroup

from occ_app.commands import (
    allow_codes,
    bench,
    bench_data,
    build,
    check_activity,
    check_ledger,
    demo,
    export,
    imports,
    migrate,
    serve,
    worker,
)


class Portal(TyperGroup):
    """Answers refusals and wrong settings with their sentences, not with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not (sentences := _sentences(error)):
                raise
            typer.echo("\n".join(sentences), err=True)
            raise SystemExit(2) from None


def _sentences(error: Exception) -> list[str]:
    """What an expected error says to people; nothing for one that nobody foresaw."""
    from pydantic import ValidationError

    from occ_app.errors import PortalError

    if isinstance(error, PortalError):
        return [str(error)]
    if isinstance(error, ValidationError) and error.title == "Settings":
        problems = error.errors(include_url=False)
        return [
            ": ".join([*map(str, problem["loc"]), problem["msg"].removeprefix("Value error, ")])
            for problem in problems
        ]
    return []


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
app.command("import")(imports.import_file)
app.command("export")(export.export)
app.command("check-activity")(check_activity.check_activity)
app.command("check-ledger")(check_ledger.check_ledger)
app.command("allow-codes")(allow_codes.allow_codes)
app.command("build")(build.build)
app.command("bench-data")(bench_data.bench_data)
app.command("bench")(bench.bench)
