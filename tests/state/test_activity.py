from sqlalchemy import text

from occ_app.access.actors import system
from occ_app.models import ActivityKind
from occ_app.services import activity
from occ_app.services.activity import ACTIVITY
from occ_app.state.activity import ActivityState, activity_view
from tests.services.activity.test_chain import forget_guard


def test_the_page_says_up_to_where_the_trail_is_whole(db, make):
    actor = make.actor(make.contact(make.account(), is_admin=True))
    assert activity_view(db, actor, ACTIVITY, {}).trail == ""
    entry = activity.record(db, actor, ActivityKind.SIGNED_IN, after={"method": "link"})
    view = activity_view(db, actor, ACTIVITY, {})
    assert (view.trail, view.trail_broken) == (f"Sealed up to entry 1, {entry.hash[:12]}….", "")
    assert view.rows[0][8::2][:1] == ["Signed in"]
    activity.check(db, system())
    assert "All entries up to 1 were checked on" in activity_view(db, actor, ACTIVITY, {}).trail


def test_or_that_it_is_not(db, make):
    actor = make.actor(make.contact(make.account(), is_admin=True))
    activity.record(db, actor, ActivityKind.SIGNED_IN)
    forget_guard(db)
    db.execute(text("UPDATE activity_entry SET who = 'x'"))
    db.expire_all()
    view = activity_view(db, actor, ACTIVITY, {})
    assert (view.trail, view.trail_broken[:31]) == ("", "The trail does not fit together")


def test_the_state_fills_itself(stored, reference, on_page, run):
    person = stored(lambda make: make.contact(make.account(), is_admin=True))
    state = on_page(ActivityState, reference(person), "/en/activity")
    run(ActivityState.load.fn(state))
    assert (state.loaded, state.rows) == (True, [])
