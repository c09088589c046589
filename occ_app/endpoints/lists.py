"""Files of any plain list, with the session's rights: what its query asks for, as CSV and XLSX."""

import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.routing import Route

from occ_app import db, i18n
from occ_app.access.actors import Actor
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.endpoints.acting import acting, answering, noting
from occ_app.endpoints.downloads import Download, download
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind
from occ_app.services import lists
from occ_app.services.activity import ACTIVITY
from occ_app.services.companies import COMPANIES
from occ_app.services.lists import ListOf
from occ_app.services.payments import PAYMENTS
from occ_app.services.people import PEOPLE

LISTS = (ACTIVITY, COMPANIES, PAYMENTS, PEOPLE)
PIECE = 256 * 1024
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Params = Mapping[str, str]


def _route(of: ListOf[Any], ending: str) -> Route:
    @answering
    async def file(request: Request) -> Download:
        params = dict(request.query_params)
        actor = await acting(request, _refused_early, of, params)
        with i18n.speaking(actor.language):
            name = f"{_(of.title).lower()}-{actor.today():%Y-%m-%d}.{ending}"
            made = _MAKERS[ending](of, actor, params)
            answer = await download(made, name=name, media_type=MEDIA_TYPES[ending])
        asked = {key: value for key, value in params.items() if key not in ("company", "lang")}
        await noting(request, ActivityKind.LIST_DOWNLOADED, name, filter=urlencode(asked))
        return answer

    return Route(f"/documents/{of.name}.{ending}", file)


def _refused_early(opened: Session, actor: Actor, of: ListOf[Any], params: Params) -> Actor:
    """Read the first record: a file that has begun cannot be refused any more."""
    with closing(_records(opened, actor, of, params)) as first:
        next(first, None)
    return actor


def _records(opened: Session, actor: Actor, of: ListOf[Any], params: Params) -> Generator[Any, None, None]:
    yield from lists.records(opened, actor, of, params)


def _csv(of: ListOf[Any], actor: Actor, params: Params) -> Iterator[bytes]:
    with closing(_rows(of, actor, params)) as rows:
        yield from csv_pieces(of.filed, rows, actor.language)


def _xlsx(of: ListOf[Any], actor: Actor, params: Params) -> Iterator[bytes]:
    """The workbook is written whole to a file without a name, gone as soon as it is closed."""
    with tempfile.TemporaryFile() as file:
        with closing(_rows(of, actor, params)) as rows:
            write_xlsx(file, of.filed, rows, actor.language, _(of.title))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _rows(of: ListOf[Any], actor: Actor, params: Params) -> Generator[Any, None, None]:
    with db.transaction(reads_only=True) as opened:
        yield from lists.records(opened, actor, of, params)


_MAKERS = {"csv": _csv, "xlsx": _xlsx}

routes = [_route(of, ending) for of in LISTS for ending in of.files]
