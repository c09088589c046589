"""`occ import` from outside: exit codes, what is printed, the rejects file, kills and company."""

import csv
import json
import subprocess
import sys

import pytest
import typer
from sqlmodel import func, select
from typer.testing import CliRunner

from occ_app.commands.imports import import_file
from occ_app.db import transaction
from occ_app.models import Account, ImportRun

HEAD = "number,name,currency\n"
MANY = 12_000

PROGRAM = """
import sys, os, signal
from pathlib import Path
from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.services import imports

def progress(done, total):
    if "kill" in sys.argv and done > 5_000:
        os.kill(os.getpid(), signal.SIGKILL)

with transaction() as db:
    report = imports.run(db, system(), Path(sys.argv[1]), "accounts", progress=progress)
print(report.created, report.unchanged)
"""


@pytest.fixture
def occ(database_url):
    app = typer.Typer()
    app.command("import")(import_file)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text(HEAD + "A1,Acme,EUR\nA2,Other,USD\n")
    return path


def stored():
    with transaction(reads_only=True) as db:
        return db.exec(select(func.count()).select_from(Account)).one()


def rejects_of(path):
    with path.with_name(f"{path.name}.rejects.csv").open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def test_every_row_accepted_exits_0_and_ends_with_the_counts(occ, file):
    done = occ(file, "--as", "accounts", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "kind": "accounts", "rows": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    again = occ(file, "--as", "accounts", "--json")
    assert json.loads(again.stdout.splitlines()[-1])["unchanged"] == 2
    assert stored() == 2


def test_some_rejected_exits_3_and_lists_them(occ, file):
    file.write_text(HEAD + "A1,Acme,EUR\nA2,Other,=cmd\n")
    done = occ(file, "--as", "accounts")
    assert done.exit_code == 3
    assert stored() == 1
    assert "accounts.csv.rejects.csv" in done.stderr
    assert rejects_of(file) == [
        ["line", "column", "reason"],
        ["3", "currency", "“=cmd” is not an ISO 4217 currency"],
    ]


def test_a_rejects_file_is_safe_to_open_in_a_spreadsheet(occ, file, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[accounts.columns]\nnumber = "{number}"\nname = "{name}"\ncurrency = "{=1+1}"\n')
    file.write_text("number,name,=1+1\nA1,Acme,nothing\n")
    assert occ(file, "--as", "accounts", "--mapping", mapping).exit_code == 3
    assert rejects_of(file)[1][1] == "'=1+1"


def test_an_earlier_rejects_file_does_not_outlive_a_clean_import(occ, file):
    stale = file.with_name("accounts.csv.rejects.csv")
    stale.write_text("line,column,reason\n")
    assert occ(file, "--as", "accounts").exit_code == 0
    assert not stale.exists()


@pytest.mark.parametrize("arguments", [("--as", "contracts"), ("--as", "nonsense"), ("--as", "invoices"), ()])
def test_an_unusable_call_exits_2_and_changes_nothing(occ, file, arguments):
    done = occ(file, *arguments)
    assert (done.exit_code, stored()) == (2, 0)
    assert done.stderr


def test_a_file_that_turns_out_unusable_leaves_nothing_behind(occ, file):
    rows = "".join(f"A{n},Name {n},EUR\n" for n in range(6_000))
    file.write_bytes((HEAD + "X,,EUR\n" + rows).encode() + b"B,\xf1,EUR\n")
    done = occ(file, "--as", "accounts")
    assert (done.exit_code, stored()) == (2, 0)
    assert 'encoding = "cp1252"' in done.stderr
    assert [path.name for path in file.parent.iterdir()] == ["accounts.csv"]


def test_a_dry_run_tells_everything_and_keeps_nothing(occ, file):
    file.write_text(HEAD + "A1,Acme,EUR\nA2,Other,XX\n")
    done = occ(file, "--as", "accounts", "--dry-run", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout.splitlines()[-1])["created"] == 1
    assert stored() == 0
    with transaction(reads_only=True) as db:
        assert db.exec(select(ImportRun)).all() == []


def test_a_killed_import_leaves_nothing_and_can_be_run_again(database_url, large):
    killed = subprocess.run([sys.executable, "-c", PROGRAM, large, "kill"], check=False)
    assert (killed.returncode, stored()) == (-9, 0)
    again = subprocess.run([sys.executable, "-c", PROGRAM, large], capture_output=True, text=True, check=True)
    assert again.stdout.split() == [str(MANY), "0"]


def test_two_imports_at_once_take_turns(database_url, large):
    both = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, large], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=120)[0].split() for process in both)
    assert said == [["0", str(MANY)], [str(MANY), "0"]]
    assert stored() == MANY


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text(HEAD + "".join(f"A{n},Name {n},EUR\n" for n in range(MANY)))
    return str(path)
