"""What is selected, in words, and the query that files and mails of it are made with."""

import csv
import io
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext, number
from occ_app.services import lists
from occ_app.services.lists import ListOf, Tally, amounts, count_of
from occ_app.state.base import file_query
from occ_app.state.lists.view import is_long

NOTHING: dict[str, str] = {"count": "", "words": "", "note": "", "query": "", "files": "", "is_long": ""}
"""`words` are count and sums, `query` the list's query for mails, `files` the same for addresses of files;
`is_long` where it is more than a file holds that one waits for.
"""


def chosen(db: Session, actor: Actor, of: ListOf[Any], numbers: list[str]) -> dict[str, str]:
    """Records chosen one by one."""
    tallies = lists.chosen(db, actor, of, numbers)
    listed = io.StringIO()
    csv.writer(listed, lineterminator="").writerow(numbers)
    return _words(actor, of, tallies, urlencode({"numbers": listed.getvalue()}))


def everything(db: Session, actor: Actor, of: ListOf[Any], query: str) -> dict[str, str]:
    """All that the list's query finds."""
    wanted = lists.parse(of.usual, of.fields, dict(parse_qsl(query)))
    return _words(actor, of, of.source.tallies(db, actor, wanted)[wanted.group], query)


def _words(actor: Actor, of: ListOf[Any], tallies: list[Tally], query: str) -> dict[str, str]:
    count, is_exact = count_of(tallies), all(tally.is_exact for tally in tallies)
    owed = [tally.due for tally in tallies if tally.due]
    return {
        "count": number(count) + ("" if is_exact else "+"),
        "words": " · ".join(
            filter(None, (_counted(count, is_exact=is_exact), amounts(owed) if is_exact else ""))
        ),
        "note": _("one payment per currency") if of.is_paid and len(owed) > 1 else "",
        "query": query,
        "files": file_query(actor, query),
        "is_long": "true" if is_long(tallies) else "",
    }


def _counted(count: int, *, is_exact: bool) -> str:
    if is_exact:
        return ngettext("{count} selected", "{count} selected", count)
    return _("More than {count} selected", count=number(count - 1))
