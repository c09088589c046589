"""Proofs of transfer: handed in as a form with a file, and given back."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app.endpoints.acting import acting, answering, doing
from occ_app.endpoints.downloads import file_headers
from occ_app.endpoints.uploads import received, uploading
from occ_app.services.paying import proofs

LARGEST_ID = 2**63 - 1


@uploading
async def add(request: Request) -> str:
    """Keep a proof with its payment."""
    number: str = request.path_params["number"]
    given = await received(request)
    await doing(request, proofs.add, number, given.name, given.content)
    return f"/payments/{quote(number, safe='')}"


@answering
async def file(request: Request) -> Response:
    """A proof, as it was handed in."""
    asked = request.path_params
    stored = await acting(request, proofs.content, asked["number"], min(asked["file"], LARGEST_ID))
    return Response(stored.content, media_type=stored.media_type, headers=file_headers(stored.name))


routes = [
    Route("/documents/proofs/{number}", add, methods=["POST"]),
    Route("/documents/proofs/{number}/{file:int}", file),
]
