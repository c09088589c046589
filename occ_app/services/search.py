"""Text as people search for it: without accents or case."""

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """`Suscripción ANUAL` and `suscripcion anual` are the same to whoever searches."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(_plain(text).split())


def text_of(parts: Iterable[str]) -> str:
    """What a record is found by: its parts, folded, each once."""
    return "\n".join(dict.fromkeys(folded(part) for part in parts if part))


def holds(text: str, typed: str) -> bool:
    """Whether every word of what is typed is somewhere in the text."""
    within = folded(text)
    return all(word in within for word in folded(typed).split())


def parted(text: str, typed: str) -> tuple[str, str, str]:
    """The text before, at and after what is typed, or the longest word of it; all of it before where there is none."""
    letters = [(letter, at) for at, written in enumerate(text) for letter in _plain(written)]
    flat = "".join(letter for letter, _at in letters)
    words = sorted(folded(typed).split(), key=len, reverse=True)
    for wanted in (folded(typed), *words):
        start = flat.find(wanted) if wanted else -1
        if start >= 0:
            first, end = letters[start][1], letters[start + len(wanted) - 1][1] + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            return text[:first], text[first:end], text[end:]
    return text, "", ""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
