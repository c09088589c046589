from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import visitor
from occ_app.access.permissions import Permission, Role
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.models import AccessRight, CompanyRole, ContactState, Invitation, OutboxMail, Person, RightSource
from occ_app.models.base import now
from occ_app.services.people import acceptance, changes, invitations
from tests.services.people.conftest import VISIT

FINANCE, ADMIN, EXECUTIVE, TECHNICAL = (
    CompanyRole.FINANCE,
    CompanyRole.ADMIN,
    CompanyRole.EXECUTIVE,
    CompanyRole.TECHNICAL,
)
NORA = "nora@acme.example"


def invite(db, acme, by, *roles, email=NORA, **more):
    return invitations.invite(
        db, acme.acting(by), email, name=more.pop("name", "Nora Vega"), roles=roles or (FINANCE,), **more
    )


def accept(db, token):
    return acceptance.accept(db, visitor(), token, VISIT)


def signed_in(db, accepted):
    return sessions.resume(db, sessions.find(db, accepted.entered.token))


def test_who_is_invited_gets_a_letter_in_the_companys_language_and_a_place(db, acme):
    invite(db, acme, acme.ana, message="Bienvenida")
    (mail,) = acme.mails(NORA)
    assert mail.subject == "Ana Ruiz le invita a Acme"
    assert "Bienvenida" in mail.text
    nora = signed_in(db, accept(db, acme.token(NORA)))
    assert (nora.account_name, nora.name, nora.roles) == ("Acme", "Nora Vega", {Role.FINANCE})
    assert nora.may(Permission.PAYMENTS_READ)
    right = db.exec(select(AccessRight).where(AccessRight.person_id == nora.person_id)).one()
    assert (right.source, right.given_by) == (RightSource.INVITATION, acme.ana.pk)


def test_the_letter_is_in_the_language_that_its_reader_chose(db, make, acme):
    make.person(NORA, language="en")
    invite(db, acme, acme.ana)
    assert acme.mails(NORA)[0].subject == "Ana Ruiz invites you to Acme"


@pytest.mark.parametrize(
    ("who", "may"),
    [("ana", [FINANCE]), ("tomas", [TECHNICAL]), ("marta", [ADMIN, FINANCE, TECHNICAL, EXECUTIVE])],
)
def test_everybody_invites_within_their_own_rights(db, acme, who, may):
    person = getattr(acme, who)
    assert invitations.givable(db, acme.acting(person)) == may
    for role in CompanyRole:
        if role in may:
            invite(db, acme, person, role, email=f"{role}@new.example")
        else:
            with pytest.raises(Forbidden):
                invite(db, acme, person, role, email=f"{role}@new.example")
    with pytest.raises(Invalid):
        invitations.invite(db, acme.acting(person), NORA, name="", roles=())


def test_a_link_works_once_and_not_after_it_was_replaced_cancelled_or_too_old(db, acme):
    made = invite(db, acme, acme.ana)
    first = acme.token(NORA)
    invitations.resend(db, acme.acting(acme.ana), made.pk)
    second = acme.token(NORA)
    assert accept(db, first) is None
    assert accept(db, second) is not None
    assert accept(db, second) is None
    other = invite(db, acme, acme.ana, email="x@new.example")
    invitations.cancel(db, acme.acting(acme.ana), other.pk)
    assert accept(db, acme.token("x@new.example")) is None
    late = invite(db, acme, acme.ana, email="y@new.example")
    late.expires_at = now() - timedelta(seconds=1)
    db.flush()
    assert accept(db, acme.token("y@new.example")) is None
    assert accept(db, "made-up") is None
    assert not db.exec(select(Person).where(Person.email.in_(["x@new.example", "y@new.example"]))).all()


def test_it_gives_only_what_the_inviter_may_still_give(db, acme):
    invite(db, acme, acme.marta, FINANCE, EXECUTIVE)
    for right in db.exec(
        select(AccessRight).where(AccessRight.person_id == acme.marta.pk, AccessRight.role == ADMIN)
    ):
        right.ended_at = now()
    assert signed_in(db, accept(db, acme.token(NORA))).roles == {Role.FINANCE}


def test_it_gives_nothing_when_the_inviter_is_out(db, acme):
    made = invite(db, acme, acme.ana)
    changes.suspend(db, acme.acting(acme.marta), acme.contact(acme.ana).pk)
    assert accept(db, acme.token(NORA)) is None
    assert (made.accepted_at, made.cancelled_at is not None) == (None, True)
    assert not db.exec(select(Person).where(Person.email == NORA)).first()


