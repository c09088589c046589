"""Files that were made in the background, for whoever asked for them."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from occ_app.endpoints.acting import acting, answering, noting
from occ_app.endpoints.downloads import file_headers
from occ_app.models import ActivityKind
from occ_app.services import exports

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@answering
async def file(request: Request) -> FileResponse:
    """One's own file, from disk; a download that broke off can go on (`Range`)."""
    found = await acting(request, exports.file_of, request.path_params["key"])
    if not request.headers.get("range", "").strip().removeprefix("bytes=").lstrip("0-"):
        await noting(request, ActivityKind.FILE_FETCHED, found.name)
    media_type = MEDIA_TYPES[Path(found.name).suffix]
    return FileResponse(found.path, media_type=media_type, headers=file_headers(found.name))


routes = [Route("/documents/files/{key}", file)]
