"""Exemption certificates: handed in as a form with a file, and given back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app.endpoints.acting import acting, answering, doing, noting
from occ_app.endpoints.downloads import file_headers
from occ_app.endpoints.uploads import received, uploading
from occ_app.models import ActivityKind
from occ_app.services.billing_profile import certificates

LARGEST_ID = 2**63 - 1


@uploading
async def add(request: Request) -> str:
    """Keep a certificate and its file."""
    given = await received(request)
    await doing(request, certificates.add, given.fields, given.name, given.content)
    return certificates.PATH


@answering
async def file(request: Request) -> Response:
    """The file of a certificate, as it was handed in."""
    asked: int = request.path_params["certificate"]
    number, stored = await acting(request, certificates.file, min(asked, LARGEST_ID))
    await noting(request, ActivityKind.CERTIFICATE_FETCHED, number)
    return Response(stored.content, media_type=stored.media_type, headers=file_headers(stored.name))


routes = [
    Route("/documents/certificates", add, methods=["POST"]),
    Route("/documents/certificates/{certificate:int}", file),
]
