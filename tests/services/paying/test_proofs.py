import pytest

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, PaymentState
from occ_app.services import paying
from occ_app.services.paying import proofs
from occ_app.testing.trail import trail

PDF = b"%PDF-1.7 transfer sent"


@pytest.fixture
def announced(ana, make):
    """A transfer that is waited for."""
    return make.sent(
        ana.account, None, (make.invoice(ana.account, 10_000), 10_000), made_by=ana.actor.person_id
    )


def test_a_proof_is_kept_with_its_transfer_and_given_back(ana, announced, db):
    proofs.add(db, ana.actor, announced.number, "bank slip.pdf", PDF)
    (proof,) = proofs.listing(db, ana.actor, announced)
    assert (proof.name, proof.size) == ("bank slip.pdf", len(PDF))
    assert proofs.content(db, ana.actor, announced.number, proof.file_id).content == PDF
    kinds = [entry.kind for entry in trail(db)]
    assert ActivityKind.PROOF_ADDED in kinds


@pytest.mark.parametrize("content", [b"", b"<script>", b"PK\x03\x04"])
def test_what_is_no_paper_is_not_kept(ana, announced, db, content):
    with pytest.raises(Invalid):
        proofs.add(db, ana.actor, announced.number, "slip.pdf", content)
    assert proofs.listing(db, ana.actor, announced) == []


def test_only_transfers_that_are_waited_for_take_a_proof(ana, announced, make, db):
    card = make.sent(ana.account, ana.card, (make.invoice(ana.account, 10_000), 10_000))
    paying.cancel(db, ana.actor, announced.number)
    assert announced.state is PaymentState.CANCELLED
    for order in (card, announced):
        with pytest.raises(Invalid, match="waited for"):
            proofs.add(db, ana.actor, order.number, "slip.pdf", PDF)


def test_there_is_an_end_to_proofs(ana, announced, db, monkeypatch):
    monkeypatch.setattr(proofs, "MOST", 1)
    proofs.add(db, ana.actor, announced.number, "slip.pdf", PDF)
    with pytest.raises(Invalid, match="enough"):
        proofs.add(db, ana.actor, announced.number, "slip.pdf", PDF)


def test_proofs_of_another_company_or_another_payment_are_not_found(ana, announced, make, db):
    proofs.add(db, ana.actor, announced.number, "slip.pdf", PDF)
    (proof,) = proofs.listing(db, ana.actor, announced)
    globex = make.account("Globex")
    eve = make.actor(make.contact(globex))
    hers = make.sent(globex, None, (make.invoice(globex, 100), 100))
    for number in (announced.number, hers.number):
        with pytest.raises(NotFound):
            proofs.content(db, eve, number, proof.file_id)
    with pytest.raises(NotFound):
        proofs.add(db, eve, announced.number, "slip.pdf", PDF)
    with pytest.raises(Forbidden):
        proofs.listing(db, system(), announced)
