"""Signing out where one has signed in: the address at the identity provider that does it."""

import structlog
from starlette.concurrency import run_in_threadpool

from occ_app.access.actors import visitor
from occ_app.endpoints.forms import look
from occ_app.errors import PortalError
from occ_app.integrations import identity
from occ_app.services.single_sign_on import leaving
from occ_app.services.single_sign_on.addresses import addresses

log = structlog.get_logger(__name__)


async def farewell(ref: str, language: str) -> str:
    """Where a session that came from a provider ends there too; empty for any other, or if it cannot be asked."""
    try:
        found = await look(leaving.way_out, visitor(language), ref)
        if found is None:
            return ""
        door, id_token = found
        back_to = addresses(door.realm).after_logout
        return await run_in_threadpool(identity.farewell, door.provider, id_token, back_to, language)
    except PortalError as error:
        log.warning("no way out at the identity provider", error=str(error))
        return ""
