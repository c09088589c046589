"""Serves the built front end from memory: compressed once, immutable where the name holds a hash."""

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from occ_app import branding
from occ_app.access.actors import Actor
from occ_app.i18n import LANGUAGES

TEMPLATE = "_tpl_"
"""Stands for any number in the prerendered page of a dynamic route (see `rxconfig.py`)."""

PLAIN = (["sign-in"], ["signed-out"])
"""Pages of a language that an endpoint answers, without a script; what is built of them is never sent."""

IMMUTABLE = ("/assets/", "/fonts/")
Paint = Callable[[bytes, Request], bytes]
"""Writes a page's first content into its prerendered HTML."""

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_TEXTUAL = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True)
class File:
    """A built file, ready to send."""

    content: bytes
    zipped: bytes | None
    media_type: str
    tag: str


class Frontend:
    """Answers what it holds and passes the rest on to `app`."""

    def __init__(self, app: ASGIApp, build: Path, paint: Paint | None = None) -> None:
        self.app = app
        self.paint = paint
        self.files = {
            f"/{path.relative_to(build)}": _read(path) for path in build.rglob("*") if _is_served(path)
        }

    @property
    def script_hashes(self) -> tuple[str, ...]:
        """CSP sources of every inline script in every built page."""
        scripts = {
            script
            for file in self.files.values()
            if file.media_type == "text/html"
            for script in _INLINE_SCRIPT.findall(file.content)
        }
        return tuple(
            sorted(f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in scripts)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file or a page of the portal."""
        response = await self._response(Request(scope)) if scope["type"] == "http" else None
        await (response or self.app)(scope, receive, send)

    async def _response(self, request: Request) -> Response | None:
        path = request.url.path
        if request.method not in ("GET", "HEAD"):
            return None
        if (file := self.files.get(path)) and file.media_type != "text/html":
            return self._file(request, path, file)
        language, *page = path.strip("/").split("/")
        if language in LANGUAGES and page not in PLAIN:
            return await run_in_threadpool(self._page, request, path.rstrip("/"))
        return None

    def _file(self, request: Request, path: str, file: File) -> Response:
        immutable = path.startswith(IMMUTABLE)
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if immutable else "public, max-age=300",
            "etag": file.tag,
            "vary": "accept-encoding",
        }
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        if file.zipped and _takes_gzip(request.headers):
            return Response(
                file.zipped, headers=headers | {"content-encoding": "gzip"}, media_type=file.media_type
            )
        return Response(file.content, headers=headers, media_type=file.media_type)

    def _page(self, request: Request, path: str) -> Response:
        """A prerendered page in its language and the person's colour mode; the 404 page if there is none."""
        parent = path.rpartition("/")[0]
        names = (f"{path}/index.html", f"{parent}/{TEMPLATE}/index.html")
        file = next((self.files[name] for name in names if name in self.files), None)
        status = 200 if file else 404
        html = (file or self.files["/404.html"]).content
        if file and self.paint:
            html = self.paint(html, request)
        html = html.replace(
            b'<html lang="en"', _html_tag(path.split("/")[1], request.scope.get("occ.actor")), 1
        )
        headers = {"cache-control": "private, no-store", "vary": "cookie, accept-encoding"}
        if _takes_gzip(request.headers):
            html, headers = gzip.compress(html, 5), headers | {"content-encoding": "gzip"}
        return Response(html, status, headers, "text/html")


def _html_tag(language: str, actor: Actor | None) -> bytes:
    mode = actor.color_mode if actor else "system"
    chosen = f' data-mode="{mode}"' if mode in ("light", "dark") else ""
    brand = f' style="{branding.style()}"' if branding.style() else ""
    return f'<html lang="{language}"{chosen}{brand}'.encode()


def _is_served(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".gz", ".br", ".map")


def _read(path: Path) -> File:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = media_type.startswith(_TEXTUAL)
    return File(
        content=content,
        zipped=gzip.compress(content, 9) if textual and media_type != "text/html" else None,
        media_type=media_type,
        tag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
    )


def _takes_gzip(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")
