"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds. Stores nothing."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from occ_app.settings import get_settings

LONGEST_ID, LONGEST_KEY = 1_400, 4_000
PREFERRED = UserVerificationRequirement.PREFERRED


@dataclass(frozen=True)
class NewKey:
    """What is kept of a passkey: its name for us, its public half, and how often it says it was used."""

    credential_id: str
    public_key: str
    sign_count: int


class Refused(Exception):
    """The answer of a passkey does not hold; the text is for the log."""


def creation(challenge: str, person: str, name: str, known: list[str]) -> str:
    """What `navigator.credentials.create` is asked, as JSON; `person` is a name for machines, 64 hexadecimal digits."""
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=get_settings().brand_name,
        user_id=bytes.fromhex(person),
        user_name=name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=PREFERRED
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def created(answer: str, challenge: str) -> NewKey:
    """The new passkey in the browser's answer; Refused if it was made for another challenge or place."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=get_settings().origins,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(str(error)) from error
    key = NewKey(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )
    if len(key.credential_id) > LONGEST_ID or len(key.public_key) > LONGEST_KEY:
        raise Refused("a passkey of unusual length")
    return key


def request(challenge: str, known: list[str]) -> str:
    """What `navigator.credentials.get` is asked, as JSON."""
    options = generate_authentication_options(
        rp_id=_host(),
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_descriptors(known),
        user_verification=PREFERRED,
    )
    return options_to_json(options)


def named(answer: str) -> str:
    """Which passkey an answer says it is of; empty for rubbish."""
    try:
        return bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return ""


def shown(answer: str, challenge: str, public_key: str, sign_count: int) -> int:
    """The passkey's new count of uses; Refused if anything is wrong, as a count that does not grow (a copy)."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=get_settings().origins,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(str(error)) from error
    return verified.new_sign_count


def _host() -> str:
    """The relying party: passkeys are good at this host only."""
    return urlsplit(get_settings().base_url).hostname or ""


def _descriptors(known: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
