"""The browser that tests drive: OCC_BROWSER, else what the machine has, else one is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""The browser talks to the tested portal and to nobody else; root may start it."""


def browser_path() -> str | None:
    """The executable to launch with; None where Playwright's own browser is to be used."""
    if named := os.environ.get("OCC_BROWSER"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.exists() else None)


def ensure() -> None:
    """Install a browser where there is none."""
    if browser_path():
        return
    if not (_from_debian() or _from_playwright()):
        typer.echo(
            "browser: install Chromium or Chrome, or name one in OCC_BROWSER; tests drive it.", err=True
        )
        raise SystemExit(1)


def _from_debian() -> bool:
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return False
    typer.echo("browser: installing Debian's chromium", err=True)
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], quietly)
    return _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], quietly)


def _from_playwright() -> bool:
    typer.echo("browser: installing Playwright's chromium", err=True)
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _run(command: list[str], environment: dict[str, str]) -> bool:
    silent = subprocess.DEVNULL
    done = subprocess.run(command, env=environment, stdin=silent, stdout=silent, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    ensure()
