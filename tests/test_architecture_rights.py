"""Who may do what, checked on every service, handler and page that exists."""

import ast
import inspect
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from unittest.mock import MagicMock

import pytest
import reflex as rx
from sqlmodel import SQLModel

from occ_app.access.actors import Actor
from occ_app.access.permissions import GRANTS, Permission
from occ_app.errors import Forbidden
from occ_app.state.base import PERMISSION_MARK
from occ_app.testing.walks import agree, at, modules, sources

WITHOUT_ACTOR = {
    "occ_app.services.paging.page": "runs a query that the gate has narrowed already",
}
"""Service functions on the database that take no actor, and why they need none."""


# Services


def service_functions() -> list[typing.Any]:
    """The public functions that services define themselves."""
    return [
        function
        for module in modules("services")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def name_of(function: typing.Any) -> str:
    """The full name of a function."""
    return f"{function.__module__}.{function.__qualname__}"


def on_the_database() -> list[typing.Any]:
    """Service functions that are given the database, and so must be given who asks."""
    return [
        function
        for function in service_functions()
        if next(iter(inspect.signature(function).parameters), "") == "db"
        and name_of(function) not in WITHOUT_ACTOR
    ]


def test_a_service_that_is_given_the_database_is_given_who_asks():
    agree(
        f"{name_of(function)}: begin its parameters with (db, actor, …)"
        for function in service_functions()
        if "db" in (names := list(inspect.signature(function).parameters))
        and names[:2] != ["db", "actor"]
        and name_of(function) not in WITHOUT_ACTOR
    )


class Untouchable:
    """A database that tells when a powerless actor reached it."""

    def __getattr__(self, name):
        raise AssertionError(f"db.{name} was used")


@pytest.mark.parametrize("function", on_the_database(), ids=name_of)
def test_a_service_refuses_a_powerless_actor_before_it_touches_the_database(function):
    with pytest.raises(Forbidden):
        _consume(function(Untouchable(), Actor(), **_arguments(function)))


def _arguments(function: typing.Any) -> dict[str, typing.Any]:
    """Something for each further parameter that has no default."""
    hints = typing.get_type_hints(function)
    further = list(inspect.signature(function).parameters.values())[2:]
    return {
        p.name: _anything(hints.get(p.name)) for p in further if p.default is p.empty and p.kind not in (2, 4)
    }


def _anything(kind: typing.Any) -> typing.Any:
    try:
        return kind()
    except Exception:
        return MagicMock()


def _consume(answer: typing.Any) -> None:
    if isinstance(answer, Iterator):
        next(answer)


# Permissions


def test_every_permission_is_granted_to_some_role():
    agree(
        f"{p!r} is granted to nobody: add it to GRANTS or remove it" for p in Permission if not GRANTS.get(p)
    )


def test_every_permission_is_required_by_some_service():
    used = {
        node.attr
        for _path, tree in sources("services")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Permission"
    }
    agree(
        f"{p!r} is required by no service: require it or remove it" for p in Permission if p.name not in used
    )


# States


def states() -> list[typing.Any]:
    """Every State class of the portal."""
    for layer in ("state", "components", "pages"):
        list(modules(layer))
    found, waiting = [], [rx.State]
    while waiting:
        state = waiting.pop()
        waiting.extend(state.get_substates())
        if state.__module__.startswith("occ_app."):
            found.append(state)
    if not found:
        pytest.skip("there is no State yet to check")
    return found


def test_every_public_method_of_a_state_is_an_event_with_a_permission():
    agree(
        f"{state.__module__}.{state.__name__}.{name}: declare it with @portal_event(Permission.…), or call it _{name}"
        for state in states()
        for name, handler in state.event_handlers.items()
        if handler.fn.__module__.startswith("occ_app.")
        and not isinstance(getattr(handler.fn, PERMISSION_MARK, None), Permission)
    )


def test_no_handler_is_named_like_a_setter():
    agree(
        f"{state.__module__}.{state.__name__}.{name}: name it after what the person does"
        for state in states()
        for name, handler in state.event_handlers.items()
        if name.startswith("set_") and handler.fn.__module__.startswith("occ_app.")
    )


def test_no_state_holds_a_row_of_a_table():
    agree(
        f"{state.__module__}.{state.__name__}.{name}: keep texts ready to show, not a table's row"
        for state in states()
        for name, kind in typing.get_type_hints(state).items()
        if _has_table(kind)
    )


def _has_table(kind: typing.Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, SQLModel):
        return hasattr(kind, "__table__")
    inner = [f.type for f in fields(kind)] if is_dataclass(kind) else typing.get_args(kind)
    return any(_has_table(part) for part in inner)


# Pages


def test_every_page_names_a_permission_or_says_public():
    agree(
        f"{at(path, node)}: give @portal_page needs=Permission.… or needs=PUBLIC"
        for path, tree in sources("pages")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "portal_page"
        and not any(
            keyword.arg == "needs" and ast.unparse(keyword.value).startswith(("Permission.", "PUBLIC"))
            for keyword in node.keywords
        )
    )
