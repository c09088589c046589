"""One visit to the provider and back: the authorization code flow with state, nonce and PKCE (S256)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from occ_app.i18n import gettext as _
from occ_app.integrations.identity import fetching
from occ_app.integrations.identity.discovery import Metadata, Provider, discover, read_signed
from occ_app.integrations.identity.faults import ProviderFault

SCOPE = "openid email profile"
LEEWAY = 60
"""Seconds that clocks may differ."""


@dataclass(frozen=True)
class Start:
    """Where to send the browser, and what must come back with it."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Claims:
    """Whom the provider vouches for."""

    sub: str
    email: str
    is_verified: bool
    """False only where the provider says that it has not checked the address."""
    name: str = ""
    sid: str = ""
    id_token: str = field(default="", repr=False)


def begin(provider: Provider, back_to: str, *, email: str = "", language: str = "") -> Start:
    """A new visit; the browser comes back to the address `back_to`."""
    metadata, verifier, nonce = discover(provider), secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    hints = {"login_hint": email, "ui_locales": language}
    with _session(provider, metadata, back_to) as session:
        url, state = session.create_authorization_url(
            metadata.authorization,
            state=secrets.token_urlsafe(24),
            code_verifier=verifier,
            nonce=nonce,
            **{name: value for name, value in hints.items() if value},
        )
    return Start(url, state, nonce, verifier)


def finish(provider: Provider, back_to: str, start: Start, answer: Mapping[str, str]) -> Claims:
    """Whom the answer is about, proven; ProviderFault says why it proves nothing."""
    if not hmac.compare_digest(answer.get("state", ""), start.state):
        raise ProviderFault("state", _("This sign-in was begun elsewhere. Please begin again."))
    metadata = discover(provider)
    _is_from(metadata, answer)
    if not answer.get("code"):
        raise ProviderFault("denied", _("The sign-in was not completed there."))
    with _session(provider, metadata, back_to) as session:
        token = _exchange(session, metadata, start, answer["code"])
        claims = _proven(provider, token, start)
        known = claims | _more(session, metadata, claims)
    return Claims(
        sub=text_of(claims, "sub"),
        email=text_of(known, "email"),
        is_verified=str(known.get("email_verified", True)).lower() != "false",
        name=text_of(known, "name"),
        sid=text_of(claims, "sid"),
        id_token=token["id_token"],
    )


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is a text; empty if it is something else, or holds what no database keeps."""
    value = claims.get(name)
    return value if isinstance(value, str) and value.isprintable() else ""


def _is_from(metadata: Metadata, answer: Mapping[str, str]) -> None:
    """RFC 9207: an answer that names another provider, or should name one and does not, is somebody's trick."""
    named = answer.get("iss")
    if named != metadata.issuer and (named is not None or metadata.names_itself):
        raise ProviderFault("issuer", _("The answer comes from another identity provider than was asked."))


def _session(provider: Provider, metadata: Metadata, back_to: str) -> OAuth2Session:
    session = OAuth2Session(
        provider.client_id,
        provider.secret,
        # In the body a secret needs no second coding, which providers disagree about.
        token_endpoint_auth_method="client_secret_post"
        if metadata.takes_secret_in_body
        else "client_secret_basic",
        scope=SCOPE,
        redirect_uri=back_to,
        code_challenge_method="S256",
    )
    fetching.prepare(session, is_ours=provider.is_ours)
    return session


def _exchange(session: OAuth2Session, metadata: Metadata, start: Start, code: str) -> dict[str, Any]:
    try:
        with fetching.answering(metadata.token):
            token = session.fetch_token(
                metadata.token, grant_type="authorization_code", code=code, code_verifier=start.verifier
            )
    except (AuthlibBaseError, ValueError, TypeError) as error:
        raise ProviderFault(
            "code", _("The identity provider did not accept the answer it gave. Please begin again.")
        ) from error
    if not isinstance(token.get("id_token"), str):
        raise ProviderFault("id_token", _("The identity provider did not say who you are."))
    return dict(token)


def _proven(provider: Provider, token: dict[str, Any], start: Start) -> dict[str, Any]:
    """The claims of the ID token: signed, for us, for this visit, and still good."""
    signed = read_signed(provider, token["id_token"])
    # The library looks at the audience only where it is told to.
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "values": [provider.client_id]},
        "sub": {"essential": True},
    }
    given = {
        "nonce": start.nonce,
        "client_id": provider.client_id,
        "access_token": token.get("access_token", ""),
    }
    claims = CodeIDToken(signed.claims, signed.header, options, given)
    try:
        claims.validate(leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
        reason = str(getattr(error, "claim", "") or getattr(error, "error", "") or "claims")
        raise ProviderFault(
            reason[:40],
            _("What the identity provider says of you is not for this portal, or no longer good."),
        ) from error
    return dict(claims)


def _more(session: OAuth2Session, metadata: Metadata, claims: dict[str, Any]) -> dict[str, Any]:
    """What stands in no ID token; many providers keep address and name for this second question."""
    if not metadata.userinfo:
        return {}
    try:
        with fetching.answering(metadata.userinfo):
            answer = session.get(metadata.userinfo)
            answer.raise_for_status()
            found = answer.json()
    except AuthlibBaseError as error:
        raise ProviderFault("userinfo", _("The identity provider did not say who you are.")) from error
    if not isinstance(found, dict) or found.get("sub") != claims["sub"]:
        raise ProviderFault("userinfo", _("The identity provider did not say who you are."))
    return found
