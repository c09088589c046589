"""Background work: mail, files that take a while, sweeping what has expired. Any number of these may run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import structlog

from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.integrations import mail
from occ_app.models import OutboxAttachment, OutboxMail
from occ_app.services import (
    access_requests,
    activity,
    exports,
    factors,
    inbox,
    mailings,
    outbox,
    sign_in,
    throttle,
    viewing,
)
from occ_app.services.people import reminders
from occ_app.services.single_sign_on import leaving
from occ_app.settings import get_settings

DELIVER_EVERY, SWEEP_EVERY = 2.0, 180.0

TELL_EVERY = 1.0
"""How often it is noted how far a file is."""

STOP_SECONDS = 2.0
"""How long a file in the making may take to notice that it should stop; it is given back then, or taken over later."""

log = structlog.get_logger(__name__)


def run(stop: Event) -> None:
    """Work until `stop` is set; what fails is logged and tried again in the next round."""
    # Beside the mail: a sign-in code must not wait until a large file is made.
    files = Thread(target=_keep_making, args=(stop,), name="files", daemon=True)
    files.start()
    swept_at = float("-inf")
    while not stop.is_set():
        _attempt(mail_lists)
        _attempt(deliver)
        if time.monotonic() - swept_at >= SWEEP_EVERY:
            _attempt(sweep)
            _attempt(check_activity)
            swept_at = time.monotonic()
        stop.wait(DELIVER_EVERY)
    files.join(STOP_SECONDS)


def deliver() -> int:
    """Send the mail that is due; how many messages were tried."""
    if not get_settings().smtp_url:
        return 0
    tried = 0
    while tried < outbox.BATCH and _deliver_one():
        tried += 1
    return tried


def mail_lists() -> int:
    """Write the lists that are due into the outbox, files and all; how many were tried."""
    tried = 0
    while tried < outbox.BATCH and _mail_one_list():
        tried += 1
    return tried


def make_files(stop: Event) -> int:
    """Make the files people asked for, one after another; how many were tried."""
    tried = 0
    while not stop.is_set() and _make_one_file(stop):
        tried += 1
    return tried


def sweep() -> None:
    """Delete what no longer counts; remind of reviews that are soon due."""
    with transaction() as db:
        access_requests.sweep(db, system())
        exports.sweep(db, system())
        factors.sweep(db, system())
        inbox.sweep(db, system())
        outbox.sweep(db, system())
        throttle.sweep(db, system())
        sign_in.sweep(db, system())
        reminders.remind(db, system())
        leaving.sweep(db, system())
        viewing.sweep(db, system())
    with transaction(reads_only=True) as db:
        exports.clean(db, system())


def check_activity() -> None:
    """Once a day, look at the whole trail of what people did."""
    with transaction(reads_only=True) as db:
        is_due = activity.is_due(db, system())
    if not is_due:
        return
    with transaction() as db:
        problems = activity.check(db, system())
    if problems:
        log.error("the trail of activity does not fit together", problems=problems)


def _deliver_one() -> bool:
    """Claimed in one transaction, sent in none, settled in another; False if nothing is due."""
    with transaction() as db:
        message = outbox.claim(db, system())
        files = outbox.enclosed(db, system(), message) if message else []
    if message is None:
        return False
    error, is_final = _send(message, files)
    with transaction() as db:
        outbox.settle(db, system(), message, error, is_final=is_final)
    return True


def _mail_one_list() -> bool:
    """Claimed in one transaction, made while none is written to, settled in another; False if none is due."""
    with transaction() as db:
        run = mailings.claim(db, system())
    if run is None:
        return False
    with transaction(reads_only=True) as db:
        made = mailings.make(db, system(), run)
    with transaction() as db:
        mailings.settle(db, system(), run, made)
    log.info("list mailed", schedule=run.schedule_id, letters=len(made.letters), ended=made.ended)
    return True


def _keep_making(stop: Event) -> None:
    while not stop.is_set():
        _attempt(make_files, stop)
        stop.wait(DELIVER_EVERY)


def _make_one_file(stop: Event) -> bool:
    """Claimed in one transaction, made while none is written to but to say how far it is, settled in another."""
    with transaction() as db:
        job = exports.claim(db, system())
    if job is None:
        return False
    try:
        with transaction(reads_only=True) as db:
            made = exports.make(db, system(), job, _Teller(job, stop))
        with transaction() as db:
            exports.settle(db, system(), job, made)
        log.info("file made", file=job.id, documents=made.count, bytes=made.size, error=made.error)
    except _NotOurs:
        log.warning("file taken over by another worker", file=job.id)
    except _Stopped:
        _give_back(job, counts=False)
    except Exception:
        log.exception("file not made", file=job.id, tries=job.tries)
        _give_back(job, counts=True)
    return True


def _give_back(job: exports.Job, *, counts: bool) -> None:
    with transaction() as db:
        exports.release(db, system(), job, counts=counts)


class _Stopped(Exception):
    """The worker was told to stop."""


class _NotOurs(Exception):
    """Another worker took the file over."""


@dataclass
class _Teller:
    """Hears of every document, and notes it now and then."""

    job: exports.Job
    stop: Event
    told_at: float = 0.0

    def __call__(self, done: int) -> None:
        if self.stop.is_set():
            raise _Stopped
        if time.monotonic() - self.told_at < TELL_EVERY:
            return
        with transaction() as db:
            is_ours = exports.note(db, system(), self.job, done)
        if not is_ours:
            raise _NotOurs
        self.told_at = time.monotonic()


def _send(message: OutboxMail, files: list[OutboxAttachment]) -> tuple[str, bool]:
    """Why the message could not be sent, empty if it was; and whether that is for good."""
    settings = get_settings()
    written = mail.Message(
        sender=settings.support_email,
        sender_name=settings.brand_name,
        to=message.to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        attachments=tuple(mail.Attachment(file.name, file.media_type, file.content) for file in files),
        key=f"outbox-{message.pk}-{int(message.created_at.timestamp())}",
    )
    try:
        mail.send(settings.smtp_url, written)
    except mail.NotSent as error:
        log.warning(
            "mail not sent", mail=message.pk, kind=message.kind, tries=message.tries, error=str(error)
        )
        return str(error) or "not sent", error.is_final
    log.info("mail sent", mail=message.pk, kind=message.kind)
    return "", False


def _attempt(work: Callable[..., object], *given: object) -> None:
    try:
        work(*given)
    except Exception:
        log.exception("background work failed", work=work.__name__)