def test_who_is_in_suspended_or_removed_is_not_invited_like_a_stranger(db, acme):
    with pytest.raises(Invalid, match="in your company already"):
        invite(db, acme, acme.ana, email="TOMAS@acme.example")
    marta = acme.acting(acme.marta)
    changes.suspend(db, marta, acme.contact(acme.tomas).pk)
    with pytest.raises(Invalid, match="suspended"):
        invite(db, acme, acme.ana, email="tomas@acme.example")
    changes.remove(db, marta, acme.contact(acme.tomas).pk)
    with pytest.raises(Invalid, match="removed by an administrator"):
        invite(db, acme, acme.ana, email="tomas@acme.example")
    invite(db, acme, acme.marta, email="tomas@acme.example")
    assert signed_in(db, accept(db, acme.token("tomas@acme.example"))).roles == {Role.FINANCE}
    assert acme.contact(acme.tomas).state is ContactState.ACTIVE


def test_who_was_suspended_after_being_invited_stays_out(db, make, acme):
    nora = make.person(NORA)
    invite(db, acme, acme.ana)
    make.right(acme.account, nora, CompanyRole.TECHNICAL)
    acme.contact(nora).state = ContactState.SUSPENDED
    assert accept(db, acme.token(NORA)) is None
    assert acme.roles(nora) == {"technical"}


def test_one_open_invitation_an_address(db, acme):
    invite(db, acme, acme.ana)
    with pytest.raises(Invalid, match="already"):
        invite(db, acme, acme.tomas, TECHNICAL)


def test_one_sends_again_and_cancels_ones_own_and_an_administrator_all(db, make, acme):
    made = invite(db, acme, acme.ana)
    for do in (invitations.cancel, invitations.resend):
        with pytest.raises(NotFound):
            do(db, acme.acting(acme.tomas), made.pk)
        with pytest.raises(NotFound):
            do(db, make.actor(make.contact(make.account("Globex"), is_admin=True)), made.pk)
    seen = {
        who: invitations.listing(db, acme.acting(getattr(acme, who)))[0].is_changeable
        for who in ("ana", "tomas", "marta")
    }
    assert seen == {"ana": True, "tomas": False, "marta": True}
    invitations.resend(db, acme.acting(acme.marta), made.pk)
    assert made.invited_by == acme.marta.pk
    invitations.cancel(db, acme.acting(acme.marta), made.pk)
    assert invitations.listing(db, acme.acting(acme.ana)) == []


def test_what_is_typed_gets_into_no_heading(db, acme):
    invite(
        db, acme, acme.ana, name="Nora\r\nBcc: all@acme.example\x00", message="Hi\r\nthere\x1b[31m\x00",
    )  # fmt: skip
    mail, made = acme.mails(NORA)[0], db.exec(select(Invitation)).one()
    assert "\n" not in mail.subject
    assert made.name == "Nora Bcc: all@acme.example"
    assert made.message == "Hi\nthere [31m"
    for rubbish in ("nora@acme.example\r\nBcc: x@y.example", "", "not an address", "a@b.example,c@d.example"):
        with pytest.raises(Invalid):
            invite(db, acme, acme.ana, email=rubbish)
    assert len(db.exec(select(OutboxMail)).all()) == 1


def test_nobody_is_flooded_and_nobody_floods(db, acme):
    made = invite(db, acme, acme.ana)
    ana = acme.acting(acme.ana)
    for _again in range(invitations.TO_ADDRESS.most - 1):
        invitations.resend(db, ana, made.pk)
    with pytest.raises(TooMany):
        invitations.resend(db, ana, made.pk)


def test_a_company_of_its_own_identity_provider_gives_the_place_but_not_the_door(db, acme):
    invite(db, acme, acme.ana)
    acme.account.requires_sso = True
    db.flush()
    accepted = accept(db, acme.token(NORA))
    assert (accepted.entered, accepted.company) == (None, "Acme")
    nora = db.exec(select(Person).where(Person.email == NORA)).one()
    assert acme.roles(nora) == {"finance"}


def test_who_is_in_another_company_too_enters_the_one_that_invited(db, make, acme):
    make.contact(make.account("Aaa first"), email=NORA)
    invite(db, acme, acme.ana)
    nora = signed_in(db, accept(db, acme.token(NORA)))
    assert nora.account_name == "Acme"
    assert [name for _key, name in nora.accounts] == ["Aaa first", "Acme"]
