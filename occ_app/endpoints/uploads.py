"""Forms that bring a file: never more is read than we take, and what is refused is said at its field."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus

import anyio
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from occ_app import i18n
from occ_app.endpoints.acting import Endpoint, answering, language_of
from occ_app.endpoints.forms import MOST_FIELDS
from occ_app.errors import Invalid, InvalidForm
from occ_app.services import stored_files

ROOM = 65_536
"""What may stand around the file: its other fields, and what separates them."""

LONGEST_SECONDS = 120
JSON = "application/json"


@dataclass(frozen=True)
class Upload:
    """What such a form brought: its text fields, and its one file; without one `content` is empty."""

    fields: dict[str, str] = field(default_factory=dict)
    name: str = ""
    content: bytes = b""


async def received(request: Request) -> Upload:
    """The form; Invalid for more than we take, as soon as that is known, and 400 for what is no such form."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED)
    if len(length) > 12 or int(length) > stored_files.MOST_BYTES + ROOM:
        raise _too_large(request)
    if "content-type" not in request.headers:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    parser = MultiPartParser(
        request.headers, _limited(request), max_files=1, max_fields=MOST_FIELDS, max_part_size=ROOM
    )
    try:
        with anyio.fail_after(LONGEST_SECONDS):
            form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    except TimeoutError as error:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
    try:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        files = [value for value in form.values() if isinstance(value, UploadFile)]
        return Upload(texts, files[0].filename or "", await files[0].read()) if files else Upload(texts)
    finally:
        await form.close()


def uploading(endpoint: Callable[[Request], Awaitable[str]]) -> Endpoint:
    """A door for such a form. It answers the page to go on to; a script that sends the form is told in JSON.

    `{"next": page}`, or with 422 `{"fields": {name: sentence}}` (`assets/upload.js`).
    """

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        is_script = JSON in request.headers.get("accept", "")
        try:
            page = f"/{_language(request)}{await endpoint(request)}"
        except (Invalid, InvalidForm) as refused:
            if not is_script:
                raise
            return JSONResponse({"fields": _sentences(refused)}, HTTPStatus.UNPROCESSABLE_ENTITY)
        return JSONResponse({"next": page}) if is_script else RedirectResponse(page, HTTPStatus.SEE_OTHER)

    return answering(answered)


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    """The body as it arrives, and no more of it than we take, whatever length it said it had."""
    left = stored_files.MOST_BYTES + ROOM
    async for piece in request.stream():
        left -= len(piece)
        if left < 0:
            raise _too_large(request)
        yield piece


def _too_large(request: Request) -> Invalid:
    with i18n.speaking(_language(request)):
        return Invalid(stored_files.too_large(), stored_files.FIELD)


def _language(request: Request) -> str:
    return language_of(request, request.scope.get("occ.actor"))


def _sentences(refused: Invalid | InvalidForm) -> dict[str, str]:
    return refused.sentences if isinstance(refused, InvalidForm) else {refused.field: str(refused)}
