"""The mails of signing in: a code with its link, or where to enter instead."""

from urllib.parse import urlencode

from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.services import outbox
from occ_app.settings import get_settings
from occ_app.templates import render

LIVES = outbox.USEFUL_FOR[outbox.SIGN_IN_CODE]


def link_url(link: str, language: str, goal: str) -> str:
    """Where the link of a mail leads."""
    query = {"token": link, "language": language} | ({"next": goal} if goal else {})
    return f"{get_settings().base_url.rstrip('/')}/auth/link?{urlencode(query)}"


def code_letter(code: str, language: str, url: str = "") -> outbox.Draft:
    """The mail that brings a code, and a link beside it, where there is one."""
    settings = get_settings()
    values = {
        "code": f"{code[:4]} {code[4:]}",
        "url": url,
        "minutes": int(LIVES.total_seconds() // 60),
        "brand": settings.brand_name,
        "support": settings.support_email,
        "language": language,
    }
    with speaking(language):
        return outbox.Draft(
            subject=_("Your sign-in code: {code}", code=values["code"]),
            text=render("mail_code.txt", **values),
            html=render("mail_code.html", **values),
        )


def company_letter(email: str, language: str, goal: str) -> outbox.Draft:
    """For people whose companies let nobody in with a code: where they enter instead."""
    settings = get_settings()
    query = {"reason": "company", "email": email} | ({"next": goal} if goal else {})
    values = {
        "url": f"{settings.base_url.rstrip('/')}/{language}/sign-in?{urlencode(query)}",
        "brand": settings.brand_name,
        "support": settings.support_email,
        "language": language,
    }
    with speaking(language):
        return outbox.Draft(
            subject=_("Sign in with your company"),
            text=render("mail_company.txt", **values),
            html=render("mail_company.html", **values),
        )
