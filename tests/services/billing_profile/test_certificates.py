from datetime import timedelta

import pytest

from occ_app.errors import Forbidden, InvalidForm, NotFound
from occ_app.models import ActivityKind, StoredFile, Validity
from occ_app.services.billing_profile import certificates
from occ_app.testing.factories import TODAY

PDF = b"%PDF-1.7\n%%EOF"


def wanted(first=-10, last=100, **values):
    days = {"valid_from": str(TODAY + timedelta(days=first))}
    days["valid_until"] = "" if last is None else str(TODAY + timedelta(days=last))
    return {"country": "US", "region": "Texas", "number": "EX-1", **days, **values}


def add(db, acme, **values):
    certificates.add(db, acme.acting(), wanted(**values), "exempt.pdf", PDF)


def test_a_certificate_is_kept_with_its_file_recorded_and_told(db, acme):
    add(db, acme)
    (one,) = certificates.listing(db, acme.acting(acme.marta))
    assert (one.record.number, one.validity, one.file_name, one.file_size) == (
        "EX-1", Validity.VALID, "exempt.pdf", len(PDF),
    )  # fmt: skip
    number, file = certificates.file(db, acme.acting(), one.record.pk)
    assert (number, file.content, file.media_type) == ("EX-1", PDF, "application/pdf")
    (deed,) = acme.deeds()
    assert (deed.kind, deed.subject, deed.after["region"]) == (
        ActivityKind.CERTIFICATE_ADDED,
        "EX-1",
        "Texas",
    )
    assert "EX-1" in acme.mails("marta@acme.example")[0].text


@pytest.mark.parametrize(
    ("first", "last", "validity"),
    [
        (0, 100, Validity.VALID),
        (0, None, Validity.VALID),
        (-9, 31, Validity.VALID),
        (-9, 30, Validity.EXPIRING),
        (-9, 0, Validity.EXPIRING),
        (-9, -1, Validity.EXPIRED),
        (1, 5, Validity.FUTURE),
    ],
)
def test_where_it_stands_today(db, acme, first, last, validity):
    add(db, acme, first=first, last=last)
    (one,) = certificates.listing(db, acme.acting())
    assert one.validity is validity


def test_what_counts_no_more_comes_last(db, acme):
    add(db, acme, number="OLD", last=-1)
    add(db, acme, number="ENDED")
    add(db, acme, number="NOW")
    ended = next(one for one in certificates.listing(db, acme.acting()) if one.record.number == "ENDED")
    certificates.end(db, acme.acting(), ended.record.pk)
    certificates.end(db, acme.acting(), ended.record.pk)
    assert [one.record.number for one in certificates.listing(db, acme.acting())] == ["NOW", "ENDED", "OLD"]
    assert [deed.kind for deed in acme.deeds()].count(ActivityKind.CERTIFICATE_ENDED) == 1


def test_every_wrong_field_is_told_at_once_the_file_too(db, acme):
    bad = {"country": "XX", "valid_from": "yesterday", "valid_until": "x", "region": "x" * 121}
    with pytest.raises(InvalidForm) as refused:
        certificates.add(db, acme.acting(), bad, "a.pdf", b"MZ")
    assert set(refused.value.sentences) == {
        "country",
        "region",
        "number",
        "valid_from",
        "valid_until",
        "file",
    }
    with pytest.raises(InvalidForm, match="before the first"):
        add(db, acme, first=5, last=4)
    assert (certificates.listing(db, acme.acting()), acme.deeds()) == ([], [])


def test_companies_do_not_touch_each_others(db, make, acme):
    add(db, acme)
    (one,) = certificates.listing(db, acme.acting())
    john = make.actor(make.contact(make.account("Globex")))
    assert certificates.listing(db, john) == []
    for service in (certificates.end, certificates.file):
        with pytest.raises(NotFound):
            service(db, john, one.record.pk)
        with pytest.raises(Forbidden):
            service(db, acme.acting(acme.tomas), one.record.pk)
    assert db.get(StoredFile, one.record.file_id).account_id == acme.account.pk
