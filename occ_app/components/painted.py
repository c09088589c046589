"""First paint: the same function draws a part of a page in React and, once, as a template for the server.

A painted element holds nothing but one state variable: a list drawn item by item, or a text. Items are
lists of ready strings, and an item function uses them as they are: no condition on them, no match. The
server then puts the first rows into the prerendered page, and React adopts them (`endpoints/frontend.py`).
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import reflex as rx
from reflex_components_core.base.fragment import Fragment

MARK = "data-paint"
STATE_ID = "first-paint"
REGIONS: dict[str, "Region"] = {}

_CELL = re.compile(r"⟦(\d+)⟧")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_PROP = re.compile(r'^"?([\w-]+)"?:(.*)$', re.DOTALL)
_HANDLER = re.compile('"?on[A-Z]')
"""React's own; its server writes none of them either."""
_ATTRIBUTES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "to": "href"}


@dataclass(frozen=True)
class Region:
    """What fills one painted element: `template` is text and cell numbers in turn; none for plain text."""

    state: type[rx.State]
    variable: str
    template: tuple[str | int, ...] | None = None
    part: str = ""
    """Which of the variable's lists, where it holds several by name."""

    def html(self, value: Any) -> str:
        """The element's content for a value of the variable."""
        if self.part:
            value = value.get(self.part, [])
        if self.template is None:
            return escape(str(value))
        return "".join(self._item([escape(cell) for cell in item]) for item in value)

    def _item(self, cells: list[str]) -> str:
        return "".join(part if isinstance(part, str) else cells[part] for part in self.template or ())


class Adopt(Fragment):
    """Lets React start from what the server painted: its code runs before the page is hydrated.

    The tab's token is dropped with it: a state kept under it would first show its old rows again.
    """

    def add_imports(self) -> dict[str, list[str]]:
        """The compiled defaults of every state, which the painted values replace."""
        return {"$/utils/context": ["initialState"]}

    def add_custom_code(self) -> list[str]:
        """Module code of the page's chunk."""
        return [_ADOPT]


_ADOPT = f"""
if (typeof document !== "undefined") {{
  const painted = document.getElementById("{STATE_ID}");
  if (painted) {{
    sessionStorage.removeItem("token");
    for (const [state, values] of Object.entries(JSON.parse(painted.textContent)))
      if (initialState[state]) initialState[state] = {{ ...initialState[state], ...values }};
    painted.remove();
  }}
}}
"""


def painted_list(
    container: Callable[..., rx.Component],
    state: type[rx.State],
    variable: str,
    item: Any,
    cells: int,
    *,
    part: str = "",
    **props: Any,
) -> rx.Component:
    """An element of one list variable, or of a `part` of it; `item` draws an item, which has `cells` strings."""
    template = _template(item([f"⟦{index}⟧" for index in range(cells)]))
    key = _register(Region(state, variable, template, part))
    items = getattr(state, variable)
    return container(rx.foreach(items[part] if part else items, item), **_marked(props, key))


def painted_text(
    container: Callable[..., rx.Component], state: type[rx.State], variable: str, **props: Any
) -> rx.Component:
    """An element of one text variable."""
    key = _register(Region(state, variable))
    return container(getattr(state, variable), **_marked(props, key))


def _register(region: Region) -> str:
    """Regions differ by language too: an item function may hold words."""
    drawn = hashlib.sha256(repr((region.template, region.part)).encode()).hexdigest()[:8]
    key = f"{region.state.__name__}.{region.variable}.{drawn}"
    REGIONS[key] = region
    return key


def _marked(props: dict[str, Any], key: str) -> dict[str, Any]:
    return props | {"custom_attrs": {**props.get("custom_attrs", {}), MARK: key}}


def _template(component: rx.Component) -> tuple[str | int, ...]:
    parts = _CELL.split(to_html(component.render()))
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))


def to_html(node: dict[str, Any]) -> str:
    """A rendered component as React's server would write it; literals only."""
    if "contents" in node:
        return escape(json.loads(node["contents"]), quote=False)
    name = "a" if node["name"] == "ReactRouterLink" else json.loads(node["name"])
    attributes = "".join(_attribute(prop) for prop in node["props"] if not _HANDLER.match(prop))
    if node["name"] == "ReactRouterLink":
        attributes += ' data-discover="true"'
    if name in _VOID:
        return f"<{name}{attributes}/>"
    return f"<{name}{attributes}>{''.join(to_html(child) for child in node['children'])}</{name}>"


def _attribute(prop: str) -> str:
    found = _PROP.match(prop)
    if found is None:
        raise ValueError(f"a painted item can only hold literals, not {prop}")
    name, value = found[1], json.loads(found[2])
    if value is None or value is False:
        return ""
    # aria-* and data-* are words to React too; the other booleans are present or absent.
    is_word = name.startswith(("aria-", "data-"))
    text = (str(value).lower() if is_word else "") if value is True else str(value)
    return f' {_ATTRIBUTES.get(name, name)}="{escape(text)}"'
