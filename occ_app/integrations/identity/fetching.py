"""Asking an address that a customer typed in: briefly, little, without being led elsewhere, and never within our walls."""

import time
from io import BytesIO
from ipaddress import IPv6Address, ip_address
from socket import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection

from occ_app.i18n import gettext as _
from occ_app.integrations.identity.faults import ProviderFault
from occ_app.settings import get_settings

TIMEOUT = (4, 5)
"""Seconds to connect, and for each piece of an answer."""

LONGEST = 10
"""Seconds for a whole answer: a trickle does not hold us."""

LARGEST = 512 * 1024


class Inside(Exception):
    """The address leads into a private network."""


def prepare(session: requests.Session, *, is_ours: bool) -> None:
    """Make a session careful. `is_ours` is the operator's own provider, which may stand beside the portal."""
    session.trust_env = False  # no proxy, no .netrc: neither may lend us another's identity
    session.max_redirects = 0
    session.headers["User-Agent"] = "customer-center"
    session.mount("https://", _Careful(only_public=get_settings().is_production and not is_ours))
    session.mount("http://", _Careful(only_public=False))


def check(address: str) -> str:
    """The address, if it may be asked at all: https, or outside production http."""
    schemes = ("https",) if get_settings().is_production else ("https", "http")
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_plain = address.isascii() and address.isprintable() and " " not in address
    if not is_plain or parts.scheme not in schemes or not parts.hostname or parts.username or parts.fragment:
        raise ProviderFault(
            "address", _("“{address}” is not an address that begins with https://.", address=address[:200])
        )
    return address


def get_json(address: str, *, is_ours: bool) -> dict[str, Any]:
    """What lies at an address, which must be an object in JSON."""
    check(address)
    with requests.Session() as session:
        prepare(session, is_ours=is_ours)
        with answering(address):
            answer = session.get(address, headers={"Accept": "application/json"})
            answer.raise_for_status()
            found = answer.json()
    if not isinstance(found, dict):
        raise _unreadable(address)
    return found


class answering:  # noqa: N801 - reads as a word: `with answering(address):`
    """Turns what may go wrong while an address is asked into a sentence."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc[:200]
        self.address = address

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Inside):
            raise ProviderFault(
                "private", _("{host} is in a private network, which the portal does not ask.", host=self.host)
            ) from error
        if isinstance(error, requests.TooManyRedirects):
            raise ProviderFault(
                "redirected", _("{host} leads to another address. Give that one.", host=self.host)
            ) from error
        if isinstance(error, requests.exceptions.SSLError):
            raise ProviderFault(
                "tls", _("The certificate of {host} cannot be trusted.", host=self.host)
            ) from error
        if isinstance(error, requests.HTTPError) and error.response is not None:
            raise ProviderFault(
                "status",
                _("{host} answered {status}.", host=self.host, status=error.response.status_code),
            ) from error
        if isinstance(error, requests.exceptions.JSONDecodeError):
            raise _unreadable(self.address) from error
        if isinstance(error, requests.RequestException | OSError):
            raise ProviderFault("unreachable", _("{host} does not answer.", host=self.host)) from error


def _unreadable(address: str) -> ProviderFault:
    return ProviderFault(
        "unreadable",
        _("What {address} answers is not an OpenID Connect provider’s.", address=address[:200]),
    )


class _Careful(HTTPAdapter):
    """Reads only so much for only so long; with `only_public` it hangs up on private addresses."""

    def __init__(self, *, only_public: bool) -> None:
        super().__init__(max_retries=0)
        if only_public:
            pools = self.poolmanager.pool_classes_by_scheme
            self.poolmanager.pool_classes_by_scheme = {**pools, "https": _PublicPool}

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        answer = super().send(request, **options | {"stream": True, "timeout": TIMEOUT})
        answer.raw = BytesIO(_body(answer.raw))
        return answer


def _body(raw: Any) -> bytes:
    deadline, body = time.monotonic() + LONGEST, b""
    for piece in raw.stream(16_384, decode_content=True):
        body += piece
        if len(body) > LARGEST or time.monotonic() > deadline:
            raise requests.ConnectionError("the answer is too long")
    return body


class _PublicConnection(HTTPSConnection):
    """Looks at who has really answered: a name may lead anywhere, and elsewhere the next moment."""

    def _new_conn(self) -> socket:
        opened: socket = super()._new_conn()
        if not _is_public(opened.getpeername()[0]):
            opened.close()
            raise Inside
        return opened


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast
