"""Which invoices a payer’s text names, by their number or by their reference."""

import re
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Document, Invoice
from occ_app.models.invoices import UNPAID
from occ_app.services.imports.lookups import slices
from occ_app.services.paying.numbers import squashed

_BETWEEN = re.compile(r"[\s,;()]+")
_AROUND = ".:#'\"-/"

Texts = Iterable[tuple[int, str]]
"""Company and text."""


def invoices_named(db: Session, actor: Actor, texts: Texts) -> dict[tuple[int, str], set[str]]:
    """By company and text, the numbers of the company’s invoices that it names, paid ones too."""
    gate.require(actor, Permission.IMPORTS_RUN)
    listed = set(texts)
    companies = {company for company, _text in listed}
    known = _by_number(db, actor, companies, {word for _company, text in listed for word in _words(text)})
    references = _references(db, actor, {company for company, text in listed if "RF" in squashed(text)})
    return {
        (company, text): {number for word in _words(text) if (number := known.get((company, word)))}
        | _referred(squashed(text), references[company])
        for company, text in listed
    }


def _words(text: str) -> set[str]:
    """What may be numbers in it: words with a figure, as they stand and in capitals."""
    plain = {word.strip(_AROUND) for word in _BETWEEN.split(text)}
    return {form for word in plain if any(map(str.isdigit, word)) for form in (word, word.upper())}


def _by_number(db: Session, actor: Actor, companies: set[int], words: set[str]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    columns = select(col(Invoice.account_id), col(Invoice.number))
    for some in slices(words):
        query = gate.narrow(actor, Permission.IMPORTS_RUN, Invoice, columns).where(
            col(Invoice.number).in_(some), col(Invoice.document) == Document.INVOICE
        )
        found |= {(row[0], row[1]): row[1] for row in db.execute(query) if row[0] in companies}
    return found


def _references(db: Session, actor: Actor, companies: set[int]) -> dict[int, dict[str, str]]:
    """Of each company, its unpaid invoices’ numbers by their references."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    columns = select(col(Invoice.account_id), col(Invoice.reference), col(Invoice.number))
    for some in slices(companies):
        query = gate.narrow(actor, Permission.IMPORTS_RUN, Invoice, columns).where(
            col(Invoice.account_id).in_(some),
            col(Invoice.document) == Document.INVOICE,
            col(Invoice.reference) != "",
            sql(UNPAID),
        )
        for company, reference, number in db.execute(query):
            found[company][squashed(reference)] = number
    return found


def _referred(written: str, references: dict[str, str]) -> set[str]:
    """The invoices whose references stand in it; of two of which one begins the other, the longer one."""
    inside = [reference for reference in references if reference.startswith("RF") and reference in written]
    longest = [one for one in inside if not any(one != other and one in other for other in inside)]
    return {references[reference] for reference in longest}
