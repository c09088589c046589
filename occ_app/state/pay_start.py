"""Ways in to paying: a selection, all that is late, or an amount, each a draft to be looked through."""

from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.services import documents, paying
from occ_app.state.base import PortalState, language_of, portal_event

Options = list[str]


def of_query(db: Session, actor: Actor, query: str) -> list[str]:
    """Drafts for what a list’s query finds."""
    return paying.begin(db, actor, documents.choice_of(query))


def of_form(db: Session, actor: Actor, form: dict[str, Any]) -> list[str]:
    """Drafts for an amount."""
    return paying.begin_amount(db, actor, str(form.get("currency", "")), str(form.get("amount", "")))


class PayStartState(PortalState):
    """What is being begun."""

    starting: str = ""
    """The query, or other word, of what was pressed."""
    ready: bool = False
    currencies: Options = []
    error: str = ""
    begun: int = 0
    """Grows with every draft: then the dialog closes."""

    @portal_event(Permission.PAYMENTS_MAKE)
    async def begin(self, query: str) -> Any:
        """Pay the documents of this query, which may be `numbers=A,B`."""
        async for step in self._begin(query or "all", of_query, query):
            yield step

    @portal_event(Permission.PAYMENTS_MAKE)
    async def past_due(self) -> Any:
        """Pay all that is past due."""
        async for step in self._begin("late", paying.begin_past_due):
            yield step

    @portal_event(Permission.PAYMENTS_MAKE)
    async def prepare(self) -> None:
        """Fill the dialog that asks for an amount."""
        self.error, self.currencies = "", await self._read(paying.currencies)
        self.ready = True

    @portal_event(Permission.PAYMENTS_MAKE)
    async def amount(self, form: dict[str, Any]) -> Any:
        """Pay an amount, oldest first; a refusal leaves the dialog as it is."""
        self.error = ""
        try:
            async for step in self._begin("amount", of_form, form):
                yield step
        except Invalid as refusal:
            self.error = str(refusal)

    async def _begin(self, what: str, service: Any, *given: Any) -> Any:
        self.starting = what
        yield
        try:
            numbers = await self._ask(service, *given)
        finally:
            self.starting = ""
        self.begun += 1
        yield rx.redirect(f"/{language_of(self.router_data)}/pay/{numbers[0]}")
