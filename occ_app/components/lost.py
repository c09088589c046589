"""Pages of last resort: no such page, and a page that broke. Drawn once for all languages."""

from collections.abc import Callable

import reflex as rx
from reflex_base.event import noop
from reflex_base.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary

from occ_app.components.elements import document_link
from occ_app.i18n import LANGUAGES, speaking
from occ_app.i18n import gettext as _


def not_found() -> rx.Component:
    """There is nothing at this address."""
    return _in_every_language(_not_found)


def crashed() -> rx.Component:
    """Catches what breaks while a page is drawn, and offers to load it anew."""
    fallback = ArgsFunctionOperation.create(
        args_names=("_fallback",), return_expr=_in_every_language(_crashed)
    )
    return ErrorBoundary.create(fallback_render=fallback, on_error=noop())


def _not_found() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("There is no such page")),
        rx.el.p(_("The address may be mistyped, or what was here has moved.")),
        document_link(_("To the overview"), "/", class_name="button primary"),
    )


def _crashed() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("This page could not be shown")),
        rx.el.p(_("Nothing was changed. Load it again; if it happens twice, tell us what you did.")),
        document_link(_("Load again"), "", class_name="button primary"),
    )


def _in_every_language(draw: Callable[[], rx.Component]) -> rx.Component:
    """The text in each language; the style sheet shows the one of `<html lang>`."""
    spoken = []
    for language in LANGUAGES:
        with speaking(language):
            spoken.append(rx.el.div(draw(), lang=language, class_name="in-language"))
    return rx.el.main(*spoken, id="main", class_name="lonely")
