import subprocess
import sys

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from occ_app.cli import app
from occ_app.db import transaction
from occ_app.migrations import newest, present
from occ_app.models import Invoice
from occ_app.settings import get_settings
from occ_app.testing import databases
from occ_app.testing.factories import Make

COMMANDS = ("serve", "demo", "worker", "migrate", "import", "check-ledger", "build")
HEAVY = {"alembic", "pandas", "pydantic", "pyarrow", "reflex", "sqlalchemy", "sqlmodel", "uvicorn"}


@pytest.fixture
def occ():
    """Run `occ` with these words in this process."""
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def in_production(monkeypatch):
    """The settings a forgetful operator starts production with."""
    monkeypatch.setenv("OCC_ENV", "production")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_help_names_every_command(occ):
    shown = occ("--help").stdout
    assert [name for name in COMMANDS if name not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(occ, command):
    assert occ(command, "--help").exit_code == 0


def test_help_loads_nothing_heavy():
    program = "import sys, occ_app.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert HEAVY & set(loaded.split()) == set()


def test_a_wrong_setting_is_said_in_a_sentence(occ, in_production):
    answer = occ("serve")
    assert answer.exit_code == 2
    assert answer.stderr == "OCC_SECRET_KEY must be set to 32 or more characters in production.\n"


def test_a_setting_of_the_wrong_kind_is_named(occ, monkeypatch):
    monkeypatch.setenv("OCC_EVENT_BURST", "many")
    get_settings.cache_clear()
    answer = occ("serve")
    get_settings.cache_clear()
    assert answer.exit_code == 2
    assert answer.stderr.startswith("OCC_EVENT_BURST: ")


def test_an_unforeseen_error_is_not_dressed_up(occ, monkeypatch):
    monkeypatch.setattr("occ_app.migrations.upgrade", lambda: 1 / 0)
    assert isinstance(occ("migrate").exception, ZeroDivisionError)


def test_migrate_brings_an_empty_database_to_the_newest_schema(occ, monkeypatch, tmp_path):
    with databases.using(f"sqlite:///{tmp_path}/new.db"):
        assert occ("migrate").exit_code == 0
        with transaction(reads_only=True) as db:
            assert present(db.connection()) == newest()


def test_check_ledger_is_content_with_right_figures(occ, database_url):
    with transaction() as db:
        make = Make(db)
        invoice = make.invoice(make.account(), 10_000)
        make.payment(invoice, 4_000)
    answer = occ("check-ledger")
    assert (answer.exit_code, answer.stdout) == (0, "Every figure is right.\n")


def test_check_ledger_prints_what_differs_and_exits_1(occ, database_url):
    with transaction() as db:
        make = Make(db)
        make.invoice(make.account(), 10_000, number="INV-7")
    with transaction() as db:
        wrong = db.exec(select(Invoice).where(col(Invoice.number) == "INV-7")).one()
        wrong.paid_minor, wrong.due_minor = 1_000, 9_000
    answer = occ("check-ledger")
    assert answer.exit_code == 1
    assert "INV-7: paid_minor is 1000, should be 0" in answer.stdout
    assert "INV-7: due_minor is 9000, should be 10000" in answer.stdout
