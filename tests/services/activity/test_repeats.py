from datetime import timedelta

from sqlmodel import select

from occ_app.models import ActivityEntry, ActivityKind
from occ_app.services.activity import record_once, repeats


def test_what_is_done_again_at_once_is_one_deed(db, make, monkeypatch):
    account = make.account()
    ana, marta = (make.actor(make.contact(account)) for _ in range(2))
    for actor, number in ((ana, "A"), (ana, "A"), (ana, "B"), (marta, "A"), (ana, "A")):
        record_once(db, actor, ActivityKind.DOCUMENT_VIEWED, number)
    assert len(db.exec(select(ActivityEntry)).all()) == 3
    monkeypatch.setattr(repeats, "WITHIN", timedelta(seconds=-1))
    record_once(db, ana, ActivityKind.DOCUMENT_VIEWED, "A")
    assert len(db.exec(select(ActivityEntry)).all()) == 4
