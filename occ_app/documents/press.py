"""The press: a template and its values, as JSON, to a PDF. Small documents are printed here; a large one in
a process of its own, because typst keeps what it made of the last ten, some 1.5 MB a page.
"""

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"

LARGE = 64 * 1024
"""Characters of values; about 300 lines, or 15 pages."""

LONGEST_SECONDS = 120

_large_turn = Lock()


def print_pdf(template: str, values: str, on: date) -> bytes:
    """The document, dated `on`: the same values give the same bytes."""
    return (_print_apart if len(values) > LARGE else _print_here)(template, values, on)


@dataclass
class _Press:
    """A compiler that keeps its fonts and template warm; it serves one caller at a time."""

    compiler: typst.Compiler
    turn: Lock = field(default_factory=Lock)


@lru_cache
def _press(template: str) -> _Press:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return _Press(typst.Compiler(HERE / template, root=HERE, font_paths=fonts))


def _print_here(template: str, values: str, on: date) -> bytes:
    press = _press(template)
    with press.turn:
        made = press.compiler.compile(
            format="pdf",
            sys_inputs={"values": values},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime.combine(on, time(), UTC),
        )
    assert isinstance(made, bytes)
    return made


def _print_apart(template: str, values: str, on: date) -> bytes:
    command = [sys.executable, "-I", str(Path(__file__)), template, on.isoformat()]
    with _large_turn:
        done = subprocess.run(  # noqa: S603 - our own program, our own template
            command, input=values.encode(), capture_output=True, check=True, timeout=LONGEST_SECONDS
        )
    return done.stdout


if __name__ == "__main__":
    sys.stdout.buffer.write(
        _print_here(sys.argv[1], sys.stdin.buffer.read().decode(), date.fromisoformat(sys.argv[2]))
    )
