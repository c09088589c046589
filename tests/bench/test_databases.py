from sqlalchemy import func, select

from occ_app import db
from occ_app.bench import data
from occ_app.bench.databases import database, opened
from occ_app.models import Account


def test_a_database_is_found_again_by_its_name(tmp_path):
    for expected in (0, 2):
        with opened(database("sqlite", tmp_path, "bench_again")) as engine, engine.begin() as connection:
            assert connection.scalar(select(func.count()).select_from(Account)) == expected
            data.fill(connection, data.Size(1, 2), data.today())


def test_the_settings_are_as_before_afterwards(database_url, tmp_path):
    with opened(database("sqlite", tmp_path, "bench_other")):
        assert "bench_other" in str(db.engine().url)
    assert "bench_other" not in str(db.engine().url)
