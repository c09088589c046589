import os
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.errors import NotFound
from occ_app.models import Export, ExportState
from occ_app.models.base import now
from occ_app.services.exports import runs, upkeep
from occ_app.worker.upkeep import sweep_files

LONG_AGO = 1_000_000_000


def age(folder):
    for path in folder.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))


def test_a_file_is_kept_for_seven_days_and_then_removed(office, clock):
    key = office.ask()
    office.work()
    age(office.folder)
    sweep_files()
    assert office.stored() == [f"{key}.1"]
    clock(now() + runs.KEEP + timedelta(seconds=1))
    sweep_files()
    assert office.stored() == []
    assert office.row(key).state is ExportState.EXPIRED
    with pytest.raises(NotFound):
        office.fetch(key)
    clock(now() + upkeep.REMEMBER + timedelta(days=1))
    sweep_files()
    assert office.run(lambda make: make.db.exec(select(Export)).all()) == []


def test_halves_of_crashed_tries_go_and_nothing_else_does(office):
    key = office.ask()
    office.work()
    for name in ("b" * 32 + ".1", f"{key}.0", "notes.txt", "c" * 32):
        (office.folder / name).write_bytes(b"x")
    age(office.folder)
    (office.folder / ("d" * 32 + ".1")).write_bytes(b"just begun")
    sweep_files()
    assert office.stored() == sorted([f"{key}.1", "notes.txt", "c" * 32, "d" * 32 + ".1"])


def test_without_a_folder_there_is_nothing_to_clean(office):
    sweep_files()
    assert not office.folder.exists()
