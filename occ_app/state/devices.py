"""A browser and its place in words, as far as they tell: for people to know their own devices by."""

from ipaddress import ip_address

from occ_app.i18n import gettext as _

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Chromium": "Chromium",
    "Safari": "Safari",
}
"""What is looked for, in this order: most browsers also name those they descend from."""

SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """`Firefox · Windows`."""
    found = [_named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)]
    return " · ".join(filter(None, found)) or _("Unknown device")


def place(address: str) -> str:
    """The address itself; no database tells where it is."""
    try:
        is_private = ip_address(address).is_private
    except ValueError:
        return _("Unknown address")
    return _("Local network ({address})", address=address) if is_private else address


def _named(text: str, words: dict[str, str]) -> str:
    return next((word for mark, word in words.items() if mark in text), "")
