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
