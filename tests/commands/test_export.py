"""`occ export` from outside: what is written where, and the cursor to go on from."""

import csv
import io
import json
import re
import sqlite3

import pytest
from typer.testing import CliRunner

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.cli import app
from occ_app.models import PaymentMethod
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import Make

CURSOR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\n")


@pytest.fixture
def occ(database_url):
    return lambda *words: CliRunner().invoke(app, ["export", *words])


@pytest.fixture
def number(database_url):
    """A transfer of two invoices that has come."""
    with database.transaction() as db:
        make = Make(db)
        account = make.account()
        ana = make.actor(make.contact(account))
        wanted = tuple(make.invoice(account, 5_000, number=f"INV-{n}").number for n in "12")
        number = paying.begin(db, ana, Choice(numbers=wanted))[0]
        paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
        order = paying.send(db, ana, number, 10_000)
        paying.post(db, system(), order.pk, order.amount, "pi_1")
    return number


def test_json_is_one_object_a_line_and_the_cursor_stands_apart(occ, number):
    done = occ("payments", "--since", "2020-01-01")
    assert done.exit_code == 0
    announced, payment = map(json.loads, done.stdout.splitlines())
    assert (announced["id"], payment["id"]) == (f"announced:{number}", f"payment:{number}")
    assert [share["invoice"] for share in payment["allocations"]] == ["INV-1", "INV-2"]
    assert CURSOR.fullmatch(done.stderr)


def test_csv_is_a_row_an_allocation_in_a_file_that_is_whole_or_not_there(occ, number, tmp_path):
    out = tmp_path / "payments.csv"
    done = occ("payments", "--since", "2020-01-01", "--format", "csv", "--out", str(out))
    assert (done.exit_code, done.stderr) == (0, "")
    assert CURSOR.fullmatch(done.stdout)
    rows = list(csv.DictReader(io.StringIO(out.read_text(), newline="")))
    assert [
        (row["id"], row["amount"], row["invoice"], row["applied"], row["applied_kind"]) for row in rows
    ] == [
        (f"announced:{number}", "100.00", "INV-1", "50.00", "money"),
        (f"announced:{number}", "100.00", "INV-2", "50.00", "money"),
        (f"payment:{number}", "100.00", "INV-1", "50.00", "money"),
        (f"payment:{number}", "100.00", "INV-2", "50.00", "money"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["payments.csv"]


def test_going_on_from_the_cursor_misses_nothing(occ, number):
    first = occ("payments", "--since", "2020-01-01")
    again = occ("payments", "--since", first.stderr.strip())
    assert again.exit_code == 0
    assert again.stderr >= first.stderr


def test_what_cannot_be_asked_for_is_refused(occ):
    assert occ("payments", "--since", "yesterday").exit_code != 0
    assert occ("invoices", "--since", "2020-01-01").exit_code == 2


def test_on_sqlite_it_waits_for_whoever_writes_and_then_says_so(occ, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has many writers")
    pooled = database.engine().raw_connection()
    pooled.driver_connection.execute("PRAGMA busy_timeout=50")
    pooled.close()
    writer = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    done = occ("payments", "--since", "2020-01-01")
    writer.execute("ROLLBACK")
    assert (done.exit_code, "Run the export again" in done.stderr) == (2, True)
