"""Typst: plain values into a template, out comes a tagged PDF for the archive (PDF/A-3a) and for everyone
(PDF/UA-1). Values travel as JSON, never as template text, so nothing in them can be taken for markup.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from occ_app.documents.printable import Printable
from occ_app.i18n import gettext as _

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


def pdf(template: str, values: Mapping[str, Any], *, on: date) -> bytes:
    """The document; the same values on the same date give the same bytes. CPU work: not on an event loop.

    Characters no font here can print become a square, and the document then says so (`values.unprintable`).
    """
    printable = Printable(_characters())
    clean = printable.of(values) | {"on": [on.year, on.month, on.day], "unprintable": ""}
    if printable.lost:
        clean["unprintable"] = _(
            "□ stands for characters that this document cannot print. The portal shows them."
        )
    return _press(template).print(json.dumps(clean), on)


@dataclass
class _Press:
    """A compiler that keeps its fonts and template warm; it serves one caller at a time."""

    compiler: typst.Compiler
    turn: Lock = field(default_factory=Lock)

    def print(self, values: str, on: date) -> bytes:
        with self.turn:
            made = self.compiler.compile(
                format="pdf",
                sys_inputs={"values": values},
                pdf_standards=["a-3a", "ua-1"],
                timestamp=datetime.combine(on, time(), UTC),
            )
        assert isinstance(made, bytes)
        return made


@lru_cache
def _press(template: str) -> _Press:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return _Press(typst.Compiler(HERE / template, root=HERE, font_paths=fonts))


@lru_cache
def _characters() -> frozenset[int]:
    """Every code point one of the fonts can print."""
    return frozenset(
        point for path in sorted(FONTS.glob("*.ttf")) for point in TTFont(path, lazy=True).getBestCmap()
    )
