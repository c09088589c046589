# SPDX-License-Identifier: GPL-3.0-or-later
"""A Stripe server for the demo and the tests: localstripe on 127.0.0.1, in a process of its own.

Only run, never imported: localstripe is under the GPL. Told by one JSON line on standard input what to do
(`port`, `folder`, `webhooks`: url, secret, events), and gone when that input ends, however its parent ended.
"""

import json
import os
import pickle
import stat
import sys
import threading
from pathlib import Path

import gaps
from aiohttp import web
from localstripe.resources import Store, store
from localstripe.webhooks import register_webhook

HERE = "127.0.0.1"
OWN_HOSTS = {"localhost", HERE}


def main() -> None:
    """Serve until standard input ends."""
    told = json.loads(sys.stdin.readline())
    folder = Path(told["folder"]) if told.get("folder") else None
    Store.dump_to_disk = lambda _store: None  # would write to a place all users share, at every assignment
    if folder:
        load(folder)
    for number, hook in enumerate(told.get("webhooks", [])):
        register_webhook(f"told-{number}", hook["url"], hook["secret"], hook.get("events"))
    app = gaps.fill()
    app.middlewares.insert(0, guarding)
    app.middlewares.insert(1, keeping(folder))
    threading.Thread(target=leave_with_parent, daemon=True).start()
    web.run_app(app, host=HERE, port=told["port"], print=None, access_log=None, shutdown_timeout=1)


def leave_with_parent() -> None:
    """The input ends when the parent does, also when it was killed."""
    sys.stdin.read()
    os._exit(0)


def load(folder: Path) -> None:
    """What was known before; a pickle is read from a folder of our own only, since it can run code."""
    seen = folder.stat()
    if seen.st_uid != os.getuid() or stat.S_IMODE(seen.st_mode) & 0o077:
        sys.exit(f"local stripe: {folder} must belong to this user alone (chmod 700)")
    kept = folder / "state.pickle"
    if kept.exists():
        store.update(pickle.loads(kept.read_bytes()))  # noqa: S301 - ours, see above


def keeping(folder: Path | None) -> web.middleware:
    """Write the state down after each change, whole or not at all, before the answer goes out."""

    @web.middleware
    async def keep(request: web.Request, handler: gaps.Handler) -> web.StreamResponse:
        answer = await handler(request)
        if folder and request.method != "GET":
            fresh = folder / "state.fresh"
            fresh.write_bytes(pickle.dumps(dict(store), protocol=pickle.HIGHEST_PROTOCOL))
            fresh.replace(folder / "state.pickle")
        return answer

    return keep


@web.middleware
async def guarding(request: web.Request, handler: gaps.Handler) -> web.StreamResponse:
    """Under another name, or from a page, nobody may set anything up: a browser of this machine could be made to."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in OWN_HOSTS or (request.path.startswith("/_config/") and "Origin" in request.headers):
        return web.Response(status=403)
    return await handler(request)


if __name__ == "__main__":
    main()
