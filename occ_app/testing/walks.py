"""Walks over everything that exists, for tests of house rules."""

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from occ_app.settings import ROOT

CODE = ROOT / "occ_app"


def sources(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of these folders of `occ_app` (all without any), parsed."""
    for folder in folders or ("",):
        for path in sorted((CODE / folder).rglob("*.py")):
            yield path, _parsed(path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules(package: str) -> Iterator[ModuleType]:
    """Every module of a package of `occ_app`, imported."""
    root = importlib.import_module(f"occ_app.{package}")
    for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
        yield importlib.import_module(found.name)


def at(path: Path, node: ast.AST | None = None) -> str:
    """Where something is, as editors and people read it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def agree(problems: Iterable[str]) -> None:
    """Fail with every problem in its own line."""
    __tracebackhide__ = True
    found = list(problems)
    if found:
        raise AssertionError("\n" + "\n".join(found))
