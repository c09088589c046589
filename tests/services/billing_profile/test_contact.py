import threading

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.errors import Forbidden, Invalid, InvalidForm
from occ_app.models import ActivityKind, BillingProfile, MailTopic
from occ_app.services.billing_profile import contact, recipients
from occ_app.testing.factories import Make
from tests.services.billing_profile.conftest import GOOD


def test_until_it_is_saved_the_account_says_it(db, acme):
    shown = contact.shown(db, acme.acting())
    assert (shown.version, shown.values["legal_name"], shown.values["country"]) == (0, "Acme", "ES")
    assert (shown.values["email"], shown.changed_at) == ("", None)


def test_what_is_saved_is_shown_recorded_and_told(db, acme):
    contact.save(db, acme.acting(), acme.good, 0)
    shown = contact.shown(db, acme.acting(acme.marta))
    assert shown.values == acme.good | {"email": "facturas@acme.example"}
    assert (shown.version, shown.changed_by) == (1, "Ana Ruiz")
    (deed,) = acme.deeds()
    assert (deed.kind, deed.who) == (ActivityKind.CONTACT_CHANGED, "ana@acme.example")
    assert (deed.before["legal_name"], deed.after["legal_name"]) == ("Acme", "Acme Iberia, S.A.")
    assert "city" not in deed.after, "what stayed is not told"
    assert {mail.to for mail in acme.mails()} == {"facturas@acme.example", "marta@acme.example"}


def test_a_new_contact_is_told_and_so_is_the_one_before(db, acme):
    contact.save(db, acme.acting(), acme.good, 0)
    contact.save(db, acme.acting(), acme.good | {"email": "new@acme.example", "city": "Alcobendas"}, 1)
    for to in ("facturas@acme.example", "new@acme.example", "marta@acme.example"):
        mail = acme.mails(to)[-1]
        assert "facturas@acme.example → new@acme.example" in mail.text
        assert "Madrid → Alcobendas" in mail.text
        assert "Ana Ruiz (ana@acme.example)" in mail.text
        assert "/es/billing-profile/contact" in mail.text
        assert mail.account_id == acme.account.pk


def test_each_reads_it_in_their_own_language(db, acme):
    recipients.add(db, acme.acting(), MailTopic.BILLING_DATA, "ana@acme.example")
    contact.save(db, acme.acting(), acme.good, 0)
    assert "/en/billing-profile" in acme.mails("ana@acme.example")[-1].text
    assert "/es/billing-profile" in acme.mails("marta@acme.example")[-1].text


def test_to_save_what_is_there_changes_nothing(db, acme):
    contact.save(db, acme.acting(), acme.good, 0)
    contact.save(db, acme.acting(), acme.good, 1)
    assert (contact.shown(db, acme.acting()).version, len(acme.deeds())) == (1, 1)


def test_every_wrong_field_is_told_at_once_in_the_order_of_the_form(db, acme):
    bad = {
        "email": "no address",
        "phone": "911 234 567",
        "country": "ES",
        "postal_code": "1",
        "attention": "x" * 201,
    }
    with pytest.raises(InvalidForm) as refused:
        contact.save(db, acme.acting(), bad, 0)
    assert list(refused.value.sentences) == [
        "legal_name", "attention", "email", "phone", "street", "city", "region", "postal_code",
    ]  # fmt: skip
    assert str(refused.value) == refused.value.sentences["legal_name"]
    assert acme.deeds() == acme.mails() == []


@pytest.mark.parametrize("phone", ["+34 911 234 567", "+1 (212) 555-0100", "", "+44.20.7946.0000"])
def test_phones_that_are_right(db, acme, phone):
    contact.save(db, acme.acting(), acme.good | {"phone": phone}, 0)


@pytest.mark.parametrize("phone", ["911", "+0123456789", "+34 call me", "+12", "+" + "9" * 20])
def test_phones_that_are_wrong(db, acme, phone):
    with pytest.raises(InvalidForm, match="country code"):
        contact.save(db, acme.acting(), acme.good | {"phone": phone}, 0)


def test_an_old_version_is_told_so_and_nothing_is_lost(db, acme):
    contact.save(db, acme.acting(acme.marta), acme.good, 0)
    for version in (0, 2, -1):
        with pytest.raises(Invalid) as refused:
            contact.save(db, acme.acting(), acme.good | {"city": "Getafe"}, version)
        assert refused.value.field == contact.MEANWHILE
        assert "Marta saved other values" in str(refused.value)
    assert contact.shown(db, acme.acting()).values["city"] == "Madrid"


def test_who_has_no_business_there_neither_sees_nor_changes_it(db, make, acme):
    with pytest.raises(Forbidden):
        contact.shown(db, acme.acting(acme.tomas))
    with pytest.raises(Forbidden):
        contact.save(db, acme.acting(acme.tomas), acme.good, 0)


def test_companies_do_not_see_each_others(db, make, acme):
    contact.save(db, acme.acting(), acme.good, 0)
    john = make.actor(make.contact(make.account("Globex")))
    assert contact.shown(db, john).values["legal_name"] == "Globex"
    contact.save(db, john, acme.good | {"legal_name": "Globex Ltd"}, 0)
    assert contact.shown(db, acme.acting()).values["legal_name"] == "Acme Iberia, S.A."


@pytest.mark.parametrize("first", [True, False])
def test_of_two_who_save_at_once_one_is_told_so(database_url, first):
    with database.transaction() as db:
        make = Make(db)
        account = make.account("Acme")
        actors = [make.actor(make.contact(account)) for _ in range(2)]
        if not first:
            contact.save(db, actors[0], GOOD, 0)
    together, refused = threading.Barrier(2), []

    def save(actor, city):
        together.wait()
        try:
            with database.transaction() as db:
                contact.save(
                    db,
                    sessions.resume(db, actor.session_ref),
                    GOOD | {"city": city},
                    0 if first else 1,
                )
        except Invalid as refusal:
            refused.append(refusal.field)

    threads = [threading.Thread(target=save, args=pair) for pair in zip(actors, ("One", "Two"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [contact.MEANWHILE]
    with database.transaction(reads_only=True) as db:
        assert db.exec(select(BillingProfile.version)).all() == [1 if first else 2]
