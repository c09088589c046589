"""What every state shares: asking a service as the signed-in person, and handlers that need a right."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
import structlog
from sqlmodel import Session

from occ_app import db
from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden, NotFound, PortalError, RightMissing
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, speaking
from occ_app.i18n import gettext as _
from occ_app.services import activity

PERMISSION_MARK = "_occ_permission"
"""Where `portal_event` notes the permission; `state.guard` refuses any handler without it."""

LONGEST_ID = 19

log = structlog.get_logger(__name__)

Args = ParamSpec("Args")
Answer = TypeVar("Answer")

_writers = ThreadPoolExecutor(max_workers=db.POOL_SIZE, thread_name_prefix="write")
_readers = ThreadPoolExecutor(max_workers=db.readers(), thread_name_prefix="read")


def portal_event(needs: Permission, **options: Any) -> Callable[[Any], Any]:
    """Declare a handler: an `rx.event` that runs only for actors with the permission `needs`."""

    def declare(handler: Any) -> Any:
        setattr(handler, PERMISSION_MARK, needs)
        return rx.event(handler, **options)

    return declare


class PortalState(rx.State):
    """The base of every module's state. Holds no rights: what a person may do is asked each time."""

    async def _ask(
        self,
        service: Callable[Concatenate[Session, Actor, Args], Answer],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Answer:
        """Call a service as the signed-in person, in one transaction, off the event loop."""
        answer: Answer = await self._in_thread(service, args, kwargs, reads_only=False)
        return answer

    async def _read(
        self,
        service: Callable[Concatenate[Session, Actor, Args], Answer],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Answer:
        """As `_ask`, for a service that only reads: never waits for a writer."""
        answer: Answer = await self._in_thread(service, args, kwargs, reads_only=True)
        return answer

    def _show(self, view: Any) -> None:
        """Take over the fields of a view; what is the same as before is not sent again."""
        for name, value in vars(view).items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _in_thread(self, service: Any, args: Any, kwargs: Any, *, reads_only: bool) -> Any:
        where = session_of(self.router_data), language_of(self.router_data)
        job = partial(_answer, *where, service, args, kwargs, reads_only=reads_only)
        return await off_the_loop(job, reads_only=reads_only)


async def off_the_loop(job: Callable[[], Any], *, reads_only: bool) -> Any:
    """Run what asks the database in a thread; readers never wait behind a writer that waits for another."""
    return await asyncio.get_running_loop().run_in_executor(_readers if reads_only else _writers, job)


def session_of(router_data: dict[str, Any]) -> tuple[str, int]:
    """(session ref, account id) from the handshake header that only the web gate can write."""
    reference = router_data.get("headers", {}).get("authorization", "")
    ref, _, account = reference.partition(".")
    return ref, int(account) if account.isdecimal() else 0


def language_of(router_data: dict[str, Any]) -> str:
    """The language of the page the event comes from: the first part of its address."""
    first = str(router_data.get("asPath") or router_data.get("pathname") or "").strip("/").split("/")[0]
    return first if first in LANGUAGES else DEFAULT_LANGUAGE


def record_id(text: str) -> int:
    """A record's key as pages have it; 0, which nothing has, for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID else 0


def file_query(actor: Actor, query: str = "") -> str:
    """The query of a file's address: `query`, in the language spoken here, of the company the tab is in."""
    return "?" + "&".join(filter(None, (query, f"lang={language()}", f"company={actor.account_id}")))


def _answer(
    session: tuple[str, int], language: str, service: Any, args: Any, kwargs: Any, *, reads_only: bool
) -> Any:
    actor = None
    with speaking(language):
        try:
            with db.transaction(reads_only=reads_only) as opened:
                actor = sessions.resume(opened, *session)
                try:
                    return service(opened, actor, *args, **kwargs)
                except RightMissing as refusal:
                    raise gate.named(opened, actor, refusal) from refusal
        except (Forbidden, NotFound) as error:
            if actor:
                activity.tell(actor, _asked(service, args, error), activity.why_of(error))
            raise
        except PortalError:
            raise
        except Exception as error:
            raise _unexpected(error) from error


def _asked(service: Any, args: Any, error: PortalError) -> str:
    """What was asked for, as the trail has it: `cancel 17`. Texts only where they name what is not there."""
    told = str | int if isinstance(error, NotFound) else int
    return " ".join([service.__name__, *(str(given) for given in args if isinstance(given, told))])


def _unexpected(error: Exception) -> PortalError:
    """Log what nobody foresaw under a reference the customer can quote."""
    reference = secrets.token_hex(4)
    log.error("unexpected error", reference=reference, exc_info=error)
    return PortalError(
        _("Something went wrong on our side. Please quote {reference} to support.", reference=reference)
    )
