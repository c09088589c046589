from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import ActivityEntry, ActivityKind
from occ_app.services.activity import record


def test_of_a_person_is_what_they_did_themselves(db, make):
    account = make.account()
    ana, marta = (make.actor(make.contact(account)) for _ in range(2))
    for actor in (ana, marta, system()):
        record(db, actor, ActivityKind.SIGNED_OUT, account_id=account.pk)
    own = select(ActivityEntry).where(ActivityEntry.of_person(ana.person_id))
    assert [entry.who for entry in db.exec(own)] == [ana.email]


def test_each_kind_fits_its_column_and_is_a_module_and_a_verb():
    assert all(len(kind) <= 32 and kind.count(".") == 1 for kind in ActivityKind)
