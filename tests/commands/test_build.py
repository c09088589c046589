import pytest
import typer

from occ_app.commands import build


@pytest.fixture
def exports(monkeypatch, tmp_path):
    """A tree with one page, and a list that grows with each export of it."""
    (tmp_path / ".web").mkdir()
    (tmp_path / "occ_app" / "pages").mkdir(parents=True)
    (tmp_path / "occ_app" / "commands").mkdir()
    (tmp_path / "occ_app" / "pages" / "one.py").write_text("one")
    (tmp_path / "reflex.lock").mkdir()
    (tmp_path / "stand_ins").mkdir()
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "STAMP", tmp_path / ".web" / "built-from")
    done = []
    monkeypatch.setattr(build, "export", lambda: done.append(1))
    return done


def test_the_front_end_is_made_once(exports):
    build.build()
    build.build()
    assert len(exports) == 1


@pytest.mark.parametrize(
    "changed",
    ["occ_app/pages/one.py", "occ_app/pages/two.py", "rxconfig.py", "reflex.lock/x", "stand_ins/x.js"],
)
def test_it_is_made_again_when_a_source_has_changed(exports, changed):
    build.build()
    (build.ROOT / changed).write_text("changed")
    assert not build.is_built()
    build.build()
    assert len(exports) == 2


def test_what_no_page_can_show_does_not_count(exports):
    build.build()
    (build.ROOT / "occ_app" / "commands" / "serve.py").write_text("changed")
    assert build.is_built()


def test_a_lock_completed_by_the_export_belongs_to_the_build(exports, monkeypatch):
    monkeypatch.setattr(build, "export", lambda: (build.ROOT / "reflex.lock" / "lock.json").write_text("{}"))
    build.build()
    assert build.is_built()


def test_a_source_changed_during_the_export_is_not_in_the_build(exports, monkeypatch):
    page = build.ROOT / "occ_app" / "pages" / "one.py"
    monkeypatch.setattr(build, "export", lambda: page.write_text("newer"))
    build.build()
    assert not build.is_built()


def test_another_brand_is_another_front_end(exports, monkeypatch):
    build.build()
    monkeypatch.setattr(build, "_brand", lambda: "another")
    assert not build.is_built()


def test_a_manifest_that_was_only_reordered_stays_as_it_was(monkeypatch, tmp_path):
    (tmp_path / ".web" / "build" / "client").mkdir(parents=True)
    (tmp_path / "reflex.lock").mkdir()
    manifest = tmp_path / "reflex.lock" / "package.json"
    manifest.write_text('{"a": 1, "b": 2}')
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "WEB", tmp_path / ".web")
    monkeypatch.setattr(build, "LOG", tmp_path / "build.log")
    monkeypatch.setattr(build, "COMMAND", ["sh", "-c", f'echo \'{{"b": 2, "a": 1}}\' > {manifest}'])
    build.export()
    assert manifest.read_text() == '{"a": 1, "b": 2}'


def test_a_failed_export_shows_what_was_said_and_leaves_no_build(monkeypatch, tmp_path, capsys):
    (tmp_path / ".web").mkdir()
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "WEB", tmp_path / ".web")
    monkeypatch.setattr(build, "LOG", tmp_path / ".occ" / "build.log")
    monkeypatch.setattr(build, "STAMP", tmp_path / ".web" / "built-from")
    monkeypatch.setattr(build, "COMMAND", ["sh", "-c", "echo no such package; exit 1"])
    with pytest.raises(typer.Exit):
        build.build()
    assert "no such package" in capsys.readouterr().err
    assert not build.is_built()


def test_node_of_the_pinned_package_comes_first_and_no_registry_is_noted(monkeypatch):
    environment = build.environment()
    assert environment["PATH"].startswith(str(build.BIN))
    assert environment["npm_config_omit_lockfile_registry_resolved"] == "true"
