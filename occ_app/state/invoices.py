"""The invoice list: everything it shows follows from its address."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import speaking
from occ_app.services.invoices import SORTS
from occ_app.state.base import PortalState, language_of, portal_event
from occ_app.state.invoice_rows import ListView, from_form, from_search, list_view


class InvoicesState(PortalState):
    """One page of rows and the words around it (shapes in `invoice_rows.ListView`)."""

    loaded: bool = False
    rows: list[list[str]] = []
    tabs: list[list[str]] = []
    chips: list[list[str]] = []
    sorts: dict[str, list[str]] = {name: [f"?sort={name}", "none"] for name in SORTS}
    form: dict[str, str] = {}
    sentence: str = ""
    sentence_is_late: bool = False
    footer: str = ""
    previous_href: str = ""
    next_href: str = ""
    group: str = ""
    query: str = ""
    export_query: str = ""

    @portal_event(Permission.INVOICES_READ)
    async def load(self) -> None:
        """Fill the list for the page's address."""
        self._show(await self._read(list_view, self._params()))

    @portal_event(Permission.INVOICES_READ)
    async def narrow(self, form: dict[str, Any]) -> Any:
        """Go to the list with the filters of the form."""
        with speaking(language_of(self.router_data)):
            return rx.redirect(from_form(self._params(), form if isinstance(form, dict) else {}))

    @portal_event(Permission.INVOICES_READ)
    async def search(self, text: str) -> Any:
        """Go to the list of what the text finds."""
        with speaking(language_of(self.router_data)):
            return rx.redirect(from_search(self._params(), str(text)), replace=True)

    def _params(self) -> dict[str, str]:
        return dict(self.router.url.query_parameters)


def first_view(
    db: Session, actor: Actor, _path: str, query: Mapping[str, str]
) -> dict[type[rx.State], ListView]:
    """What the page shows before its socket is open."""
    return {InvoicesState: list_view(db, actor, query)}
