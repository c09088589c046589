"""Tries the front door as a newcomer would: `make demo`, sign in, open the overview, stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
WHO = "ana.ruiz@acme.example"
SECONDS_TO_START, SECONDS_TO_STOP = 420, 10


def main() -> None:
    """Start, try and stop; ends with a sentence and 1 when something is not as it should be."""
    port = free_port()
    tell(f"make demo PORT={port}")
    demo = subprocess.Popen(  # noqa: S603 - our own Makefile
        ["make", "demo", f"PORT={port}"],  # noqa: S607
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_health(port, demo)
        try_out(port)
        stop(demo, port)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)
    tell("the front door is as it should be")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_health(port: int, demo: "subprocess.Popen[bytes]") -> None:
    """Until `/health` says 200."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS_TO_START:
        if demo.poll() is not None:
            fail(f"make demo ended by itself with {demo.returncode}")
        try:
            if ask(port, "GET", "/health").status == 200:
                tell(f"healthy after {time.monotonic() - began:.0f} s")
                return
        except OSError:
            time.sleep(0.5)
    fail(f"no healthy portal within {SECONDS_TO_START} s")


def try_out(port: int) -> None:
    """Sign in as a demo person and open the overview; a stranger only gets to the sign-in page."""
    entered = ask(port, "POST", "/auth/demo", urlencode({"email": WHO}))
    cookie, target = entered.headers.get("Set-Cookie", ""), entered.headers.get("Location", "")
    expect(
        "sign-in",
        entered.status == 303 and cookie.startswith("occ_session=") and "HttpOnly" in cookie,
        entered,
    )
    overview = ask(port, "GET", target, cookie=cookie.split(";")[0])
    expect("overview", overview.status == 200 and target.endswith("/overview"), overview)
    stranger = ask(port, "GET", target)
    expect(
        "stranger", stranger.status == 303 and "/sign-in" in stranger.headers.get("Location", ""), stranger
    )


def ask(port: int, method: str, path: str, body: str = "", cookie: str = "") -> HTTPResponse:
    """One request, as a browser on this machine sends it."""
    connection = HTTPConnection("localhost", port, timeout=30)
    headers = {"Accept": "text/html", "Origin": f"http://localhost:{port}", "Cookie": cookie}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def stop(demo: "subprocess.Popen[bytes]", port: int) -> None:
    """Ctrl-C, as the terminal sends it: to make and all it started."""
    os.killpg(demo.pid, signal.SIGINT)
    try:
        demo.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        fail(f"make demo did not stop within {SECONDS_TO_STOP} s of Ctrl-C")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            fail("something still listens after Ctrl-C")


def expect(what: str, is_right: bool, answer: HTTPResponse) -> None:  # noqa: FBT001 - reads like a sentence
    """Fail, with what was answered, unless it is right."""
    if not is_right:
        fail(f"{what}: {answer.status} {dict(answer.headers)}")
    tell(f"{what}: {answer.status}")


def tell(sentence: str) -> None:
    """A line of progress."""
    sys.stdout.write(f"smoke: {sentence}\n")
    sys.stdout.flush()


def fail(sentence: str) -> None:
    """End with what is wrong."""
    sys.exit(f"smoke: {sentence}")


if __name__ == "__main__":
    main()
