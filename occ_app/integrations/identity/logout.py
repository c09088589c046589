"""Leaving: taking the browser to the provider's own sign-out, and reading the notice that somebody left there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.claims import JWTClaims
from joserfc.errors import JoseError

from occ_app.i18n import gettext as _
from occ_app.integrations.identity.discovery import Provider, discover, read_signed
from occ_app.integrations.identity.faults import ProviderFault
from occ_app.integrations.identity.visit import LEEWAY, text_of

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST = timedelta(minutes=10)
LONGEST_HINT = 6_000
"""Characters of an ID token that still fit into an address everywhere."""


@dataclass(frozen=True)
class Ending:
    """The provider says that this person, or this session there, has ended."""

    sub: str
    sid: str
    jti: str = field(repr=False)
    until: datetime
    """When the notice would be too old anyway."""


def farewell(provider: Provider, id_token: str, back_to: str, state: str) -> str:
    """Where the browser signs out at the provider; empty if it has no such door."""
    door = discover(provider).logout
    if not door:
        return ""
    query = {"client_id": provider.client_id, "post_logout_redirect_uri": back_to, "state": state}
    if id_token and len(id_token) <= LONGEST_HINT:
        query["id_token_hint"] = id_token
    return f"{door}{'&' if '?' in door else '?'}{urlencode(query)}"


def read_ending(provider: Provider, token: str) -> Ending:
    """A logout token, checked as OpenID Connect Back-Channel Logout says; ProviderFault if it is none."""
    signed = read_signed(provider, token)
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "values": [provider.client_id]},
        "iat": {"essential": True},
        "jti": {"essential": True},
    }
    claims = JWTClaims(signed.claims, signed.header, options)
    try:
        claims.validate(leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, TypeError) as error:
        raise _no_notice() from error
    said_at = datetime.fromtimestamp(claims["iat"], UTC)
    if "nonce" in claims or not _is_event(claims.get("events")) or datetime.now(UTC) > said_at + OLDEST:
        raise _no_notice()
    if str(signed.header.get("typ", "logout+jwt")).lower() not in ("logout+jwt", "jwt"):
        raise _no_notice()
    sub, sid = text_of(claims, "sub"), text_of(claims, "sid")
    if not (sub or sid):
        raise _no_notice()
    return Ending(sub, sid, str(claims["jti"]), said_at + OLDEST)


def _is_event(events: Any) -> bool:
    return isinstance(events, dict) and isinstance(events.get(EVENT), dict)


def _no_notice() -> ProviderFault:
    return ProviderFault("logout_token", _("This is no notice that somebody has signed out."))
