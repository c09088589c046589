"""E-mail domains: which address belongs to which, and which ones no company can call its own."""

import re

from email_validator import EmailNotValidError, validate_email

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _

MOST = 20

OF_EVERYBODY = frozenset(
    [
        "aol.com",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "icloud.com",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.es",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "terra.es",
        "web.de",
        "yahoo.com",
        "yahoo.es",
        "yandex.com",
        "yandex.ru",
        "163.com",
    ]
)
"""Where anybody can have an address."""


def normal(email: str) -> str:
    """The address in the form it is stored in; empty if it is none."""
    try:
        found = validate_email(email.strip()[:320], check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return found.normalized.lower()


def domain_of(email: str) -> str:
    """What stands after the @ of an address; empty if it is none."""
    return normal(email).rpartition("@")[2]


def parse(written: str) -> list[str]:
    """The domains somebody wrote, one after another however separated; Invalid names the first that is none."""
    words = [word.removeprefix("@") for word in re.split(r"[\s,;]+", written[:5_000]) if word]
    if not words:
        raise Invalid(_("Write the e-mail domains of your people, as in acme.example."), "domains")
    if len(words) > MOST:
        raise Invalid(_("These are too many domains; {most} at most.", most=MOST), "domains")
    return list(dict.fromkeys(_parsed(word) for word in words))


def _parsed(word: str) -> str:
    domain = domain_of(f"someone@{word}")
    if not domain:
        raise Invalid(_("“{domain}” is not an e-mail domain.", domain=word[:100]), "domains")
    if domain in OF_EVERYBODY:
        raise Invalid(
            _("Anybody can have an address at {domain}: it is no domain of your company.", domain=domain),
            "domains",
        )
    return domain
