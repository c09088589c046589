"""The frame of the pages before the door, and around it: plain HTML in the language spoken here."""

from starlette.responses import HTMLResponse, Response

from occ_app import branding
from occ_app.i18n import LANGUAGES, language
from occ_app.settings import get_settings
from occ_app.templates import render


def front_page(template: str, status: int = 200, **values: object) -> Response:
    """A template in the frame; `values` hold its `switch`, the page's address in the other language, or nothing."""
    settings = get_settings()
    html = render(
        template,
        language=language(),
        other=other_language(),
        languages=LANGUAGES,
        brand=settings.brand_name,
        brand_style=branding.style(),
        logo=settings.brand_logo,
        support=settings.support_email,
        **values,
    )
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def other_language() -> str:
    """The one that is not spoken here."""
    return next(code for code in LANGUAGES if code != language())
