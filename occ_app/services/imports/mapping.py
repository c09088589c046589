"""The mapping file: how a supplier's columns and spellings become ours."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from occ_app.money import is_currency
from occ_app.services.imports.problems import Unusable

PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|(lower|upper))?\}")
"""`{Column}` in a template, or `{Column|lower}`."""

_PROBE = datetime(2026, 4, 3)  # noqa: DTZ001 - only its day is written and read back


class Layout(BaseModel):
    """How to read one kind of record from a file; the defaults read our own column names."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    encoding: str = "utf-8"
    delimiter: str = ""
    """One character; empty: found out from the header."""
    sheet: str = ""
    decimal_mark: Literal["", ".", ","] = ""
    """Empty: a dot, and no grouping of thousands."""
    date_format: str = ""
    """As `strptime` has it; ISO dates are understood in any case."""
    currency: str = ""
    """Of every row whose file has no currency column."""
    negative: Literal["reject", "credit_note"] = "reject"
    """What an invoice with a negative total is."""
    columns: dict[str, str] = {}
    """Our column = template of theirs. With any given, exactly these are read."""
    values: dict[str, dict[str, str]] = {}
    """Our column = {their word = our word}."""
    where: dict[str, str | list[str]] = {}
    """Their column = `"*"` (not empty), `""` (empty) or the words it may have; other rows are passed over."""

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            "".encode(name)
        except LookupError as error:
            raise ValueError(f"“{name}” is not the name of a text encoding") from error
        return "utf-8-sig" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, mark: str) -> str:
        if len(mark) > 1:
            raise ValueError("the delimiter is one character")
        return mark

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        if code and not is_currency(code):
            raise ValueError(f"“{code}” is not an ISO 4217 currency")
        return code

    @field_validator("date_format")
    @classmethod
    def _whole_date(cls, form: str) -> str:
        try:
            certain = not form or datetime.strptime(_PROBE.strftime(form), form).date() == _PROBE.date()  # noqa: DTZ007
        except ValueError:
            certain = False
        if not certain:
            raise ValueError(f"“{form}” does not say day, month and year (example: %d/%m/%Y)")
        return form

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.delimiter and self.delimiter == self.decimal_mark:
            raise ValueError("delimiter and decimal_mark are the same character")
        return self

    @property
    def encoding_name(self) -> str:
        """The encoding as people write it."""
        return self.encoding.removesuffix("-sig")

    def source_of(self, column: str) -> str:
        """What the file calls our column, for messages its author reads."""
        template = self.columns.get(column, "")
        found = PLACEHOLDER.search(template)
        return found[1] if found else column


def load(path: Path) -> dict[str, Any]:
    """The mapping file as it stands; Unusable if there is none or it is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Unusable(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"The mapping {path} is not TOML: {error}.") from error


def layout_for(kind: str, mapping: dict[str, Any]) -> Layout:
    """The section of `kind`, over the settings at the top that hold for every kind.

    Raises Unusable for a section that is missing or a setting that does not exist.
    """
    sections = {name for name, value in mapping.items() if isinstance(value, dict)}
    if sections and kind not in sections:
        raise Unusable(f"The mapping says nothing of {kind}; it has {', '.join(sorted(sections))}.")
    common = {name: value for name, value in mapping.items() if name not in sections}
    try:
        return Layout.model_validate(common | mapping.get(kind, {}))
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Unusable(f"The mapping cannot be used: {found}.") from error
