"""Where a form may send somebody afterwards: a page of this portal, nowhere else."""

import re

from occ_app.i18n import LANGUAGES

_SEGMENT = r"(?!\.{1,2}(?:/|\?|$))(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%(?!5[cC]|7[fF])[2-7][0-9A-Fa-f])+"
_QUERY = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_PAGE = re.compile(rf"/(?:{'|'.join(LANGUAGES)})(?:/{_SEGMENT})*/?(?:\?{_QUERY})?")
"""Plain printable ASCII after `/es` or `/en`: no scheme, no host, no backslash, no way up."""

LONGEST = 2_000


def page_of_ours(path: str) -> str:
    """The path if it is a page of this portal, else empty: an open redirect is impossible."""
    return path if len(path) <= LONGEST and _PAGE.fullmatch(path) else ""


def in_language(path: str, language: str) -> str:
    """The same page in another language; its overview if the path is not ours."""
    rest = page_of_ours(path)[3:]
    return f"/{language}{rest}" if rest else overview(language)


def overview(language: str) -> str:
    """The first page of the portal."""
    return f"/{language}/overview"
