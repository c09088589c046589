"""The security headers, a strict Content-Security-Policy first among them."""

from collections.abc import Iterable

from occ_app.settings import Settings


def content_policy(settings: Settings, script_hashes: Iterable[str] = ()) -> str:
    """What a page may load and run; `script_hashes` are those of its own inline scripts."""
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in settings.origins)
    scripts = " ".join(("'self'", *script_hashes))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self' {sockets}; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; manifest-src 'self'"
    )


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
