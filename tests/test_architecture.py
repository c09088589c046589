"""The house rules, checked on everything that exists. Each failure names the place and the fix."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from occ_app.settings import ROOT, Settings
from occ_app.testing import catalogues
from occ_app.testing.walks import CODE, agree, at, sources

FILE_LINES, FUNCTION_LINES = 300, 40

LIBRARIES = {
    "stripe": ("integrations/payments",),
    "authlib": ("integrations/identity",),
    "pandas": ("services/imports", "services/reports", "documents"),
}
"""Libraries with one home each, so that replacing one stays the matter of an afternoon."""

MIRRORED = ("models", "services", "access", "integrations", "documents", "endpoints", "state")

TESTED_ELSEWHERE = {
    "access/web_gate.py": "security/test_doors.py",
    "endpoints/health.py": "commands/test_serve.py",
}
"""Modules that only mean something in front of a whole portal, and where they are tried there."""


# Imports


def test_imports_go_down_only():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_used_in_its_home_only(library):
    homes = LIBRARIES[library]
    agree(
        f"{at(path, node)} imports {library}: only {' and '.join(homes)} may; call those instead"
        for path, tree in sources()
        for node in ast.walk(tree)
        if library in _imported(node) and not str(path.relative_to(CODE)).startswith(homes)
    )


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return (
        {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) and not node.level else set()
    )


def test_every_library_in_use_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runs = _names(project["dependencies"])
    tests = runs | _names(project["optional-dependencies"]["dev"])
    providers = packages_distributions()
    agree(
        f"{at(path, node)} imports {name}: declare it in pyproject.toml"
        for path, tree in sources()
        for node in ast.walk(tree)
        for name in _imported(node) - sys.stdlib_module_names - {"occ_app"}
        if not _names(providers.get(name, [name]))
        & (tests if {CODE / "testing", CODE / "bench"} & set(path.parents) else runs)
    )


def _names(requirements: list[str]) -> set[str]:
    """The names in requirements, as package indexes compare them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[=<>~! ;]", text)[0]).lower() for text in requirements}


# Tests, texts, sizes


def test_every_module_has_its_tests():
    agree(
        f"{at(path)}: write {mirror.relative_to(ROOT)}"
        for path, tree in sources(*MIRRORED)
        if path.name != "__init__.py" and _does_something(tree)
        for mirror in [_mirror(path)]
        if not (mirror.exists() or _tests_of_package(path))
    )


def _does_something(tree: ast.Module) -> bool:
    """Whether there is a function to test: a pure declaration has none."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def _mirror(path: Path) -> Path:
    inside = path.relative_to(CODE)
    if elsewhere := TESTED_ELSEWHERE.get(str(inside)):
        return ROOT / "tests" / elsewhere
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


def _tests_of_package(path: Path) -> bool:
    """A package is one module that grew: tests of the package, in a file or folder of its name, are its files' too."""
    package = path.parent
    folder = _mirror(package).parent / package.name
    grew = package.parent != CODE
    return grew and (_mirror(package.with_suffix(".py")).exists() or any(folder.glob("test_*.py")))


def test_every_text_is_in_both_catalogues():
    agree(catalogues.check())


def written() -> Iterator[Path]:
    """The Python files people write and read."""
    for folder in ("occ_app", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_no_file_is_too_long():
    agree(
        f"{at(path)} has {lines} lines of {FILE_LINES}: make it a package of the same name"
        for path in written()
        if (lines := len(path.read_text().splitlines())) > FILE_LINES
    )


def test_no_function_is_too_long():
    agree(
        f"{at(path, node)} {node.name} has {lines} lines of {FUNCTION_LINES}: take its steps out by name"
        for path in written()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    )


# Words that belong to one place or to none


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Where something of this name is called."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name in (
                getattr(node.func, "attr", ""),
                getattr(node.func, "id", ""),
            ):
                yield path, node


def test_only_db_commits():
    agree(
        f"{at(path, node)}: leave it to db.transaction, one a use case"
        for path, node in calls("commit")
        if path != CODE / "db.py"
    )


def test_nothing_is_printed():
    agree(
        f"{at(path, node)}: log it, or typer.echo it in a command"
        for path, node in calls("print")
        if isinstance(node.func, ast.Name)
    )


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "operations.md").read_text()
    names = [field.alias or name for name, field in Settings.model_fields.items()]
    agree(f"docs/operations.md: say what {name} means" for name in names if f"`{name}`" not in page)


def test_no_file_names_a_package_registry():
    # Written in pieces, or this file would be the one that names them.
    hosts = [".".join(parts) for parts in (("registry", "npmjs"), ("pypi", "org"), ("pythonhosted", "org"))]
    hosts += [".".join(parts) for parts in (("registry", "yarnpkg"), ("deb", "debian"))]
    agree(
        f"{name}: names {host}; the machine's own settings say where packages come from"
        for name in _kept_files()
        for host in hosts
        if host.encode() in (ROOT / name).read_bytes()
    )


def _kept_files() -> list[str]:
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in kept.stdout.split("\0") if name and (ROOT / name).is_file()]
