from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from occ_app.models import (
    BillingProfile,
    ExemptionCertificate,
    MailRecipient,
    MailTopic,
    TaxId,
    TaxIdKind,
    Validity,
)
from occ_app.models.base import now

DAY = date(2026, 5, 1)


def certificate(**values):
    usual = {"country": "US", "number": "1", "valid_from": DAY, "file_id": 1, "account_id": 1}
    return ExemptionCertificate(**(usual | values))


@pytest.mark.parametrize(
    ("values", "today", "validity"),
    [
        ({}, DAY, Validity.VALID),
        ({}, DAY - timedelta(days=1), Validity.FUTURE),
        ({"valid_until": DAY + timedelta(days=40)}, DAY + timedelta(days=9), Validity.VALID),
        ({"valid_until": DAY + timedelta(days=40)}, DAY + timedelta(days=10), Validity.EXPIRING),
        ({"valid_until": DAY}, DAY, Validity.EXPIRING),
        ({"valid_until": DAY}, DAY + timedelta(days=1), Validity.EXPIRED),
        ({"valid_until": DAY, "ended_at": now()}, DAY + timedelta(days=1), Validity.ENDED),
    ],
)
def test_where_a_certificate_stands_on_a_day(values, today, validity):
    assert certificate(**values).validity(today) is validity


def test_a_company_has_one_profile_and_an_address_stands_once_on_a_list(db, make):
    account = make.account()
    profile = {"legal_name": "A", "email": "a@acme.example", "street": "S", "country": "ES"}
    tax = {"country": "ES", "kind": TaxIdKind.USUAL, "value": "1"}
    for table, values in (
        (BillingProfile, profile),
        (MailRecipient, {"topic": MailTopic.INVOICES, "email": "a@acme.example"}),
        (TaxId, tax),
    ):
        db.add(table(account_id=account.pk, **values))
        db.flush()
        again, nested = table(account_id=account.pk, **values), db.begin_nested()
        db.add(again)
        with pytest.raises(IntegrityError):
            db.flush()
        nested.rollback()
    db.add(TaxId(account_id=account.pk, ended_at=now(), **tax))
    db.flush()
