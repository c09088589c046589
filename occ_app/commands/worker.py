"""`occ worker`: the work behind the screens. Any number of these may run."""

import signal
from threading import Event


def worker() -> None:
    """Mail lists that are due, make large files, deliver the outbox and sweep what has expired, until told to stop."""
    from occ_app import logs, worker
    from occ_app.settings import get_settings

    logs.configure(get_settings())
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop)
