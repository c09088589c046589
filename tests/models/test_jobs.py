import pytest
from sqlalchemy.exc import IntegrityError

from occ_app.models import Job


def test_two_jobs_cannot_have_one_name(make, db):
    make._store(Job(name="sweep", title="Sweeping", every_seconds=60))
    with pytest.raises(IntegrityError):
        make._store(Job(name="sweep", title="Sweeping again", every_seconds=60))
