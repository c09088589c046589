from datetime import timedelta

import pytest

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, CompanyRole, ContactState, Decision
from occ_app.services.people import changes, reminders, review_table, reviews
from occ_app.testing.trail import trail


def start(db, actor, days=10):
    return reviews.start(db, actor, actor.today() + timedelta(days=days))


def item(db, actor, person, role):
    return next(
        one for one in reviews.current(db, actor).items if (one.person_id, one.role) == (person.pk, role)
    )


def test_every_live_right_is_kept_or_removed_and_the_result_sealed(db, acme):
    marta = acme.acting(acme.marta)
    start(db, marta)
    assert {(one.email.split("@")[0], one.role.value) for one in reviews.current(db, marta).items} == {
        ("marta", "admin"), ("marta", "finance"), ("ana", "finance"), ("tomas", "technical"),
    }  # fmt: skip
    reviews.keep_person(db, marta, acme.marta.pk)
    reviews.remove(db, marta, item(db, marta, acme.ana, "finance").id)
    assert (acme.roles(acme.ana), acme.contact(acme.ana).state) == (set(), ContactState.REMOVED)
    assert acme.mails("ana@acme.example")
    reviews.close(db, marta)
    (signed,) = reviews.past(db, marta)
    counts = {decision: signed.count(decision) for decision in Decision}
    assert counts == {"undecided": 1, "kept": 2, "removed": 1, "gone": 0}
    assert acme.roles(acme.tomas) == {"technical"}, "nothing is removed by itself"
    [entry] = trail(db, kind=ActivityKind.REVIEW_CLOSED)
    assert entry.after["counts"] == {"kept": 2, "removed": 1, "undecided": 1}
    assert ["tomas@acme.example", "technical", "undecided"] in entry.after["decisions"]
    assert reviews.current(db, marta) is None


def test_a_removed_right_leaves_the_others(db, make, acme):
    make.right(acme.account, acme.ana, CompanyRole.EXECUTIVE)
    marta = acme.acting(acme.marta)
    start(db, marta)
    reviews.remove(db, marta, item(db, marta, acme.ana, "executive").id)
    assert acme.roles(acme.ana) == {"finance"}
    assert item(db, marta, acme.ana, "executive").decision is Decision.REMOVED
    reviews.remove_person(db, marta, acme.ana.pk)
    assert item(db, marta, acme.ana, "finance").decision is Decision.REMOVED
    assert acme.contact(acme.ana).state is ContactState.REMOVED


def test_the_last_administrator_is_kept(db, acme):
    marta = acme.acting(acme.marta)
    start(db, marta)
    with pytest.raises(Invalid, match="always keeps"):
        reviews.remove(db, marta, item(db, marta, acme.marta, "admin").id, is_sure=True)
    with pytest.raises(Invalid, match="always keeps"):
        reviews.remove_person(db, marta, acme.marta.pk, is_sure=True)
    with pytest.raises(Invalid) as question:
        reviews.remove(db, marta, item(db, marta, acme.marta, "finance").id)
    assert question.value.field == changes.SURE


def test_what_ended_in_another_way_is_listed_so(db, acme):
    marta = acme.acting(acme.marta)
    start(db, marta)
    kept = item(db, marta, acme.ana, "finance")
    reviews.keep(db, marta, kept.id)
    changes.remove(db, marta, acme.contact(acme.ana).pk)
    assert item(db, marta, acme.ana, "finance").decision is Decision.GONE
    with pytest.raises(Invalid, match="ended meanwhile"):
        reviews.keep(db, marta, kept.id)
    reviews.close(db, marta)
    changes.remove(db, marta, acme.contact(acme.tomas).pk)
    (signed,) = reviews.past(db, marta)
    assert (signed.count(Decision.GONE), signed.count(Decision.UNDECIDED)) == (1, 3), "a signed record stays"


def test_one_review_at_a_time_by_a_day_to_come(db, acme):
    marta = acme.acting(acme.marta)
    for days in (-1, 400):
        with pytest.raises(Invalid, match="day"):
            start(db, marta, days)
    start(db, marta)
    with pytest.raises(Invalid, match="open already"):
        start(db, marta)
    reviews.close(db, marta)
    with pytest.raises(Invalid, match="no open review"):
        reviews.close(db, marta)


def test_reviews_are_the_administrators_and_their_companys(db, make, acme):
    marta, ana = acme.acting(acme.marta), acme.acting(acme.ana)
    review = start(db, marta)
    foreign = make.actor(make.contact(make.account("Globex"), is_admin=True))
    one = reviews.current(db, marta).items[0]
    with pytest.raises(Forbidden):
        reviews.current(db, ana)
    for attempt in (
        lambda: reviews.keep(db, foreign, one.id),
        lambda: reviews.remove(db, foreign, one.id),
        lambda: reviews.one(db, foreign, review.pk),
        lambda: review_table.table(db, foreign, review.pk),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert reviews.current(db, foreign) is None


def test_administrators_are_reminded_once_when_the_day_is_near(db, acme):
    marta = acme.acting(acme.marta)
    review = start(db, marta, 10)
    assert reminders.remind(db, system()) == 0
    review.due_on = marta.today() + reminders.DAYS_BEFORE
    db.flush()
    assert (reminders.remind(db, system()), reminders.remind(db, system())) == (1, 0)
    (mail,) = acme.mails("marta@acme.example")
    assert mail.subject == "Vence la revisión de accesos de Acme"
    assert "Quedan 4 permisos por decidir." in mail.text
    assert acme.mails("ana@acme.example") == []


def test_the_record_is_a_table_with_its_signature(db, acme):
    marta = acme.acting(acme.marta)
    review = start(db, marta)
    reviews.keep(db, marta, item(db, marta, acme.ana, "finance").id)
    reviews.close(db, marta)
    _signed, rows = review_table.table(db, marta, review.pk)
    cells = [row.cells for row in rows]
    assert ("Ana Ruiz", "ana@acme.example", "Finance", "Order 4500-123", "Kept", "Marta Soler") in [
        c[:6] for c in cells
    ]
    assert ("Signed off by", "Marta Soler") in [c[:2] for c in cells]
    assert ("Undecided", "3") in [c[:2] for c in cells]
    assert {len(one) for one in cells} == {len(review_table.COLUMNS)}
