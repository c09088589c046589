"""What delegates take along is noted: whoever shared it with them can tell."""

from collections.abc import Sequence

from starlette.requests import Request

from occ_app.access.actors import Actor
from occ_app.endpoints.forms import ask
from occ_app.services import delegations


async def note_download(request: Request, numbers: Sequence[str]) -> None:
    """Note that these documents were downloaded, where it is a delegate who does it."""
    actor: Actor | None = request.scope.get("occ.actor")
    if actor is not None and actor.delegation_id is not None:
        await ask(delegations.note_download, actor, list(numbers))
