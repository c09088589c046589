"""The portal is killed while somebody pays in it, at any moment; after it is up again nothing is lost or doubled.

`OCC_KILLS` says how often on each database; a few times in the usual run.
"""

import os
import random
import signal
import time

import pytest

from occ_app import db
from occ_app.access import sessions
from occ_app.models import PaymentState, Person
from occ_app.testing import databases
from occ_app.testing.server import serving
from occ_app.testing.socket_client import ROOT_STATE, open_socket
from tests.charging.shop import opened

KILLS = int(os.environ.get("OCC_KILLS", "3"))
PAY = f"{ROOT_STATE}.occ_app___state___base____portal_state.occ_app___state___pay____pay_state"
LONGEST_SECONDS = 0.4
ENDED = (PaymentState.DRAFT, PaymentState.SUCCEEDED, PaymentState.FAILED)

pytestmark = pytest.mark.browser


def sign_in(shop):
    """The token of a session of Ana’s."""
    with db.transaction() as session:
        ana = session.get_one(Person, shop.person_id)
        return sessions.begin(session, ana, user_agent="test", address="127.0.0.1")


def press_pay(server, token, number, seconds):
    """Review and confirm a draft twice, and kill the portal so many seconds later."""
    with open_socket(server.url, token, page=f"/en/pay/{number}") as ana:
        ana.join()
        ana.send(f"{PAY}.review")
        assert ana.until(lambda: ana.of("pay_state").get("step") == "review", 20), ana.state
        ana.send(f"{PAY}.confirm")
        ana.send(f"{PAY}.confirm")
        time.sleep(seconds)
        os.kill(server.process_id, signal.SIGKILL)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_portal_killed_in_a_payment_loses_and_doubles_nothing(kind, stripe, tmp_path):
    chance = random.Random(os.environ.get("OCC_SEED", "7"))
    with databases.temporary(kind) as url:
        shop = opened(stripe)
        card, token = shop.card(), sign_in(shop)
        states = set()
        for kill in range(KILLS):
            number = shop.draft(shop.bill(10_000))
            shop.choose(number, card)
            with serving(url, tmp_path / f"{kill}.log", **stripe.environment) as server:
                press_pay(server, token, number, chance.uniform(0, LONGEST_SECONDS))
            shop.settle()
            state = shop.numbered(number).state
            states.add(state)
            assert state in ENDED, state
            assert shop.taken() == shop.posted()
        assert shop.problems() == []
        assert len({intent.payment_ref for intent in stripe.intents() if intent.received}) == len(
            [intent for intent in stripe.intents() if intent.received]
        )
