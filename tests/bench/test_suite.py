import pytest
from typer.testing import CliRunner

from occ_app.bench import suite
from occ_app.cli import app


def test_databases_that_are_kept_are_not_made_again(tmp_path):
    notes: list[str] = []
    for _ in range(2):
        with suite.bench(tmp_path, ["sqlite"], [60], notes.append) as bench:
            url, company = bench.filled("sqlite", 60)
    assert notes == ["sqlite: 60 documents are made"]
    assert (company.invoices, company.dialect, str(tmp_path) in url) == (60, "sqlite", True)


def test_without_a_folder_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with suite.bench(None, ["sqlite"], [60], str) as bench:
        bench.filled("sqlite", 60)
    assert list(tmp_path.iterdir()) == []


def test_sections_are_measured_by_name(tmp_path, monkeypatch):
    monkeypatch.setitem(suite.SECTIONS, "memory", lambda _bench: iter([{"what": "all", "kb_a_socket": 100}]))
    with suite.bench(tmp_path, ["sqlite"], [60], str) as bench:
        kept: list[object] = []
        report = suite.measured(bench, ["memory"], kept.append)
    assert list(report) == ["memory", "aims"]
    assert len(kept) == 1
    assert [row["met"] for row in report["aims"]] == ["1 of 1"]


@pytest.mark.parametrize("sections", ["memry", "lists,"])
def test_an_unknown_section_is_refused(sections):
    answer = CliRunner().invoke(app, ["bench", "--sections", sections])
    assert answer.exit_code == 2
