"""One document: everything its page shows follows from its address."""

from collections.abc import Mapping
from urllib.parse import unquote

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.services import delegations
from occ_app.state.base import PortalState, portal_event
from occ_app.state.invoice_around import Rows
from occ_app.state.invoice_view import InvoiceView, invoice_view


class InvoiceState(PortalState):
    """The document on the page (shapes in `invoice_view.InvoiceView`)."""

    missing: bool = False
    is_handed: bool = False
    mail_query: str = ""
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
    async def load(self) -> None:
        """Fill the page for the number and the list in its address."""
        url = self.router.url
        number = unquote(_last_part(url.path))
        self._show(await self._read(invoice_view, number, dict(url.query_parameters)))
        if self.is_handed:
            await self._ask(delegations.note_sight, number)


def first_view(
    db: Session, actor: Actor, path: str, query: Mapping[str, str]
) -> dict[type[rx.State], InvoiceView]:
    """What the page shows before its socket is open; nothing where there is no such document."""
    view = invoice_view(db, actor, _last_part(path), query)
    return {} if view.missing else {InvoiceState: view}


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
