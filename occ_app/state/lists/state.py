"""What the page of a list remembers: one page of rows, the words around it, and what is selected."""

from collections.abc import Mapping
from typing import Any, ClassVar

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.i18n import speaking
from occ_app.services import views
from occ_app.services.lists import MOST_NUMBERS, ListOf
from occ_app.state.base import PERMISSION_MARK, PortalState, language_of
from occ_app.state.lists import selection
from occ_app.state.lists.addresses import from_form, from_search
from occ_app.state.lists.view import ListView, list_view

HANDLERS = (
    "load",
    "narrow",
    "search",
    "toggle",
    "toggle_page",
    "select_all",
    "clear",
    "show_column",
    "keep",
    "forget",
)


class ListState(PortalState, mixin=True):
    """The base of every list's state: it names its `list_of`. Shapes in `ListView`."""

    list_of: ClassVar[ListOf[Any]]
    view_of: ClassVar[Any] = staticmethod(list_view)
    """What puts the list into words: `list_view`, or what adds to it."""

    loaded: bool = False
    rows: list[list[str]] = []
    tabs: list[list[str]] = []
    chips: list[list[str]] = []
    heads: list[list[str]] = []
    form: dict[str, str] = {}
    saved: list[list[str]] = []
    columns: list[str] = []
    footer: str = ""
    previous_href: str = ""
    next_href: str = ""
    matching: str = ""
    is_long: str = ""
    every: str = ""
    group: str = ""
    query: str = ""
    keeps: str = "true"
    export_query: str = ""
    currency: str = ""
    selected: list[str] = []
    has_all: bool = False
    """Whether all that the filter finds is selected, on whatever page."""
    selection: dict[str, str] = selection.NOTHING

    def __init_subclass__(cls, **options: Any) -> None:
        """Every handler needs the list's own permission."""
        super().__init_subclass__(**options)
        if "list_of" in cls.__dict__:
            for name in HANDLERS:
                setattr(cls.event_handlers[name].fn, PERMISSION_MARK, cls.list_of.needs)

    @rx.event
    async def load(self) -> None:
        """Fill the list for the page's address; another filter starts with nothing selected."""
        before, was_loaded = self.query, self.loaded
        await self._fill()
        if was_loaded and self.query != before:
            await self._select([])

    @rx.event
    async def narrow(self, form: dict[str, Any]) -> Any:
        """Go to the list with the filters of the form."""
        with speaking(language_of(self.router_data)):
            return rx.redirect(from_form(self.list_of, self._params(), form, self.currency))

    @rx.event
    async def search(self, text: str) -> Any:
        """Go to the list of what the text finds."""
        with speaking(language_of(self.router_data)):
            return rx.redirect(from_search(self.list_of, self._params(), text), replace=True)

    @rx.event
    async def toggle(self, number: str) -> None:
        """Select a record, or no longer."""
        chosen = [row[0] for row in self.rows] if self.has_all else self.selected
        await self._select(
            [one for one in chosen if one != number] if number in chosen else [*chosen, number]
        )

    @rx.event
    async def toggle_page(self) -> None:
        """Select every record of this page, or none of them."""
        here = [row[0] for row in self.rows]
        others = [number for number in self.selected if number not in here]
        is_whole = self.has_all or set(here) <= set(self.selected)
        await self._select(others if is_whole else [*others, *here])

    @rx.event
    async def select_all(self) -> None:
        """Select all that the filter finds."""
        self.selected, self.has_all = [], True
        self.selection = await self._read(selection.everything, self.list_of, self.query)

    @rx.event
    async def clear(self) -> None:
        """Select nothing."""
        await self._select([])

    @rx.event
    async def show_column(self, key: str) -> Any:
        """Show a column from now on, or no longer."""
        wanted = [one for one in self.columns if one != key] if key in self.columns else [*self.columns, key]
        known = [column.key for column in self.list_of.shown if column.key in wanted]
        await self._ask(views.choose_columns, self.list_of.name, known)
        await self._fill()

    @rx.event
    async def keep(self, form: dict[str, Any]) -> None:
        """Keep the filter in force under the name in the form."""
        await self._ask(views.save, self.list_of.name, str(form.get("name", "")), self.query)
        await self._fill()

    @rx.event
    async def forget(self, name: str) -> None:
        """Remove a saved view."""
        await self._ask(views.forget, self.list_of.name, name)
        self.saved = [view for view in self.saved if view[0] != name]

    async def _select(self, numbers: list[str]) -> None:
        kept = numbers[:MOST_NUMBERS]
        self.selected, self.has_all = kept, False
        words = await self._read(selection.chosen, self.list_of, kept) if kept else selection.NOTHING
        self.selection = dict(words)

    async def _fill(self) -> None:
        self._show(await self._read(self.view_of, self.list_of, self._params()))

    def _params(self) -> dict[str, str]:
        return dict(self.router.url.query_parameters)


def first_view_of(state: type[ListState]) -> Any:
    """What the page of a list shows before its socket is open."""

    def first_view(
        db: Session, actor: Actor, _path: str, query: Mapping[str, str]
    ) -> dict[type[rx.State], ListView]:
        return {state: state.view_of(db, actor, state.list_of, query)}

    return first_view
