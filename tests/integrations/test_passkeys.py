import json
from dataclasses import replace

import pytest

from occ_app.integrations import passkeys
from occ_app.integrations.passkeys import Refused
from occ_app.testing.soft_key import PRESENT, SoftKey

CHALLENGE = "c2VjcmV0LWNoYWxsZW5nZS1vZi0zMi1ieXRlcy1vci1zbw"
OTHER = "YW5vdGhlci1jaGFsbGVuZ2Utb2YtMzItYnl0ZXMtb3Itc28"
PERSON = "ab" * 32
RUBBISH = [
    "",
    "{}",
    "[]",
    "null",
    "7",
    '{"id": 1}',
    '{"id":"a","rawId":"b","response":{}}',
    "\0",
    "x" * 9_000,
]


def creation(challenge=CHALLENGE, known=()):
    return passkeys.creation(challenge, PERSON, "ana@acme.example", list(known))


@pytest.fixture
def key():
    return SoftKey()


@pytest.fixture
def kept(key):
    return passkeys.created(key.create(creation()), CHALLENGE)


def shown(key, kept, *, challenge=CHALLENGE, count=None):
    asked = passkeys.request(challenge, [kept.credential_id])
    return passkeys.shown(
        key.get(asked), CHALLENGE, kept.public_key, kept.sign_count if count is None else count
    )


def test_what_the_browser_is_asked_names_this_place_and_excludes_known_keys(kept):
    asked = json.loads(creation(known=[kept.credential_id]))
    assert asked["rp"]["id"] == "localhost"
    assert asked["authenticatorSelection"]["userVerification"] == "preferred"
    assert [one["id"] for one in asked["excludeCredentials"]] == [kept.credential_id]
    assert "ana" not in asked["user"]["id"]


def test_a_passkey_is_made_and_shown(key, kept):
    assert shown(key, kept) == 1
    assert passkeys.named(key.get(passkeys.request(CHALLENGE, []))) == kept.credential_id


def test_a_key_that_does_not_know_who_holds_it_is_enough_beside_the_first_factor(kept, key):
    assert shown(replace(key, flags=PRESENT), kept) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:3000.evil.example"},
        {"host": "evil.example"},
        {"flags": 0},
    ],
    ids=str,
)
def test_an_answer_made_elsewhere_or_without_anybody_there_is_refused(key, kept, wrong):
    with pytest.raises(Refused):
        passkeys.created(SoftKey(**wrong).create(creation()), CHALLENGE)
    with pytest.raises(Refused):
        shown(replace(key, **wrong), kept)


def test_an_answer_to_another_challenge_is_refused(key, kept):
    with pytest.raises(Refused):
        passkeys.created(key.create(creation(OTHER)), CHALLENGE)
    with pytest.raises(Refused):
        shown(key, kept, challenge=OTHER)


def test_the_signature_of_another_key_is_refused(key, kept):
    with pytest.raises(Refused):
        shown(SoftKey(credential_id=key.credential_id), kept)


def test_a_count_that_does_not_grow_is_that_of_a_copy(key, kept):
    assert shown(key, kept, count=0) == 1
    with pytest.raises(Refused, match="sign count"):
        shown(replace(key, count=0), kept, count=1)


@pytest.mark.parametrize("answer", RUBBISH)
def test_rubbish_is_refused(kept, answer):
    assert passkeys.named(answer) == ""
    with pytest.raises(Refused):
        passkeys.created(answer, CHALLENGE)
    with pytest.raises(Refused):
        passkeys.shown(answer, CHALLENGE, kept.public_key, 0)
