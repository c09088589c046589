"""Where a provider's doors are and with which keys it signs; both remembered for minutes."""

import time
from dataclasses import dataclass, field
from typing import Any, TypeVar

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import Session

from occ_app.i18n import gettext as _
from occ_app.integrations.identity import fetching
from occ_app.integrations.identity.faults import ProviderFault

REMEMBERED, MOST_REMEMBERED = 300, 1_000
"""Seconds; and things remembered at once."""

FRESH = 10
"""Keys younger than this many seconds are not asked for again, whatever is signed with a strange one."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: none that our own secret could, and never `none`."""

Known = TypeVar("Known")


@dataclass(frozen=True)
class Provider:
    """An identity provider, and who we are to it. `is_ours`: the operator's own, not a customer's."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    is_ours: bool = False


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    logout: str
    algorithms: tuple[str, ...]
    takes_secret_in_body: bool
    names_itself: bool
    """Adds `iss` to its answers (RFC 9207)."""


@dataclass
class _Memory:
    """What was found when, by where it was asked."""

    found: dict[tuple[str, bool], tuple[float, Any]] = field(default_factory=dict)

    def get(self, key: tuple[str, bool], within: float) -> Any:
        at, value = self.found.get(key, (float("-inf"), None))
        return value if time.monotonic() - at < within else None

    def put(self, key: tuple[str, bool], value: Any) -> None:
        self.found.pop(key, None)
        self.found[key] = time.monotonic(), value
        while len(self.found) > MOST_REMEMBERED:
            self.found.pop(next(iter(self.found)))


_documents, _keys = _Memory(), _Memory()


def discover(provider: Provider, *, anew: bool = False) -> Metadata:
    """Its doors; ProviderFault says what is wrong."""
    key = provider.issuer, provider.is_ours
    known: Metadata | None = None if anew else _documents.get(key, REMEMBERED)
    if known is None:
        address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        known = _read(provider, fetching.get_json(address, is_ours=provider.is_ours))
        _documents.put(key, known)
    return known


def examine(provider: Provider) -> None:
    """Ask it for everything a sign-in needs but a person; ProviderFault says what is wrong."""
    metadata = discover(provider, anew=True)
    if not _key_set(provider, metadata, within=0).keys:
        raise _missing("jwks_uri")
    _try_secret(provider, metadata)


def read_signed(provider: Provider, token: str) -> jwt.Token:
    """A token whose signature is the provider's; keys it has changed meanwhile are asked for again."""
    metadata = discover(provider)
    registry = JWSRegistry(algorithms=list(metadata.algorithms), strict_check_header=False)
    for within in (REMEMBERED, FRESH):
        try:
            return jwt.decode(token, _key_set(provider, metadata, within), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            continue
        except (JoseError, ValueError, TypeError) as error:
            raise _unsigned() from error
    raise _unsigned()


def _unsigned() -> ProviderFault:
    return ProviderFault("signature", _("What the identity provider sent is not signed by it."))


def _key_set(provider: Provider, metadata: Metadata, within: float) -> KeySet:
    key = metadata.keys, provider.is_ours
    known: KeySet | None = _keys.get(key, within)
    if known is None:
        found = fetching.get_json(metadata.keys, is_ours=provider.is_ours)
        try:
            known = KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _missing("jwks_uri") from error
        _keys.put(key, known)
    return known


def _read(provider: Provider, found: dict[str, Any]) -> Metadata:
    if found.get("issuer") != provider.issuer:
        raise ProviderFault(
            "issuer",
            _(
                "The provider calls itself “{issuer}”. Write the issuer exactly so.",
                issuer=str(found.get("issuer", ""))[:200],
            ),
        )
    _offers(found, "response_types_supported", "code")
    if "code_challenge_methods_supported" in found:
        _offers(found, "code_challenge_methods_supported", "S256")
    signs = tuple(a for a in ALGORITHMS if a in _words(found, "id_token_signing_alg_values_supported"))
    takes = _words(found, "token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=provider.issuer,
        authorization=_door(found, "authorization_endpoint"),
        token=_door(found, "token_endpoint"),
        keys=_door(found, "jwks_uri"),
        userinfo=_door(found, "userinfo_endpoint", is_needed=False),
        logout=_door(found, "end_session_endpoint", is_needed=False),
        algorithms=signs or ("RS256",),
        takes_secret_in_body="client_secret_post" in takes,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _door(found: dict[str, Any], name: str, *, is_needed: bool = True) -> str:
    address = found.get(name)
    if not address and not is_needed:
        return ""
    if not isinstance(address, str) or not address:
        raise _missing(name)
    return fetching.check(address)


def _words(found: dict[str, Any], name: str) -> list[str]:
    words = found.get(name)
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def _offers(found: dict[str, Any], name: str, wanted: str) -> None:
    if not any(wanted == word for word in _words(found, name)):
        raise ProviderFault("unfit", _("The provider does not offer {what}.", what=f"{name}: {wanted}"))


def _missing(name: str) -> ProviderFault:
    return ProviderFault("unfit", _("The provider does not give its {what}.", what=name))


def _try_secret(provider: Provider, metadata: Metadata) -> None:
    """Show our secret with a code that cannot be right: the answer tells which of the two it dislikes."""
    body = {"grant_type": "authorization_code", "code": "test", "redirect_uri": "https://portal.invalid/"}
    body |= {"code_verifier": "t" * 43}
    who: Any = (provider.client_id, provider.secret)
    if metadata.takes_secret_in_body:
        body |= {"client_id": provider.client_id, "client_secret": provider.secret}
        who = None
    with Session() as session:
        fetching.prepare(session, is_ours=provider.is_ours)
        with fetching.answering(metadata.token):
            answer = session.post(metadata.token, data=body, auth=who)
    said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    if isinstance(said, dict) and said.get("error") in ("invalid_client", "unauthorized_client"):
        raise ProviderFault("client", _("The provider does not accept the client ID or the secret."))
