"""The doors for proofs of transfer, with a signed-in person in front of them."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from occ_app import db
from occ_app.access import sessions
from occ_app.endpoints import proofs
from occ_app.testing.factories import Make

PDF = b"%PDF-1.7 transfer sent"


@pytest.fixture
def world(database_url):
    """The number of an announced transfer, and the sessions of its payer and of somebody else."""
    with db.transaction() as opened:
        make = Make(opened)
        acme, globex = make.account("Acme"), make.account("Globex")
        tokens = [
            sessions.begin(opened, make.contact(account), user_agent="t", address="1")
            for account in (acme, globex)
        ]
        order = make.sent(acme, None, (make.invoice(acme, 10_000), 10_000))
        return order.number, *(sessions.find(opened, token) for token in tokens)


def door(ref):
    """A client whose session the web gate has found."""
    inner = Starlette(routes=proofs.routes)

    async def gated(scope, receive, send):
        scope["occ.session_ref"] = ref
        await inner(scope, receive, send)

    return TestClient(gated, follow_redirects=False)


def test_a_proof_is_handed_in_and_given_back_to_its_company_only(world):
    number, ana, eve = world
    sent = {"file": ("slip.pdf", PDF, "application/pdf")}
    answer = door(ana).post(f"/documents/proofs/{number}", files=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/payments/{number}")
    assert door(eve).post(f"/documents/proofs/{number}", files=sent).status_code == 404
    answer = door(ana).get(f"/documents/proofs/{number}/1")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert "attachment" in answer.headers["content-disposition"]
    assert door(eve).get(f"/documents/proofs/{number}/1").status_code == 404
    assert door(ana).get(f"/documents/proofs/{number}/{10**30}").status_code == 404


def test_what_is_no_paper_is_refused_in_a_sentence_at_its_field(world):
    number, ana, _eve = world
    sent = {"file": ("slip.pdf", b"<html>", "application/pdf")}
    answer = door(ana).post(f"/documents/proofs/{number}", files=sent, headers={"accept": "application/json"})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["file"])
