import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from occ_app.integrations import identity
from occ_app.integrations.identity import ProviderFault
from occ_app.integrations.identity.logout import EVENT, LONGEST_HINT
from tests.integrations.identity.conftest import BACK
from tests.parts.oidc.strict import BASE, Person

AFTER = f"{BASE}/auth/sso/signed-out"


def notice(op, **claims):
    now = int(time.time())
    usual = {"iss": op.issuer, "aud": "portal", "iat": now, "exp": now + 120, "jti": "j1", "sub": "ana"}
    usual |= {"events": {EVENT: {}}} | claims
    return {name: value for name, value in usual.items() if value is not None}


def test_who_signs_out_here_signs_out_there_and_the_provider_tells_of_it(op):
    ana = Person()
    start = identity.begin(op.as_known, BACK)
    claims = identity.finish(op.as_known, BACK, start, ana.log_in(start.url, "ana"))
    url = identity.farewell(op.as_known, claims.id_token, AFTER, "es")
    assert ana.log_out(url) == f"{AFTER}?state=es"
    ending = identity.read_ending(op.as_known, op.notices()[-1])
    assert (ending.sub, ending.sid) == ("ana", claims.sid)


def test_a_token_too_long_for_an_address_stays_at_home(op):
    assert "id_token_hint" not in identity.farewell(op.as_known, "x" * (LONGEST_HINT + 1), AFTER, "es")
    assert "client_id=portal" in identity.farewell(op.as_known, "", AFTER, "es")


def test_a_notice_names_a_person_or_a_session(op):
    assert identity.read_ending(op.as_known, op.sign(notice(op), typ="logout+jwt")).sub == "ana"
    ending = identity.read_ending(op.as_known, op.sign(notice(op, sub=None, sid="s1")))
    assert (ending.sub, ending.sid, ending.jti) == ("", "s1", "j1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "somebody-else"},
        {"aud": []},
        {"iss": "https://evil.example"},
        {"iat": None},
        {"iat": int(time.time()) - 3_600},
        {"iat": int(time.time()) + 3_600},
        {"exp": int(time.time()) - 300},
        {"jti": None},
        {"nonce": "n"},
        {"events": None},
        {"events": {}},
        {"events": {EVENT: "yes"}},
        {"events": [EVENT]},
        {"sub": None},
        {"sub": 7},
    ],
)
def test_what_is_no_such_notice_is_refused_although_it_is_signed(op, wrong):
    with pytest.raises(ProviderFault):
        identity.read_ending(op.as_known, op.sign(notice(op, **wrong)))


def test_an_id_token_is_no_notice(op, visit):
    claims = identity.finish(op.as_known, BACK, *visit())
    with pytest.raises(ProviderFault):
        identity.read_ending(op.as_known, claims.id_token)
    with pytest.raises(ProviderFault):
        identity.read_ending(op.as_known, op.sign(notice(op), typ="at+jwt"))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "." * 5_000])
def test_what_is_not_signed_by_the_provider_is_refused(op, token):
    with pytest.raises(ProviderFault) as fault:
        identity.read_ending(op.as_known, token)
    assert fault.value.reason == "signature"


def test_a_signature_with_our_own_secret_is_none(op):
    forged = jwt.encode(
        {"alg": "HS256"}, notice(op), OctKey.import_key(op.as_known.secret), algorithms=["HS256"]
    )
    with pytest.raises(ProviderFault):
        identity.read_ending(op.as_known, forged)
