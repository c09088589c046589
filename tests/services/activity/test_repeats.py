from datetime import timedelta

from occ_app.models import ActivityKind
from occ_app.services.activity import record_once, repeats
from occ_app.testing.trail import trail


def test_what_is_done_again_at_once_is_one_deed(db, make, monkeypatch):
    account = make.account()
    ana, marta = (make.actor(make.contact(account)) for _ in range(2))
    for actor, number in ((ana, "A"), (ana, "A"), (ana, "B"), (marta, "A"), (ana, "A")):
        record_once(db, actor, ActivityKind.DOCUMENT_VIEWED, number)
    assert len(trail(db)) == 3
    monkeypatch.setattr(repeats, "WITHIN", timedelta(seconds=-1))
    record_once(db, ana, ActivityKind.DOCUMENT_VIEWED, "A")
    assert len(trail(db)) == 4
