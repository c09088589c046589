"""Identity providers (OpenID Connect): the protocol, and nothing of the portal's rules."""

from occ_app.integrations.identity.discovery import Metadata, Provider, discover, examine
from occ_app.integrations.identity.faults import ProviderFault
from occ_app.integrations.identity.fetching import check
from occ_app.integrations.identity.logout import Ending, farewell, read_ending
from occ_app.integrations.identity.visit import Claims, Start, begin, finish

__all__ = [
    "Claims",
    "Ending",
    "Metadata",
    "Provider",
    "ProviderFault",
    "Start",
    "begin",
    "check",
    "discover",
    "examine",
    "farewell",
    "finish",
    "read_ending",
]
