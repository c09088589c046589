"""What a service raises when the answer is a sentence for the customer."""


class PortalError(Exception):
    """An expected refusal; `str(error)` is the sentence the customer reads."""


class NotFound(PortalError):
    """No such record, or not this actor's: the two are never told apart."""


class Forbidden(PortalError):
    """The record may be the actor's company's, but the right is missing."""


class RightMissing(Forbidden):
    """The actor lacks a permission: where the company's administrators are known, they are named."""


class Invalid(PortalError):
    """An input is wrong; `field` says which one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class InvalidForm(PortalError):
    """Inputs of a form are wrong; `sentences` has one for each field that is."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(next(iter(sentences.values())))
        self.sentences = sentences


class SignedOut(PortalError):
    """The session has ended: the person has to sign in again."""


class ProofNeeded(PortalError):
    """The act is a sensitive one: the person has to show their second factor first, at `/LANG/second-factor`."""


class TooMany(PortalError):
    """A limit was reached; the sentence says when to come back."""
