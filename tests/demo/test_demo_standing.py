import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.demo import standing
from occ_app.demo.acme import ACME
from occ_app.models import Account, AutopayCharge, AutopayRule, Invoice, Person, SavedCard
from occ_app.models.base import now
from occ_app.services import ledger, pending
from occ_app.services.pending import Kind
from occ_app.testing.factories import Make


@pytest.fixture
def acme(filled, today):
    """Acme with two cards, and what stands there with them; taken back after the test."""
    with filled.begin_nested() as inner:
        account = filled.exec(select(Account).where(Account.number == ACME.number)).one()
        kept = [
            SavedCard(account_id=account.pk, provider_id=f"pm_demo_{year}", brand="visa", last4="4242", exp_month=1, exp_year=year)
            for year in (now().year + 4, 2020)
        ]  # fmt: skip
        filled.add_all(kept)
        filled.flush()
        standing.store(filled, account, kept, today)
        yield filled, account, kept
        inner.rollback()


def test_a_contract_pays_itself_and_one_charge_is_announced(acme, today):
    db, account, kept = acme
    rule = db.exec(select(AutopayRule)).one()
    assert (rule.account_id, rule.contract_number, rule.card_id) == (account.pk, "CT-18120", kept[0].pk)
    (charge,) = db.exec(select(AutopayCharge)).all()
    invoice = db.get_one(Invoice, charge.invoice_id)
    assert (charge.charge_on, charge.skipped) == (invoice.due_on, "")
    assert charge.charge_on > today


def test_one_failed_payment_is_to_be_put_right(acme):
    db, _account, _kept = acme
    ana = Make(db).actor(db.exec(select(Person).where(Person.email == "ana.ruiz@acme.example")).one())
    (one,) = pending.broken(db, ana)
    assert (one.kind, one.key, one.failure) == (Kind.FAILED, standing.NUMBER, "expired_card")
    assert one.amount.minor > 0
    assert ledger.check(db, system()) == []
