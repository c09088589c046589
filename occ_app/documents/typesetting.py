"""Typst: plain values into a template, out comes a tagged PDF for the archive (PDF/A-3a) and for everyone
(PDF/UA-1). Values travel as JSON, never as template text, so nothing in them can be taken for markup.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from occ_app.documents.press import FONTS, print_pdf
from occ_app.documents.printable import Printable
from occ_app.i18n import gettext as _


@dataclass(frozen=True)
class Attached:
    """A text that travels inside a PDF as a file, saying the same to machines."""

    name: str
    content: str
    description: str


def pdf(template: str, values: Mapping[str, Any], *, on: date, attached: Attached | None = None) -> bytes:
    """The document; the same values on the same date give the same bytes. CPU work: not on an event loop.

    Characters no font here can print become a square, and the document then says so (`values.unprintable`).
    """
    printable = Printable(_characters())
    clean = printable.of(values) | {
        "on": [on.year, on.month, on.day],
        "unprintable": "",
        "attached": asdict(attached) if attached else None,
    }
    if printable.lost:
        clean["unprintable"] = _(
            "□ stands for characters that this document cannot print. The portal shows them."
        )
    return print_pdf(template, json.dumps(clean), on)


@lru_cache
def _characters() -> frozenset[int]:
    """Every code point one of the fonts can print; some fonts have a glyph for control characters too."""
    points = (
        point for path in sorted(FONTS.glob("*.ttf")) for point in TTFont(path, lazy=True).getBestCmap()
    )
    return frozenset(point for point in points if unicodedata.category(chr(point)) != "Cc")
