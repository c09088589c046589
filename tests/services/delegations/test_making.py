"""Handing invoices over, and sending the link again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import visitor
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.models import (
    ActivityKind,
    Contact,
    ContactRole,
    Delegation,
    Invoice,
    Person,
)
from occ_app.services import delegations
from occ_app.services.sign_in import Visit
from occ_app.testing.factories import TODAY
from tests.services.delegations.steps import PAYER, inside, kinds, last_mail, share, token_of


def test_the_mail_speaks_the_companys_language_and_brings_a_link_whose_hash_alone_is_kept(
    make, db, ana, handed
):
    made = share(make, db, ana, note="Gracias\n\tpor pagar")
    mail = last_mail(db)
    assert "Ana Ruiz" in mail.subject
    assert "/auth/shared?token=" in mail.text
    assert "Gracias\npor pagar" in mail.text
    assert "ACME-1" in mail.text
    assert token_of(db) not in made.token_hash
    assert kinds(db)[-1] is ActivityKind.DELEGATION_MADE


def test_a_new_link_makes_the_former_one_worthless(make, db, ana, handed):
    made = share(make, db, ana)
    former = token_of(db)
    with pytest.raises(TooMany):
        delegations.send_again(db, make.actor(ana), made.pk)
    made.sent_at -= timedelta(minutes=5)
    assert delegations.send_again(db, make.actor(ana), made.pk) == PAYER
    assert delegations.knock(db, visitor(), former, Visit(), "en") is None
    assert inside(db).delegation_id == made.pk


def test_nobody_elses_documents_or_delegations_are_within_reach(make, db, acme, ana, handed):
    made = share(make, db, ana)
    globex = make.account("Globex")
    make.invoice(globex, number="GLOBEX-1")
    john = make.contact(globex)
    with pytest.raises(NotFound):
        share(make, db, ana, "ACME-1", "GLOBEX-1")
    for act in (delegations.revoke, delegations.send_again):
        with pytest.raises(NotFound):
            act(db, make.actor(john), made.pk)
    assert delegations.listing(db, make.actor(john)) == []
    with pytest.raises(Forbidden):
        share(make, db, make.contact(acme, ContactRole.TECHNICAL))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@b.example\r\nBcc: x@y.example"),
        ("name", ""),
        ("name", "x" * 101),
        ("ends_on", "soon"),
        ("ends_on", (TODAY - timedelta(days=1)).isoformat()),
        ("ends_on", (TODAY + timedelta(days=91)).isoformat()),
        ("note", "x" * 501),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(make, db, ana, handed, field, value):
    with pytest.raises(Invalid) as refusal:
        share(make, db, ana, **{field: value})
    assert refusal.value.field == field
    assert db.exec(select(Delegation)).first() is None


def test_nobody_shares_with_themselves_or_without_end(make, db, acme, ana, handed):
    with pytest.raises(Invalid):
        share(make, db, ana, email=ana.email.upper())
    for count in range(30):
        share(make, db, ana, email=f"p{count}@payer.example")
    with pytest.raises(TooMany):
        share(make, db, ana)


def test_a_name_and_a_note_stay_on_their_lines(make, db, ana, handed):
    made = share(make, db, ana, name="Eve\r\nBcc: all@x.example", note="one\r\n\u202etwo\x00")
    mail = last_mail(db)
    assert made.name == "Eve Bcc: all@x.example"
    assert made.note == "one\ntwo"
    assert "\n" not in mail.subject
    assert "\r" not in mail.text


def test_somebody_new_gets_a_row_without_name_or_right(make, db, ana, handed):
    share(make, db, ana)
    person = db.exec(select(Person).where(Person.email == PAYER)).one()
    assert person.name == ""
    assert db.exec(select(Contact).where(Contact.person_id == person.pk)).first() is None
    assert db.exec(select(Invoice)).first()
