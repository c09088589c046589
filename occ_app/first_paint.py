"""The first rows with the first pixels: a page's views, asked for while it is served, written into its HTML.

What is painted is inlined as state too, so that React's first drawing equals what it finds and adopts it.
Only variables of painted elements are inlined; all else starts as it was prerendered. What the person has no
right to is hidden until the page's own code leaves it away.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request

from occ_app import db
from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.components.allowed import NEEDS
from occ_app.components.painted import MARK, REGIONS, STATE_ID, Region
from occ_app.endpoints.frontend import AFTERWARDS
from occ_app.errors import PortalError
from occ_app.i18n import speaking
from occ_app.navigation import PortalPage, page_at
from occ_app.state.frame import FrameState, frame_view

_OPENING = re.compile(rf'{MARK}="([\w.]+)"[^>]*>(?=</)'.encode())
_NEEDED = re.compile(rf'{NEEDS}="([\w:]+)"'.encode())
log = structlog.get_logger(__name__)


def paint(html: bytes, request: Request) -> bytes:
    """The prerendered page with its first content; as it was where there is none to be had."""
    slots = [(found.end(), found[1].decode()) for found in _OPENING.finditer(html)]
    session_ref, path = request.scope.get("occ.session_ref"), request.url.path
    page, language = page_at(path), path.split("/")[1]
    if not (slots and session_ref and page):
        return html
    try:
        with speaking(language), db.transaction(reads_only=True) as opened:
            actor = sessions.resume(opened, session_ref)
            painted = _filled(html, slots, _views(opened, actor, page, request))
            if page.opened and page.needs in actor.scopes:
                request.scope[AFTERWARDS] = BackgroundTask(_note, page, actor, path)
            return painted
    except PortalError as refusal:
        # The page's own handler says it in its place, a moment later.
        log.info("nothing to paint", reason=str(refusal))
        return html


def _note(page: PortalPage, actor: Actor, path: str) -> None:
    with db.transaction() as opened:
        page.opened(opened, actor, path)


def _views(opened: Session, actor: Actor, page: PortalPage, request: Request) -> dict[type[Any], Any]:
    views: dict[type[Any], Any] = {FrameState: frame_view(opened, actor, page.route)}
    if page.first_view is not None and page.needs in actor.scopes:
        views |= page.first_view(opened, actor, request.url.path, request.query_params)
    return views


def _filled(html: bytes, slots: list[tuple[int, str]], views: Mapping[type[Any], Any]) -> bytes:
    pieces: list[bytes] = []
    inlined: dict[str, dict[str, Any]] = {}
    at = 0
    for end, key in slots:
        region = REGIONS.get(key)
        if region is None or region.state not in views:
            continue
        value = getattr(views[region.state], region.variable)
        pieces += [html[at:end], region.html(value).encode()]
        inlined.setdefault(_name(region), {})[f"{region.variable}_rx_state_"] = value
        at = end
    pieces.append(html[at:])
    head = _script(inlined) + _style(html, views[FrameState].rights)
    return b"".join(pieces).replace(b"</head>", head + b"</head>", 1)


def _name(region: Region) -> str:
    name: str = region.state.get_full_name()
    return name


def _script(inlined: Mapping[str, Any]) -> bytes:
    """A data block: not executed, so it needs no hash in the Content-Security-Policy."""
    text = json.dumps(inlined, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{STATE_ID}">{text}</script>'.encode()


def _style(html: bytes, rights: Collection[str]) -> bytes:
    """Hides what is drawn for holders of other permissions than these."""
    lacking = sorted({needed.decode() for needed in _NEEDED.findall(html)} - set(rights))
    if not lacking:
        return b""
    rules = ",".join(f'[{NEEDS}="{permission}"]' for permission in lacking)
    return f"<style>{rules}{{display:none}}</style>".encode()
