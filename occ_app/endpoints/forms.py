"""What the plain HTTP doors share: the fields of a small form, and asking a service off the event loop."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from occ_app.db import transaction

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

LARGEST = 16_384
MOST_FIELDS = 20


async def fields(request: Request) -> dict[str, str]:
    """The text fields of a form; 413 for one that is larger than any of ours."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 8 and int(length) <= LARGEST):
        raise HTTPException(413)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


async def ask(
    service: Callable[Concatenate[Session, Asked], Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    """Call a service in one transaction of its own."""

    def answer() -> Answer:
        with transaction() as db:
            return service(db, *args, **kwargs)

    return await run_in_threadpool(answer)


async def look(
    service: Callable[Concatenate[Session, Asked], Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    """Call a service that only reads."""

    def answer() -> Answer:
        with transaction(reads_only=True) as db:
            return service(db, *args, **kwargs)

    return await run_in_threadpool(answer)
