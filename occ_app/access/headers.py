"""The security headers, a strict Content-Security-Policy first among them."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from occ_app.settings import STRIPE_API, Settings

STRIPE_SCRIPTS = ("https://js.stripe.com", "https://*.js.stripe.com")
STRIPE_FRAMES = (*STRIPE_SCRIPTS, "https://hooks.stripe.com")
"""As Stripe's security guide has them for cards: the fields are frames of its own, the bank's page another."""


def content_policy(settings: Settings, script_hashes: Iterable[str] = ()) -> str:
    """What a page may load and run; `script_hashes` are those of its own inline scripts."""
    return _policy(settings, scripts=script_hashes)


def card_policy(settings: Settings) -> str:
    """What the plain pages may load that ask for a card: Stripe's script, its frames and its API besides ours."""
    local = "{0.scheme}://{0.netloc}".format(urlsplit(settings.stripe_js_url))
    if local in STRIPE_SCRIPTS:
        return _policy(settings, scripts=STRIPE_SCRIPTS, connects=(STRIPE_API,), frames=STRIPE_FRAMES)
    return _policy(settings, scripts=(local,), connects=(local,))


def _policy(
    settings: Settings, scripts: Iterable[str], connects: Iterable[str] = (), frames: Iterable[str] = ()
) -> str:
    sockets = (origin.replace("http", "ws", 1) for origin in settings.origins)
    rules = {
        "default-src": ("'none'",),
        "script-src": ("'self'", *scripts),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:"),
        "font-src": ("'self'",),
        "connect-src": ("'self'", *sockets, *connects),
        "frame-src": tuple(frames),
        "form-action": ("'self'",),
        "frame-ancestors": ("'none'",),
        "base-uri": ("'none'",),
        "manifest-src": ("'self'",),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items() if sources)


def security_headers(settings: Settings) -> dict[str, str]:
    """What every answer carries; a built page says which inline scripts are its own."""
    headers = {
        "content-security-policy": content_policy(settings),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(self)",
    }
    if settings.is_https:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return headers
