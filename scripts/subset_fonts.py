"""Makes the fonts of the screens: `python scripts/subset_fonts.py FOLDER`, run by hand when a typeface changes.

FOLDER holds the originals: the woff2 files of the npm packages @fontsource-variable/geist and
@fontsource/ibm-plex-mono. What a Spanish or English page shows lies in one small file, which every visit loads;
the rest is asked for by the browser only when a name needs it. Fonts are cached for ever, so a new cut needs
a new name here and in `assets/tokens.css`.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
WEIGHTS = {"wght": (400, 600)}
"""The stylesheets use 400, 500 and 600."""

ASCII = {*range(0x20, 0x7F)}
CORE = ASCII | {ord(sign) for sign in "¡¿áéíóúñüçÁÉÍÓÚÑÜÇªº€£¥§©®°·×«»–—‘’“”•…−↑↓™½\u00a0"}
"""What Spanish and English text needs; `assets/tokens.css` says the same in its first `unicode-range`."""

FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "pnum"]
"""Even spacing, accents, and figures that stand in columns; no fractions, no small figures."""

CUTS = {
    "geist-5.3.0-core": ("geist-latin-wght-normal", CORE.__contains__),
    "geist-5.3.0-west": ("geist-latin-wght-normal", lambda sign: sign not in CORE),
    "geist-5.3.0-east": ("geist-latin-ext-wght-normal", lambda _sign: True),
    "plex-mono-5.3.0-ascii": ("ibm-plex-mono-latin-400-normal", ASCII.__contains__),
}
"""New file: the original it is cut from, and which characters it keeps."""


def main(originals: Path) -> None:
    """Write every cut and say what it weighs and holds."""
    for name, (original, keeps) in CUTS.items():
        font = TTFont(originals / f"{original}.woff2")
        signs = sorted(filter(keeps, font.getBestCmap()))
        font = cut(font, signs)
        path = FONTS / f"{name}.woff2"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size} bytes\n  unicode-range: {ranges(signs)};")  # noqa: T201


def cut(font: TTFont, signs: list[int]) -> TTFont:
    """Only these characters, in the weights in use, without the hints that no current screen reads."""
    options = Options(flavor="woff2", hinting=False, layout_features=FEATURES, name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=signs)
    subsetter.subset(font)
    if "fvar" in font:
        font = instantiateVariableFont(font, WEIGHTS)
    font.flavor = "woff2"
    return font


def ranges(signs: list[int]) -> str:
    """The characters as CSS writes them, neighbours together."""
    runs: list[list[int]] = []
    for sign in signs:
        if runs and sign == runs[-1][-1] + 1:
            runs[-1].append(sign)
        else:
            runs.append([sign])
    return ", ".join(f"U+{run[0]:04X}" + (f"-{run[-1]:04X}" if len(run) > 1 else "") for run in runs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
