import io
import logging

import pytest

from occ_app.integrations.payments.asking import asking, client
from occ_app.integrations.payments.calls import Gateway
from occ_app.integrations.payments.faults import Declined, Refused, Unreachable
from occ_app.testing.stripe_server import DECLINED, VISA

KEY = "sk_test_local"


@pytest.fixture
def said(monkeypatch, capfd):
    """All that is logged and printed while the library is as talkative as it can be."""
    monkeypatch.setattr("stripe._util.STRIPE_LOG", "debug")
    heard, logger = io.StringIO(), logging.getLogger("stripe")
    handler, level = logging.StreamHandler(heard), logger.level
    logging.root.addHandler(handler)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: heard.getvalue() + "".join(capfd.readouterr())
    logger.setLevel(level)
    logger.removeHandler(handler)
    logging.root.removeHandler(handler)


def test_nothing_that_is_sent_or_answered_is_logged(stripe, said):
    gateway = stripe.gateway
    customer = gateway.create_customer("Acme", "billing@acme.example", "a1")
    start = gateway.begin_card(customer)
    stripe.confirm_card(start.id, start.client_secret)
    gateway.finish_card(start.id, customer)
    with pytest.raises(Refused):
        gateway.intent("pi_unknown")
    everything = said()
    for secret in (KEY, start.client_secret, "billing@acme.example", "Post details"):
        assert secret not in everything


def test_a_fault_carries_no_answer_key_or_number(stripe):
    gateway, customer = stripe.gateway, stripe.customer()
    start = gateway.begin_card(customer)
    stripe.confirm_card(start.id, start.client_secret, DECLINED)
    stripe.fail("/v1/customers")
    with pytest.raises(Unreachable) as fault:
        gateway.create_customer("Acme", "billing@acme.example", "a1")
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__
    told = f"{fault.value} {vars(fault.value)}"
    assert all(secret not in told for secret in (KEY, DECLINED, VISA, "acme.example"))


def test_a_key_that_is_not_good_decides_nothing(stripe):
    wrong = client("not_a_key_of_theirs", stripe.url)
    with pytest.raises(Unreachable):
        Gateway(wrong).intent("pi_1")


def test_the_real_server_is_asked_where_no_other_is_named():
    assert client(KEY, "")._requestor.base_addresses["api"] == "https://api.stripe.com"


def test_a_decline_without_an_attempt_is_told_too(stripe):
    api = client(KEY, stripe.url).v1
    card = {"number": DECLINED, "exp_month": 1, "exp_year": 2034, "cvc": "123"}
    method = api.payment_methods.create({"type": "card", "card": card})
    with pytest.raises(Declined) as fault, asking():
        api.payment_methods.attach(method.id, {"customer": stripe.customer()})
    assert (fault.value.intent_id, fault.value.failure.decline_code) == ("", "generic_decline")
