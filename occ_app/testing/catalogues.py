"""Translations kept whole: every text of the code is in every catalogue, and nothing else is.

`python -m occ_app.testing.catalogues check` says what is wrong; `update` adds and removes entries.
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import typer
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from occ_app.i18n import LANGUAGES
from occ_app.settings import ROOT

SOURCE_LANGUAGE = "en"
KEYWORDS = DEFAULT_KEYWORDS | {"lazy": None, "plural": (1, 2)}
_PLACEHOLDER = re.compile(r"\{(\w*)")


def check() -> list[str]:
    """What is wrong with the catalogues, each with its fix."""
    return [problem for language in LANGUAGES for problem in _problems(language)]


def update() -> None:
    """Bring every catalogue in line with the code; new texts come without a translation."""
    for language in LANGUAGES:
        known, wanted = _stored(language), extracted()
        wanted.creation_date = known.creation_date
        known.update(wanted, no_fuzzy_matching=True)
        known.header_comment = f"# Customer Center: {LANGUAGES[language]}"
        known.project, known.version, known.last_translator = "Customer Center", "1", "Customer Center"
        known.msgid_bugs_address, known.language_team = "", language
        with _path(language).open("wb") as file:
            write_po(file, known, width=100, include_lineno=False, ignore_obsolete=True)


@lru_cache(maxsize=1)
def extracted() -> Catalog:
    """Every text marked in the code and its templates."""
    with (ROOT / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    found = Catalog()
    # Patterns of babel.cfg begin at the root, so that is where the walk begins; only the code is walked.
    for name, line, text, comments, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_code
    ):
        found.add(text, None, [(name, line)], auto_comments=comments, context=context)
    return found


def _is_code(folder: str) -> bool:
    return Path(folder) == ROOT or Path(folder).is_relative_to(ROOT / "occ_app")


def _problems(language: str) -> Iterator[str]:
    name, known, wanted = f"locale/{language}.po", _stored(language), extracted()
    for message in wanted:
        if message.id and message.id not in known:
            yield f"{name}: {message.id!r} ({_places(message)}) is missing: run make messages, then translate it"
    for message in known:
        if message.id and message.id not in wanted:
            yield f"{name}: {message.id!r} is said nowhere any more: run make messages"
        elif message.id:
            yield from _faults(name, language, message)


def _faults(name: str, language: str, message: Message) -> Iterator[str]:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    if message.fuzzy:
        yield f"{name}: {message.id!r} is fuzzy: check its translation and remove the mark"
    if language != SOURCE_LANGUAGE and not all(texts):
        yield f"{name}: {message.id!r} has no translation: write one"
    allowed = {placeholder for text in ids for placeholder in _PLACEHOLDER.findall(text)}
    for text in filter(None, texts):
        if strange := set(_PLACEHOLDER.findall(text)) - allowed:
            yield f"{name}: {message.id!r} is translated with {strange}, which the code does not fill in"


def _places(message: Message) -> str:
    return ", ".join(f"{name}:{line}" for name, line in message.locations)


def _stored(language: str) -> Catalog:
    with _path(language).open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def _path(language: str) -> Path:
    return ROOT / "locale" / f"{language}.po"


def main(task: str) -> None:
    """Do what the command line asks."""
    if task == "update":
        update()
    for problem in (found := check()):
        typer.echo(problem)
    raise SystemExit(1 if found and task == "check" else 0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "check")
