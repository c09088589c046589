"""Files about people: the access map, and reviews of access, as CSV and XLSX."""

import io
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app.access.actors import Actor
from occ_app.documents.tables import Column, csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.endpoints.acting import acting, answering
from occ_app.endpoints.downloads import file_headers
from occ_app.endpoints.lists import MEDIA_TYPES
from occ_app.i18n import gettext as _
from occ_app.services.people import access_map, review_table


def _map_of(db: Session, actor: Actor, ending: str) -> Response:
    name = f"{_('Access map').lower()}-{actor.today():%Y-%m-%d}"
    return _file(
        actor, f"{name}.{ending}", _("Access map"), access_map.columns(), access_map.lines(db, actor)
    )


def _review_of(db: Session, actor: Actor, ending: str, review_id: int) -> Response:
    review, rows = review_table.table(db, actor, review_id)
    name = f"{_('Access review').lower()}-{review.due_on:%Y-%m-%d}"
    return _file(actor, f"{name}.{ending}", _("Access review"), review_table.COLUMNS, rows)


def _file(actor: Actor, name: str, title: str, columns: Sequence[Column[Any]], rows: list[Any]) -> Response:
    """The whole table: it has as many rows as the company has people, so it is made in memory."""
    written = io.BytesIO()
    ending = name.rpartition(".")[2]
    if ending == "csv":
        written.writelines(csv_pieces(columns, rows, actor.language))
    else:
        write_xlsx(written, columns, rows, actor.language, title)
    headers = file_headers(name)
    return Response(written.getvalue(), HTTPStatus.OK, headers, MEDIA_TYPES[ending])


def _map(ending: str) -> Route:
    @answering
    async def file(request: Request) -> Response:
        return await acting(request, _map_of, ending)

    return Route(f"/documents/access-map.{ending}", file)


def _review(ending: str) -> Route:
    @answering
    async def file(request: Request) -> Response:
        return await acting(request, _review_of, ending, request.path_params["review"])

    return Route(f"/documents/access-review/{{review:int}}.{ending}", file)


routes = [made(ending) for made in (_map, _review) for ending in ("csv", "xlsx")]
