"""Text made fit for print: what no font can show is replaced and counted, never dropped in silence."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

MISSING = "□"
LONGEST_WORD = 28
_WORD_TOO_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass
class Printable:
    """Cleans values for a set of fonts; `lost` counts the characters that had to be replaced."""

    characters: frozenset[int]
    lost: int = 0

    def of(self, value: Any) -> Any:
        """The value with every text in it printable; keys and other values as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.of(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(part) for part in value]
        return value

    def text(self, text: str) -> str:
        """One text: composed, on one line, free to break where a word is longer than a column."""
        shown = "".join(map(self._shown, unicodedata.normalize("NFC", text)))
        return _WORD_TOO_LONG.sub(rf"\g<0>{_MAY_BREAK}", shown)

    def _shown(self, character: str) -> str:
        if ord(character) in self.characters:
            return character
        if character.isspace():
            return " "
        if unicodedata.category(character) in ("Cc", "Cf"):  # invisible, or turns the text around
            return ""
        plain = unicodedata.normalize("NFKC", character)
        if all(ord(part) in self.characters for part in plain):
            return plain
        self.lost += 1
        return MISSING
