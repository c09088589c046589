"""Jinja templates, in the language spoken here: server-rendered pages and the bodies of mail."""

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_eval_context, select_autoescape
from jinja2.nodes import EvalContext
from markupsafe import Markup

from occ_app.i18n import gettext, ngettext
from occ_app.settings import ROOT

FOLDER = ROOT / "occ_app" / "endpoints" / "templates"


def render(name: str, **values: object) -> str:
    """A template filled in; what is filled in is escaped in `.html`, our own texts are not."""
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=_translated, ngettext=_counted)
    return made


@pass_eval_context
def _translated(context: EvalContext, message: str, /, **values: object) -> str:
    if context.autoescape:
        return Markup(gettext(message)).format(**values)  # noqa: S704 - the catalogue is ours, values are escaped
    return gettext(message, **values)


@pass_eval_context
def _counted(context: EvalContext, one: str, many: str, count: int, /) -> str:
    text = ngettext(one, many, count)
    return Markup(text) if context.autoescape else text  # noqa: S704 - the catalogue is ours
