"""Text as people search for it: without accents or case."""

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """`Suscripción ANUAL` and `suscripcion anual` are the same to whoever searches."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def text_of(parts: Iterable[str]) -> str:
    """What a record is found by: its parts, folded, each once."""
    return "\n".join(dict.fromkeys(folded(part) for part in parts if part))


def located(text: str, word: str) -> tuple[int, int] | None:
    """Where a folded word stands in a text as it was written: its first character and the one behind its last."""
    places, plain = [], ""
    for at, character in enumerate(text):
        kept = folded(character) or (" " if character.isspace() else "")
        places += [at] * len(kept)
        plain += kept
    start = plain.find(word)
    return (places[start], places[start + len(word) - 1] + 1) if start >= 0 and word else None
