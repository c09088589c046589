import pytest

from occ_app.errors import Forbidden
from occ_app.models import ContactRole, PaymentLimit
from occ_app.models.base import now
from occ_app.services import approvals
from occ_app.services.approvals import deciding


def test_bands_go_up_to_where_the_next_begins(acme, db):
    low, high, other = acme.rule(10_000), acme.rule(50_000), acme.rule(5, currency="USD")
    acme.rule(70_000, ended_at=now())
    found = approvals.bands(db, acme.actor(acme.elena))
    assert [(band.rule, band.until_minor) for band in found] == [(low, 50_000), (high, None), (other, None)]
    assert [person.name for person in found[0].people] == ["Elena Marín", "Max Roca"]


def test_what_waits_says_for_whom_and_who_has_approved(acme, db):
    acme.rule(approvals=2)
    order = acme.pay()
    deciding.approve(db, acme.actor(acme.elena), order.number)
    (one,) = approvals.waiting(db, acme.actor(acme.ana))
    assert (one.order, one.maker) == (order, acme.ana)
    assert (one.approved, one.may) == ([acme.elena], [acme.max])
    deciding.approve(db, acme.actor(acme.max), order.number)
    assert approvals.waiting(db, acme.actor(acme.ana)) == []


def test_the_companys_own_currency_comes_first(acme, make, db):
    assert approvals.currencies(db, acme.actor(acme.ana)) == ["EUR"]
    make.invoice(acme.account, currency="USD")
    acme.rule(currency="CHF")
    assert approvals.currencies(db, acme.actor(acme.ana)) == ["EUR", "CHF", "USD"]


def test_of_another_company_nothing_is_shown(acme, make, db):
    acme.rule()
    acme.pay()
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_day_minor=10**9))
    make.invoice(acme.account, currency="USD")
    eve = make.actor(make.contact(make.account("Globex"), is_admin=True, name="Eve"))
    assert (approvals.bands(db, eve), approvals.waiting(db, eve), approvals.limits(db, eve)) == ([], [], {})
    assert approvals.currencies(db, eve) == ["EUR"]
    assert [person.name for person in approvals.candidates(db, eve)] == ["Eve"]


def test_only_whoever_makes_rules_is_told_whom_one_may_name(acme, make, db):
    tomas = make.contact(acme.account, ContactRole.TECHNICAL, name="Tomás")
    assert acme.marta in approvals.candidates(db, acme.actor(acme.marta))
    assert tomas not in approvals.candidates(db, acme.actor(acme.marta))
    with pytest.raises(Forbidden):
        approvals.candidates(db, acme.actor(acme.ana))
    with pytest.raises(Forbidden):
        approvals.bands(db, acme.actor(tomas))
