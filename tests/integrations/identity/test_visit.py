import re
import time
from dataclasses import replace

import pytest

from occ_app.integrations import identity
from occ_app.integrations.identity import ProviderFault
from tests.integrations.identity.conftest import BACK


def refused(op, start, answer, **other):
    with pytest.raises(ProviderFault) as fault:
        identity.finish(other.get("provider", op.as_known), BACK, start, answer)
    return fault.value.reason


def test_a_visit_says_who_came(op, visit):
    claims = identity.finish(op.as_known, BACK, *visit())
    assert (claims.sub, claims.email, claims.name) == ("ana", "ana.ruiz@acme.example", "Ana Ruiz")
    assert claims.is_verified
    assert claims.sid
    assert claims.id_token.count(".") == 2


def test_each_visit_has_a_state_nonce_and_challenge_of_its_own(op):
    visits = [identity.begin(op.as_known, BACK, email="ana@acme.example", language="es") for _ in range(3)]
    for name in ("state", "nonce", "verifier"):
        assert len({getattr(one, name) for one in visits}) == 3
    assert "code_challenge_method=S256" in visits[0].url
    assert visits[0].verifier not in visits[0].url
    assert re.search("login_hint=ana%40acme.example.*ui_locales=es", visits[0].url)
    assert visits[0].state not in repr(visits[0])


def test_a_tampered_state_is_refused_before_anything_is_asked(op, visit):
    start, answer = visit()
    assert refused(op, start, answer | {"state": "other"}) == "state"
    assert refused(op, start, {name: value for name, value in answer.items() if name != "state"}) == "state"
    assert identity.finish(op.as_known, BACK, start, answer).sub == "ana"


def test_a_code_is_good_once(op, visit):
    start, answer = visit()
    identity.finish(op.as_known, BACK, start, answer)
    assert refused(op, start, answer) == "code"


def test_a_code_is_worthless_without_the_verifier_of_its_visit(op, visit):
    start, answer = visit()
    assert refused(op, replace(start, verifier="v" * 64), answer) == "code"


def test_a_token_for_another_visit_is_refused(op, visit):
    start, answer = visit()
    assert refused(op, replace(start, nonce="other"), answer) == "nonce"


@pytest.mark.parametrize("iss", ["https://evil.example", "", None])
def test_an_answer_of_another_provider_or_of_nobody_is_refused(op, visit, iss):
    start, answer = visit()
    answer = answer | {"iss": iss} if iss is not None else {k: v for k, v in answer.items() if k != "iss"}
    assert refused(op, start, answer) == "issuer"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "somebody-else"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": ["somebody-else"], "azp": "portal"}, "aud"),
        ({"aud": ["portal", "somebody-else"]}, "azp"),
        ({"azp": "somebody-else"}, "azp"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"exp": int(time.time()) - 300}, ""),
        ({"iat": int(time.time()) + 3_600}, ""),
        ({"nonce": None}, "nonce"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, ""),
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused_although_it_is_signed(op, visit, claims, reason):
    start, answer = visit()
    op.lie(claims=claims)
    assert reason in refused(op, start, answer)


def test_the_second_answer_must_be_about_the_same_person(op, visit):
    start, answer = visit()
    op.lie(userinfo={"sub": "somebody-else", "email": "marta.soler@acme.example"})
    assert refused(op, start, answer) == "userinfo"


@pytest.mark.parametrize("said", [False, "false"])
def test_an_unverified_address_is_told_apart(op, visit, said):
    start, answer = visit("unverified")
    op.lie(userinfo={"email_verified": said})
    assert not identity.finish(op.as_known, BACK, start, answer).is_verified


def test_a_claim_that_is_no_text_counts_as_none(op, visit):
    start, answer = visit()
    op.lie(userinfo={"email": ["ana.ruiz@acme.example"], "name": "A\0na"})
    claims = identity.finish(op.as_known, BACK, start, answer)
    assert (claims.email, claims.name) == ("", "")


def test_new_keys_of_the_provider_are_found_without_a_restart_of_ours(op, visit, monkeypatch):
    monkeypatch.setattr("occ_app.integrations.identity.discovery.FRESH", 0)
    identity.finish(op.as_known, BACK, *visit())
    op.stop()
    op.start()
    assert identity.finish(op.as_known, BACK, *visit()).sub == "ana"


def test_somebody_who_turns_back_at_the_provider_is_told_so(op):
    start = identity.begin(op.as_known, BACK)
    answer = {"state": start.state, "iss": op.issuer, "error": "access_denied"}
    assert refused(op, start, answer) == "denied"


def test_a_wrong_secret_gets_no_token(op, visit):
    assert refused(op, *visit(), provider=replace(op.as_known, secret="wrong")) == "code"
