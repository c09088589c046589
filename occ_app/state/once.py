"""A dialog whose form does something once, however often it is pressed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from occ_app.errors import Invalid, PortalError, ProofNeeded
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.state.base import PortalState, language_of
from occ_app.state.flash import FlashState


class OnceDialog(PortalState, mixin=True):
    """The base of such dialogs: each has a `prepare` that goes through `_open`, and a `send` that goes through `_once`.

    Its view has at least `token`, `error` and `ready`.
    """

    ready: bool = False
    token: str = ""
    """Of this opening of the dialog. Empty where there is nothing to do."""
    error: str = ""
    sending: bool = False
    sent: int = 0
    """Grows with everything done: then the dialog closes (`portal.js`)."""
    _spent: str = ""

    async def _open(
        self, refused: Callable[..., Any], view: Callable[..., Any], *given: Any
    ) -> AsyncIterator[None]:
        """Fill the dialog; `refused` makes its view where there is only an `error` to show."""
        self.ready = False
        yield
        try:
            self._show(await self._read(view, *given))
        except PortalError as refusal:
            self._show(refused(error=str(refusal)))

    async def _once(
        self, form: dict[str, Any], service: Callable[..., Any], *given: Any
    ) -> AsyncIterator[Any]:
        """Call a service with the form, once; a refusal leaves the dialog as it is."""
        if self._spent and form.get("token") == self._spent:
            return
        self.sending, self.error = True, ""
        yield
        try:
            self._check(form)
            answer = await self._ask(service, *given, form)
            self._spent = self.token
            told = await self._told(answer)
            self.sent += 1
            yield FlashState.tell(told)
        except ProofNeeded:
            # What asks for the second factor stands on the page, which the dialog would cover.
            self.sent, self.sending = self.sent + 1, False
            yield
            raise
        except PortalError as refusal:
            self.error = str(refusal)
        self.sending = False

    async def _told(self, answer: Any) -> str:
        """What is said of it once it is done: what the service answered."""
        return str(answer)

    def _check(self, form: dict[str, Any]) -> None:
        """A form that was drawn for something else does nothing."""
        if not self.token or form.get("token") != self.token:
            with speaking(language_of(self.router_data)):
                raise Invalid(_("This window is out of date. Please close it and open it again."))
