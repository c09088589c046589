"""Serves the built front end from memory: compressed by the build, immutable where the name holds a hash."""

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Collection
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

AFTERWARDS = "occ.afterwards"
"""Where painting a page leaves what is to be done when it is sent."""

PLAIN = re.compile(r"/[a-z]{2}/(sign-in|signed-out|second-factor(/add)?|cards/new|payments/[^/]+/confirm)/?")
"""Pages of a language that an endpoint answers, without a script; what is built of them is never sent."""

LOST = "/404.html"
IMMUTABLE = ("/assets/", "/fonts/")
Policy = Callable[[tuple[str, ...]], str]
"""Writes the Content-Security-Policy of a page from the hashes of its inline scripts."""

Paint = Callable[[bytes, Request], bytes]
"""Writes a page's first content into its prerendered HTML."""

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_QUALITY = re.compile(r"q=(0(?:\.\d*)?)")

CODINGS = {"br": ".br", "gzip": ".gz"}
"""What browsers may accept, the shortest first, and how the build ends the name of a file so compressed."""

FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A file is no page: it loads nothing, and need not repeat which scripts a page may run."""


@dataclass(frozen=True)
class File:
    """A built file, ready to send."""

    content: bytes
    compressed: dict[str, bytes]
    media_type: str
    tag: str


class Frontend:
    """Answers what it holds and passes the rest on to `app`."""

    def __init__(self, app: ASGIApp, build: Path, policy: Policy, paint: Paint | None = None) -> None:
        self.app = app
        self.paint = paint
        self.files = {
            f"/{path.relative_to(build)}": _read(path) for path in build.rglob("*") if _is_served(path)
        }
        self.policies = {
            name: policy(script_hashes(file.content))
            for name, file in self.files.items()
            if file.media_type == "text/html"
        }

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
        if path.strip("/").split("/")[0] in LANGUAGES and not PLAIN.fullmatch(path):
            return await run_in_threadpool(self._page, request, path.rstrip("/"))
        return None

    def _file(self, request: Request, path: str, file: File) -> Response:
        immutable = path.startswith(IMMUTABLE)
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if immutable else "public, max-age=300",
            "content-security-policy": FILE_POLICY,
            "etag": file.tag,
            "vary": "accept-encoding",
        }
        if file.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        coding = best_coding(request.headers, file.compressed)
        if coding:
            headers["content-encoding"] = coding
        return Response(file.compressed.get(coding, file.content), 200, headers, file.media_type)

    def _page(self, request: Request, path: str) -> Response:
        """A prerendered page in its language and the person's colour mode; the 404 page if there is none."""
        parent = path.rpartition("/")[0]
        names = (f"{path}/index.html", f"{parent}/{TEMPLATE}/index.html")
        name = next((name for name in names if name in self.files), LOST)
        status = 404 if name == LOST else 200
        html = self.files[name].content
        if name != LOST and self.paint:
            html = self.paint(html, request)
        html = html.replace(
            b'<html lang="en"', _html_tag(path.split("/")[1], request.scope.get("occ.actor")), 1
        )
        headers = {
            "cache-control": "private, no-store",
            "content-security-policy": self.policies[name],
            "vary": "cookie, accept-encoding",
        }
        # A page differs for each person. Brotli would make it a tenth smaller in the same time, for one more package.
        if best_coding(request.headers, ("gzip",)):
            html, headers = gzip.compress(html, 5), headers | {"content-encoding": "gzip"}
        return Response(html, status, headers, "text/html", request.scope.get(AFTERWARDS))


def script_hashes(html: bytes) -> tuple[str, ...]:
    """CSP sources of a page's inline scripts."""
    digests = {hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(html)}
    return tuple(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def _html_tag(language: str, actor: Actor | None) -> bytes:
    mode = actor.color_mode if actor else "system"
    chosen = f' data-mode="{mode}"' if mode in ("light", "dark") else ""
    brand = f' style="{branding.style()}"' if branding.style() else ""
    return f'<html lang="{language}"{chosen}{brand}'.encode()


def _is_served(path: Path) -> bool:
    return path.is_file() and path.suffix not in (*CODINGS.values(), ".map")


def _read(path: Path) -> File:
    content = path.read_bytes()
    sidecars = {coding: path.with_name(path.name + ending) for coding, ending in CODINGS.items()}
    return File(
        content=content,
        compressed={coding: beside.read_bytes() for coding, beside in sidecars.items() if beside.is_file()},
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        # Weak: the same file however it is compressed.
        tag=f'W/"{hashlib.sha256(content).hexdigest()[:20]}"',
    )


def best_coding(headers: Headers, offered: Collection[str]) -> str:
    """The coding to answer in: what the browser likes best, the first of `CODINGS` among equals; or none."""
    wishes: dict[str, float] = {}
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameters = part.partition(";")
        quality = _QUALITY.fullmatch(parameters.strip())
        wishes[name.strip()] = float(quality[1]) if quality else 1.0
    liked = {coding: wishes.get(coding, wishes.get("*", 0.0)) for coding in CODINGS if coding in offered}
    best = max(liked, key=lambda coding: liked[coding], default="")
    return best if liked.get(best) else ""
