"""Mail over SMTP: one message, one connection, nothing of the portal's rules."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TIMEOUT = 15
"""Seconds for each answer of the server."""

PERMANENT = 500
"""Answers from here on are for good."""

PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """The message was not taken; `str(error)` says why and is fit for staff to read."""

    is_final = False
    """Whether another try would be told the same."""


class NoSuchBox(NotSent):
    """The recipient's server takes nothing for this address."""

    is_final = True


@dataclass(frozen=True)
class Attachment:
    """A file that goes along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """What is sent. `key` makes the same message recognisable when a crash has it sent twice."""

    sender: str
    sender_name: str
    to: str
    subject: str
    text: str
    html: str = ""
    key: str = ""
    attachments: tuple[Attachment, ...] = ()


def send(smtp_url: str, message: Message) -> None:
    """Hand a message to `smtp://user:password@host:port?starttls=1` or `smtps://…`; NotSent if it is refused."""
    try:
        written = _written(message)
        with _connection(urlsplit(smtp_url)) as server:
            server.send_message(written)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise (NoSuchBox if code >= PERMANENT else NotSent)(_said(code, reason)) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(_said(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error


def _written(message: Message) -> EmailMessage:
    """The message on the wire; the standard library refuses line breaks in any header."""
    if not message.to:
        raise ValueError("no recipient")
    written = EmailMessage()
    written["From"] = Address(message.sender_name, addr_spec=message.sender)
    written["To"] = Address(addr_spec=message.to)
    written["Subject"] = message.subject
    written["Date"] = formatdate()
    domain = message.sender.rpartition("@")[2]
    written["Message-ID"] = f"<{message.key}@{domain}>" if message.key else None
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(message.text)
    if message.html:
        written.add_alternative(message.html, subtype="html")
    for file in message.attachments:
        maintype, _, subtype = file.media_type.partition("/")
        written.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
    return written


def _connection(url: SplitResult) -> smtplib.SMTP:
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("SMTP_URL must look like smtp://user:password@host:port")
    where = (url.hostname, url.port or PORTS[url.scheme])
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=TIMEOUT)
    try:
        _introduce(server, url)
    except BaseException:
        server.close()
        raise
    return server


def _introduce(server: smtplib.SMTP, url: SplitResult) -> None:
    if parse_qs(url.query).get("starttls", ["0"])[-1] in ("1", "true", "yes"):
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))


def _said(code: int, reason: bytes | str) -> str:
    return f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
