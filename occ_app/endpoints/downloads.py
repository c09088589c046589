"""Files sent while they are made: few at a time, for a limited time, under a safe name."""

import unicodedata
from collections.abc import Generator, Iterator
from itertools import chain
from threading import BoundedSemaphore
from urllib.parse import quote

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from occ_app.documents.archive import plain_name
from occ_app.errors import TooMany
from occ_app.i18n import gettext as _

AT_ONCE = 2
"""Long files one process makes at the same time: each holds a connection until its reader has it all."""

LONGEST_SECONDS = 600

Pieces = Generator[bytes, None, None]

_turns = BoundedSemaphore(AT_ONCE)


class Download(StreamingResponse):
    """Sends pieces as they are made; lets go of what they hold when all is sent, broken off or too slow."""

    def __init__(self, first: bytes, pieces: Pieces, *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(chain([first], pieces), media_type=media_type, headers=headers)
        self.pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with anyio.fail_after(LONGEST_SECONDS):
                await super().__call__(scope, receive, send)
        finally:
            self.pieces.close()


async def download(pieces: Iterator[bytes], *, name: str, media_type: str) -> Download:
    """The answer for a file; whatever refuses or fails before its first piece still gets a proper one."""
    held = _in_turn(pieces)
    first = await run_in_threadpool(next, held)
    return Download(first, held, media_type=media_type, headers=file_headers(name))


def file_headers(name: str, *, inline: bool = False) -> dict[str, str]:
    """Headers of a private file: its name (RFC 6266), never cached, never guessed at."""
    name = plain_name(name)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(". ") or "file"
    kind = "inline" if inline else "attachment"
    return {
        "content-disposition": f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }


def _in_turn(pieces: Iterator[bytes]) -> Pieces:
    if not _turns.acquire(blocking=False):
        raise TooMany(_("Other files are being prepared right now. Please try again in a minute."))
    try:
        yield from pieces
    finally:
        _turns.release()
