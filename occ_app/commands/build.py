"""`occ build`: the front end, made again only when something it is made of has changed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / ".web"
STAMP = WEB / "built-from"
LOG = ROOT / ".occ" / "build.log"
BIN = Path(sys.executable).parent
COMMAND = [sys.executable, "-m", "reflex", "export", "--no-zip"]

SOURCES = ("rxconfig.py", "constraints.txt", "locale", "assets", "stand_ins", "occ_app")
LOCK = ("reflex.lock",)
"""Exact versions of the packages in the pages; Reflex may complete it while it builds."""

NEVER_IN_A_PAGE = (
    "cli.py",
    "commands",
    "demo",
    "documents",
    "endpoints",
    "integrations",
    "testing",
    "worker",
)
"""Parts of `occ_app` no page can reach; all others count, since a page shows what they say."""


def build() -> None:
    """Make the front end ready to serve; at once when it already is."""
    if is_built():
        return
    typer.echo("build: making the front end (half a minute; a minute or two the first time)", err=True)
    STAMP.unlink(missing_ok=True)
    # What changes while it builds is not in it: the sources are read before, only the lock after.
    sources = fingerprint(SOURCES)
    export()
    STAMP.write_text(f"{sources}\n{fingerprint(LOCK)}\n")


def is_built() -> bool:
    """Whether the front end on disk was made from the sources on disk."""
    return STAMP.is_file() and STAMP.read_text().split() == [fingerprint(SOURCES), fingerprint(LOCK)]


def fingerprint(sources: tuple[str, ...]) -> str:
    """A hash of these files and of what else the front end depends on."""
    digest = hashlib.sha256(f"{version('reflex')} {_brand()}".encode())
    for path in sorted(files_of(sources)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def files_of(sources: tuple[str, ...]) -> Iterator[Path]:
    """The files whose content may end up in a page."""
    apart = [ROOT / "occ_app" / name for name in NEVER_IN_A_PAGE]
    for source in (ROOT / name for name in sources):
        for path in source.rglob("*") if source.is_dir() else [source]:
            if path.is_file() and path.suffix != ".pyc" and not any(path.is_relative_to(a) for a in apart):
                yield path


def _brand() -> str:
    from occ_app.settings import get_settings

    settings = get_settings().model_dump()
    return repr(sorted((key, value) for key, value in settings.items() if key.startswith("brand_")))


def export() -> None:
    """Run Reflex's export; its long output is shown only when it fails."""
    LOG.parent.mkdir(exist_ok=True)
    manifest = ROOT / "reflex.lock" / "package.json"
    before = manifest.read_text() if manifest.exists() else ""
    with LOG.open("w") as log:
        done = subprocess.run(  # noqa: S603 - our own command
            COMMAND,
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode or not (WEB / "build" / "client").is_dir():
        typer.echo(LOG.read_text(), err=True)
        typer.echo(f"build: the front end could not be made; the lines above are in {LOG}.", err=True)
        raise typer.Exit(1)
    # Reflex writes the same content in another order each time, which version control would take for a change.
    if before and json.loads(before) == json.loads(manifest.read_text()):
        manifest.write_text(before)


def environment() -> dict[str, str]:
    """Npm and Node from the Python package before the machine's, and no registry's address in the lock."""
    return os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "NO_COLOR": "1",
    }
