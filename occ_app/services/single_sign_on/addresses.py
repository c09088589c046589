"""The addresses that an identity provider is told about."""

from dataclasses import dataclass

from occ_app.settings import get_settings


@dataclass(frozen=True)
class Addresses:
    """What an administrator gives to the provider."""

    callback: str
    after_logout: str
    notice: str


def addresses(realm: int) -> Addresses:
    """Those of a realm. Each has its own, so that one provider's answer never passes for another's."""
    base = f"{get_settings().base_url.rstrip('/')}/auth/sso"
    return Addresses(f"{base}/{realm}/callback", f"{base}/signed-out", f"{base}/{realm}/logout")
