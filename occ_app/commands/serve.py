"""`occ serve`: the portal with its prebuilt front end, in one process or several."""

import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from occ_app.commands import build

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

PORTAL = "occ_app.commands.serve:portal"
STOP_SECONDS = 2
"""How long open requests may finish after Ctrl-C; sockets are told at once."""

STARTUP_FAILED = 3
LARGEST_MESSAGE = 1024 * 1024
"""Bytes of one message from a browser; what the framework itself accepts."""

Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one of the machine.")]


def serve(
    port: Port = 3000,
    host: Host = "127.0.0.1",
    processes: Annotated[int, typer.Option(help="Processes; more than one needs REDIS_URL.", min=1)] = 1,
) -> None:
    """Serve the portal, as set in the environment. Build and migrate first."""
    from occ_app.settings import get_settings

    settings = get_settings()
    if processes > 1 and not settings.redis_url:
        refuse(
            "Several processes share what the screens remember through Redis: set REDIS_URL, or --processes 1."
        )
    if not build.is_built():
        refuse("The front end is not made from these sources: run `occ build` first.")
    listen(port=port, host=host, processes=processes)


def listen(*, port: int, host: str, processes: int = 1, ready: Callable[[], None] | None = None) -> None:
    """Answer requests until told to stop; `ready` is called when the first one can be answered."""
    import uvicorn

    refuse_taken(host, port)
    os.environ |= {"REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true"}
    # uvicorn raises the signal again once it has stopped; by then there is nothing left to interrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    options = {"host": host, "port": port, **server_options()}
    if processes > 1:
        uvicorn.run(PORTAL, workers=processes, **options)
        return
    server = _server(uvicorn.Config(PORTAL, **options), ready)
    server.run()
    if not server.started:
        raise typer.Exit(STARTUP_FAILED)


def _server(config: "uvicorn.Config", ready: Callable[[], None] | None) -> "uvicorn.Server":
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and ready:
                ready()

    return Server(config)


def server_options() -> dict[str, Any]:
    """How uvicorn serves: compressed sockets, quick to stop, silent about itself (the gate logs requests)."""
    return {
        "factory": True,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,  # the gate reads X-Forwarded-For, as far as OCC_TRUSTED_PROXY_HOPS allows
        "ws_max_size": LARGEST_MESSAGE,
        "ws_per_message_deflate": True,
        "timeout_graceful_shutdown": STOP_SECONDS,
    }


def portal() -> "ASGIApp":
    """What each process serves: logs first, so that nothing is said before they are scrubbed."""
    from occ_app import logs
    from occ_app.settings import get_settings

    logs.configure(get_settings())
    from occ_app.occ_app import app

    served: ASGIApp = app()
    return served


def refuse_taken(host: str, port: int) -> None:
    """End with a sentence when the port is already in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            refuse(f"Port {port} cannot be used here ({error.strerror}). Name another one.")


def refuse(sentence: str) -> None:
    """End the command with one sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
