"""What a link opens, and how that ends."""

from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import gate, sessions
from occ_app.access.actors import visitor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden, Invalid, NotFound, SignedOut
from occ_app.models import (
    ActivityKind,
    CompanyRole,
    Contact,
    ContactRole,
    ContactState,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import delegations, documents, exports, invoices, sign_in
from occ_app.services.delegations import Stage
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter, Group
from occ_app.services.sign_in import Visit
from occ_app.testing.trail import trail
from tests.services.delegations.steps import (
    PAYER,
    code_of,
    enter,
    inside,
    kinds,
    share,
    token_of,
)


def test_the_delegate_sees_those_documents_and_nothing_of_the_company(make, db, ana, handed):
    share(make, db, ana)
    actor = inside(db)
    assert {invoice.number for invoice, order in invoices.listing(db, actor, Filter()).items} == {
        "ACME-1",
        "ACME-2",
    }
    assert [order for _invoice, order in invoices.listing(db, actor, Filter()).items] == [None, None]
    assert sum(t.total.minor for t in invoices.tallies(db, actor, Filter())[Group.ALL]) == 3_000
    assert documents.sheet(db, actor, "ACME-1").detail.order is None
    assert [row.invoice.number for row in documents.rows(db, actor, Choice(numbers=("ACME-2",)))] == [
        "ACME-2"
    ]
    for number in ("ACME-3", "NONE"):
        with pytest.raises(NotFound):
            documents.sheet(db, actor, number)
    with pytest.raises(NotFound):
        documents.chosen(db, actor, Choice(numbers=("ACME-1", "ACME-3")))
    with pytest.raises(Forbidden):
        exports.request(db, actor, "", "csv")
    assert gate.administrators(db, actor) == []
    assert set(actor.scopes) == {
        Permission.ACTIVITY_RECORD, Permission.INVOICES_READ, Permission.PORTAL_USE, Permission.PREFERENCES_CHANGE,
        Permission.CARDS_ADD, Permission.PAYMENTS_FOLLOW, Permission.PAYMENTS_MAKE,
    }  # fmt: skip


def test_the_link_alone_opens_nothing_and_a_code_opens_once(make, db, ana, handed):
    share(make, db, ana)
    assert delegations.enter(db, visitor(), token_of(db), "00000000", Visit()) is None
    assert delegations.knock(db, visitor(), token_of(db), Visit(), "en") == "p•••@payer.example"
    code = code_of(db)
    assert enter(db, code=code) is not None
    assert enter(db, code=code) is None


def test_a_code_of_one_link_opens_no_other_and_no_ordinary_session(make, db, acme, ana, handed):
    share(make, db, ana)
    first = token_of(db)
    share(make, db, ana, "ACME-1", email="other@payer.example")
    delegations.knock(db, visitor(), first, Visit(), "en")
    assert delegations.enter(db, visitor(), token_of(db), code_of(db), Visit()) is None
    assert sign_in.redeem(db, visitor(), PAYER, code_of(db), Visit()) is None


def test_a_browser_that_is_in_with_this_link_needs_no_new_code(make, db, ana, handed):
    share(make, db, ana)
    actor = inside(db)
    assert delegations.knock(db, visitor(), token_of(db), Visit(session_ref=actor.session_ref), "en") == ""
    ana_session = make.actor(ana).session_ref
    assert delegations.knock(db, visitor(), token_of(db), Visit(session_ref=ana_session), "en")


def test_opening_is_noted_and_shown_to_whoever_shared_it(make, db, ana, handed):
    share(make, db, ana)
    inside(db)
    assert kinds(db)[-1] is ActivityKind.DELEGATION_OPENED
    entry = trail(db)[-1]
    assert (entry.who, entry.on_behalf) == (PAYER, "Acme")
    [row] = delegations.listing(db, make.actor(ana))
    assert row.last_used_at is not None
    assert (row.email, row.count, row.first_number, row.made_by) == (PAYER, 2, "ACME-1", "Ana Ruiz")


def test_what_is_taken_back_ends_link_and_sessions_at_once(make, db, ana, handed):
    made = share(make, db, ana)
    actor = inside(db)
    delegations.revoke(db, make.actor(ana), made.pk)
    delegations.revoke(db, make.actor(ana), made.pk)
    assert sessions.live(db, {actor.session_ref}) == set()
    with pytest.raises(SignedOut):
        sessions.resume(db, actor.session_ref)
    assert delegations.knock(db, visitor(), token_of(db), Visit(), "en") is None
    assert kinds(db).count(ActivityKind.DELEGATION_REVOKED) == 1
    assert [row.stage for row in delegations.ended(db, make.actor(ana))] == [Stage.REVOKED]
    with pytest.raises(Invalid):
        delegations.send_again(db, make.actor(ana), made.pk)


def test_it_ends_with_its_last_day(make, db, ana, handed):
    made = share(make, db, ana)
    actor = inside(db)
    session = db.exec(select(SignInSession).where(SignInSession.ref == actor.session_ref)).one()
    assert session.expires_at <= made.ends_at
    made.ends_at = now() - timedelta(seconds=1)
    db.flush()
    assert sessions.live(db, {actor.session_ref}) == set()
    assert delegations.knock(db, visitor(), token_of(db), Visit(), "en") is None
    assert [row.stage for row in delegations.ended(db, make.actor(ana))] == [Stage.ENDED]


def test_it_rests_while_whoever_made_it_has_not_the_right(make, db, acme, ana, handed):
    share(make, db, ana)
    actor = inside(db)
    contact = db.exec(select(Contact).where(Contact.person_id == ana.pk)).one()
    contact.state = ContactState.SUSPENDED
    db.flush()
    assert sessions.live(db, {actor.session_ref}) == set()
    assert delegations.knock(db, visitor(), token_of(db), Visit(), "en") is None
    elena = make.actor(make.contact(acme, ContactRole.EXECUTIVE))
    assert [row.stage for row in delegations.listing(db, elena)] == [Stage.RESTING]
    contact.state = ContactState.ACTIVE
    make.end_rights(ana)
    make.right(acme, ana, CompanyRole.TECHNICAL)
    assert sessions.live(db, {actor.session_ref}) == set()


def test_a_delegate_of_one_company_who_has_rights_in_another_gets_none_of_them_with_the_link(
    make, db, ana, handed
):
    globex = make.account("Globex")
    make.invoice(globex, number="GLOBEX-1")
    make.contact(globex, email=PAYER, is_admin=True)
    share(make, db, ana)
    actor = inside(db)
    assert (actor.accounts, actor.account_name) == ((), "Acme")
    assert sessions.resume(db, actor.session_ref, globex.pk).account_name == "Acme"
    with pytest.raises(NotFound):
        documents.sheet(db, actor, "GLOBEX-1")


def test_what_was_handed_is_told_to_the_delegate_alone(make, db, ana, handed):
    share(make, db, ana, "ACME-2")
    told = delegations.handed(db, inside(db))
    assert (told.by, told.company, told.count, told.only_number) == ("Ana Ruiz", "Acme", 1, "ACME-2")
    assert delegations.handed(db, make.actor(ana)) is None
