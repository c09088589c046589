from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.access.permissions import GRANTS, Permission, Role
from occ_app.errors import Forbidden, Invalid, NotFound, SignedOut
from occ_app.models import ActivityEntry, ActivityKind, SignInSession
from occ_app.models.base import now
from occ_app.services import exports, inbox, invoices, preferences, viewing, views
from occ_app.services.invoices import INVOICES, Filter
from occ_app.state.frame import frame_view
from occ_app.state.lists import list_view

WHY = "Ticket 4711: wrong amount"


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def staff(make):
    return make.actor(make.person("sam@meridian.example", is_staff=True))


def begin(db, staff, acme, reason=WHY, minutes=15):
    viewing.start(db, staff, acme.number, reason, minutes)
    return sessions.resume(db, staff.session_ref)


def entries(db, acme):
    return db.exec(
        select(ActivityEntry).where(ActivityEntry.account_id == acme.pk).order_by(ActivityEntry.seq)
    ).all()


def test_staff_see_what_the_company_sees_and_it_can_read_that_and_why(db, make, acme, staff):
    make.invoice(acme, number="A-1")
    make.invoice(make.account("Globex"), number="G-1")
    viewer = begin(db, staff, acme)
    assert (viewer.roles, viewer.account_name) == ({Role.VIEWER}, "Acme")
    assert [invoice.number for invoice, _order in invoices.listing(db, viewer, Filter()).items] == ["A-1"]
    [entry] = entries(db, acme)
    assert (entry.kind, entry.who) == (ActivityKind.VIEWING_STARTED, "sam@meridian.example")
    assert entry.after == {"reason": WHY, "minutes": 15}


def test_they_are_themselves_again_when_they_stop(db, acme, staff):
    viewing.stop(db, begin(db, staff, acme))
    assert sessions.resume(db, staff.session_ref).roles == {Role.STAFF}
    assert [entry.kind for entry in entries(db, acme)] == [
        ActivityKind.VIEWING_STARTED,
        ActivityKind.VIEWING_STOPPED,
    ]
    assert entries(db, acme)[-1].on_behalf == "Acme"


def test_it_ends_by_itself_and_its_tab_is_sent_away(db, acme, staff):
    begin(db, staff, acme)
    db.exec(select(SignInSession)).one().viewing_until = now() - timedelta(seconds=1)
    db.flush()
    assert sessions.resume(db, staff.session_ref).roles == {Role.STAFF}
    with pytest.raises(SignedOut):
        sessions.resume(db, staff.session_ref, acme.pk)
    viewing.sweep(db, system())
    viewing.sweep(db, system())
    ended = entries(db, acme)[1:]
    assert [(entry.kind, entry.who) for entry in ended] == [
        (ActivityKind.VIEWING_STOPPED, "sam@meridian.example")
    ]
    session = db.exec(select(SignInSession)).one()
    assert (session.account_id, session.viewing_id, session.viewing_until) == (None, None, None)


def test_a_tab_of_before_stays_the_staff_area(db, acme, staff):
    begin(db, staff, acme)
    assert sessions.resume(db, staff.session_ref, 0).roles == {Role.STAFF}


@pytest.mark.parametrize(
    ("reason", "minutes"),
    [
        ("", 15),
        ("too short", 15),
        ("          x", 15),
        ("\0" * 20, 15),
        ("x" * 201, 15),
        (WHY, 0),
        (WHY, 61),
        (WHY, -15),
    ],
)
def test_without_a_reason_or_an_end_there_is_no_viewing(db, acme, staff, reason, minutes):
    with pytest.raises(Invalid):
        begin(db, staff, acme, reason, minutes)
    assert sessions.resume(db, staff.session_ref).roles == {Role.STAFF}


def test_a_reason_keeps_no_line_breaks(db, acme, staff):
    begin(db, staff, acme, "Ticket 1\r\nSet-Cookie: x\u202e")
    assert entries(db, acme)[0].after["reason"] == "Ticket 1 Set-Cookie: x"


def test_nobody_else_views_and_no_unknown_company_is_viewed(db, make, acme, staff):
    marta = make.actor(make.contact(acme, is_admin=True))
    for actor in (marta, begin(db, staff, acme)):
        with pytest.raises(Forbidden):
            viewing.start(db, actor, acme.number, WHY, 15)
    with pytest.raises(Forbidden):
        viewing.stop(db, marta)
    with pytest.raises(NotFound):
        viewing.start(db, staff, "none", WHY, 15)


def test_a_viewer_holds_nothing_that_changes_anything():
    held = {permission for permission, by_role in GRANTS.items() if Role.VIEWER in by_role}
    assert {permission for permission in held if not permission.endswith(":read")} == {
        Permission.ACTIVITY_RECORD,
        Permission.PAYMENTS_FOLLOW,
        Permission.PORTAL_USE,
        Permission.VIEWING_END,
    }


def test_a_viewer_has_no_file_made_and_keeps_no_view(db, make, acme, staff):
    make.invoice(acme, number="A-1")
    viewer = begin(db, staff, acme)
    with pytest.raises(Forbidden):
        exports.request(db, viewer, "", "zip")
    with pytest.raises(Forbidden):
        views.save(db, viewer, "invoices", "mine", "")
    with pytest.raises(Forbidden):
        preferences.choose_language(db, viewer, "es")
    with pytest.raises(Forbidden):
        inbox.mark_read(db, viewer)
    view = list_view(db, viewer, INVOICES, {})
    assert (view.saved, view.rows[0][0]) == ([], "A-1")
    assert frame_view(db, viewer, "/invoices").viewing.startswith("You are viewing Acme as its people see it")
