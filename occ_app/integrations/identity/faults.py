"""What goes wrong with an identity provider, in sentences."""

from occ_app.errors import PortalError


class ProviderFault(PortalError):
    """The provider, or what it answered, cannot be relied on; `reason` is the word that is recorded."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
