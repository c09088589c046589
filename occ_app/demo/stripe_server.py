"""Stripe for the demo: a server of its own on this machine, which takes test cards and moves no money.

A separate program (`scripts/local_stripe`), because what it is made of has another licence. It listens on
127.0.0.1 only, needs no network, and ends with the process that started it.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from occ_app.settings import ROOT

PROGRAM = ROOT / "scripts" / "local_stripe"
PACKAGE = "localstripe"
PATIENCE_SECONDS = 30
SCRIPT_PATH = "/js.stripe.com/v3/"
SECRET_KEY = "sk_test_local"
PUBLISHABLE_KEY = "pk_test_local"
WEBHOOK_SECRET = "whsec_local"


def is_installed() -> bool:
    """Whether there is anything to run."""
    return find_spec(PACKAGE) is not None


def environment(port: int) -> dict[str, str]:
    """The settings of a portal that takes cards there; its pages are at `localhost`, and so is what they load."""
    return {
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_JS_URL": f"http://localhost:{port}{SCRIPT_PATH}",
    }


@contextmanager
def running(
    port: int, *, webhook_url: str = "", webhook_secret: str = WEBHOOK_SECRET, folder: Path | None = None
) -> Iterator[str]:
    """The server for the length of the block; its address. With `folder` it knows again what it knew."""
    if folder:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    hooks = [{"url": webhook_url, "secret": webhook_secret}] if webhook_url else []
    process = subprocess.Popen(  # noqa: S603 - a program of ours
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is the portal's; the server answers until the portal has stopped
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _tell(process, {"port": port, "folder": str(folder.resolve()) if folder else "", "webhooks": hooks})
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        if process.stdin:
            process.stdin.close()


def save_card(url: str, customer_id: str, number: str, expires: tuple[int, int]) -> str:
    """A card of a customer as if it had been typed on a page; its id. Its dates may lie in the past."""
    card = {"number": number, "exp_month": expires[0], "exp_year": expires[1], "cvc": "123"}
    told = {"type": "card"} | {f"card[{name}]": str(value) for name, value in card.items()}
    method = _post(f"{url}/v1/payment_methods", told)
    _post(f"{url}/v1/payment_methods/{method}/attach", {"customer": customer_id})
    return method


def forget(folder: Path) -> None:
    """Begin anew: for a portal whose own records begin anew."""
    shutil.rmtree(folder, ignore_errors=True)


def _post(url: str, told: dict[str, str]) -> str:
    """What was made there; its id."""
    request = Request(url, urlencode(told).encode(), {"Authorization": f"Bearer {SECRET_KEY}"})  # noqa: S310
    with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own address
        made: str = json.load(answer)["id"]
        return made


def _tell(process: "subprocess.Popen[bytes]", what: dict[str, object]) -> None:
    """Its input stays open as long as this process lives: that is how the server knows."""
    assert process.stdin is not None
    process.stdin.write(json.dumps(what).encode() + b"\n")
    process.stdin.flush()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url + SCRIPT_PATH, timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the local Stripe server does not answer")
