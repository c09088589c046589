import pytest
from starlette.requests import Request
from starlette.responses import Response

from occ_app.endpoints import sso_flow
from occ_app.endpoints.sso_flow import Flow
from occ_app.settings import get_settings

FLOW = Flow(7, "state", "nonce", "verifier", "/en/invoices", "en")


def held(flow=FLOW):
    """What the browser sends back after it was given a visit to hold."""
    answer = Response()
    sso_flow.keep(answer, flow)
    return answer.headers["set-cookie"].split(";")[0]


def request(cookie):
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode())]})


def test_a_visit_comes_back_as_it_was():
    back = sso_flow.kept(request(held()), 7, "state")
    assert (back.nonce, back.verifier, back.goal) == ("nonce", "verifier", "/en/invoices")


@pytest.mark.parametrize(("realm", "state"), [(8, "state"), (7, "other"), (7, "")])
def test_it_counts_for_its_realm_and_state_only(realm, state):
    assert sso_flow.kept(request(held()), realm, state) is None


def test_one_under_the_name_of_another_is_none():
    name = held(Flow(7, "other", "n", "v", "", "en")).partition("=")[0]
    value = held().partition("=")[2]
    assert sso_flow.kept(request(f"{name}={value}"), 7, "other") is None


def test_the_longest_page_to_go_to_fits_into_a_cookie():
    assert len(held(Flow(2**62, "s" * 32, "n" * 32, "v" * 64, "/" + "x" * 1_999, "en"))) < 4_096


def test_under_https_it_belongs_to_this_host_alone(monkeypatch):
    settings = get_settings().model_copy(update={"base_url": "https://portal.example"})
    for module in ("access.cookies", "endpoints.sso_flow"):
        monkeypatch.setattr(f"occ_app.{module}.get_settings", lambda: settings)
    assert held().startswith("__Host-occ_sso_")
