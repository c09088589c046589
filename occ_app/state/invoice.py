"""One document: everything its page shows follows from its address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.services import documents
from occ_app.state.base import PortalState, portal_event
from occ_app.state.invoice_around import Rows
from occ_app.state.invoice_view import InvoiceView, invoice_view


class InvoiceState(PortalState):
    """The document on the page (shapes in `invoice_view.InvoiceView`)."""

    missing: bool = False
    is_handed: bool = False
    mail_query: str = ""
    pay: Rows = []
    head: Rows = []
    files: Rows = []
    facts: Rows = []
    parties: Rows = []
    lines: Rows = []
    totals: Rows = []
    notes: Rows = []
    notices: Rows = []
    movements: Rows = []
    bank: Rows = []
    crumbs: Rows = []
    previous: Rows = []
    following: Rows = []
    links: Rows = []
    siblings: Rows = []
    compared: Rows = []
    changes: Rows = []

    @portal_event(Permission.INVOICES_READ)
    async def load(self) -> Any:
        """Fill the page for the number and the list in its address."""
        url = self.router.url
        number = unquote(_last_part(url.path))
        self._show(await self._read(invoice_view, number, dict(url.query_parameters)))
        return InvoiceState.note

    @portal_event(Permission.INVOICES_READ)
    async def note(self) -> None:
        """Tell the trail that the document was opened; it is on the page by now."""
        await self._ask(documents.note_opened, unquote(_last_part(self.router.url.path)))


def first_view(
    db: Session, actor: Actor, path: str, query: Mapping[str, str]
) -> dict[type[rx.State], InvoiceView]:
    """What the page shows before its socket is open; nothing where there is no such document."""
    view = invoice_view(db, actor, _last_part(path), query)
    return {} if view.missing else {InvoiceState: view}


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def opened(db: Session, actor: Actor, path: str) -> None:
    """The same for a page that came with its document in it."""
    documents.note_opened(db, actor, unquote(_last_part(path)))
