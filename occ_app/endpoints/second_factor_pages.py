"""The pages of the second factor: showing it, adding one, and the codes to keep."""

from urllib.parse import urlencode

import segno
from markupsafe import Markup
from starlette.responses import Response

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.endpoints.destinations import in_language, overview
from occ_app.endpoints.front import front_page, other_language
from occ_app.i18n import language
from occ_app.services.factors import NewApp, Standing


def address(goal: str = "", *, adding: bool = False) -> str:
    """Where the second factor is asked for, or added, on the way to `goal`."""
    return _address(language(), goal, adding=adding)


def show(
    actor: Actor, standing: Standing, goal: str, *, problem: str = "", alert: str = "", status: int = 200
) -> Response:
    """Which second factor? `problem` is of what was typed, `alert` of anything else."""
    return front_page(
        "second_factor.html",
        status,
        goal=goal,
        back=goal or overview(language()),
        standing=standing,
        is_inside=Role.UNPROVEN not in actor.roles,
        problem=problem,
        alert=alert,
        switch=_switch(goal, adding=False),
    )


def add(actor: Actor, standing: Standing, goal: str, *, alert: str = "", status: int = 200) -> Response:
    """The ways to choose from."""
    is_inside = Role.UNPROVEN not in actor.roles
    return front_page(
        "second_factor_add.html",
        status,
        goal=goal,
        back=goal or overview(language()),
        standing=standing,
        is_inside=is_inside,
        alert=alert,
        switch=_switch(goal, adding=is_inside),
    )


def app(new: NewApp, goal: str, *, problem: str = "", status: int = 200) -> Response:
    """The secret as a picture and in letters, and the first code of it."""
    picture = segno.make(new.address, error="m").svg_inline(
        omitsize=True, border=3, light="#fff", dark="#000"
    )
    letters = " ".join(new.secret[start : start + 4] for start in range(0, len(new.secret), 4))
    return front_page(
        "second_factor_app.html",
        status,
        goal=goal,
        picture=Markup(picture),  # noqa: S704 - drawn by ourselves, of squares
        letters=letters,
        back=address(goal, adding=True),
        problem=problem,
        switch="",
    )


def codes(made: list[str], goal: str) -> Response:
    """The recovery codes, this once."""
    return front_page("recovery_codes.html", codes=made, goal=goal or overview(language()), switch="")


def _switch(goal: str, *, adding: bool) -> str:
    other = other_language()
    return _address(other, in_language(goal, other) if goal else "", adding=adding)


def _address(spoken: str, goal: str, *, adding: bool) -> str:
    path = f"/{spoken}/second-factor" + ("/add" if adding else "")
    return path + (f"?{urlencode({'next': goal})}" if goal else "")
