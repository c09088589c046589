"""Pages declare themselves once, with `@portal_page`; routes, rail, guard and page tests follow from it."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any

from occ_app.access import modules
from occ_app.access.permissions import GRANTS, Permission, Role
from occ_app.i18n import lazy

PUBLIC = None
"""What a page says that anybody may open, signed in or not."""


class Section(StrEnum):
    """The rail's headings, in their order; a page without one stands above them all."""

    TOP = ""
    BILLING = lazy("Billing")
    AGREEMENTS = lazy("Agreements")
    REWARDS = lazy("Rewards")
    COMPANY = lazy("Company")
    SUPPLIER = lazy("Supplier")


@dataclass(frozen=True)
class PortalPage:
    """Where a page is, who may open it, and what draws and fills it."""

    route: str
    title: str
    needs: Permission | None
    draw: Callable[[], Any]
    on_load: Any = None
    first_view: Any = None
    """(db, actor, path, query) to the view of each state painted with the page (`first_paint`)."""
    opened: Any = None
    """(db, actor, path): what is noted of a page that was painted, once it is sent."""
    icon: str = ""
    section: Section = Section.TOP
    order: int = 100
    in_rail: bool = True
    has_own_styles: bool = True
    """Whether it needs `pages.css` beside the styles of frame, lists and documents, which are all that a first visit to
    those brings.
    """

    @property
    def is_for_customers(self) -> bool:
        """Whether any contact type may open it (else it is the supplier's own)."""
        return self.needs is not None and bool(set(GRANTS[self.needs]) - {Role.STAFF, Role.SYSTEM})


PAGES: dict[str, PortalPage] = {}


def portal_page(route: str, *, title: str, needs: Permission | None, **where: Any) -> Callable[[Any], Any]:
    """Declare a page: `route` without language, `title` an English text marked with `lazy`.

    `where` takes the other fields of `PortalPage`.
    """

    def declare(draw: Callable[[], Any]) -> Callable[[], Any]:
        if route in PAGES:
            raise ValueError(f"two pages at {route}: {PAGES[route].draw.__module__} and {draw.__module__}")
        page = PAGES[route] = PortalPage(route=route, title=title, needs=needs, draw=draw, **where)
        if page.needs is not None and page.in_rail and page.is_for_customers:
            modules.declare(title, page.needs, (list(Section).index(page.section), page.order))
        return draw

    return declare


def discover(pages: ModuleType) -> list[PortalPage]:
    """Import every module of the `pages` package; what they declared, in the rail's order."""
    for module in pkgutil.walk_packages(pages.__path__, f"{pages.__name__}."):
        importlib.import_module(module.name)
    sections = list(Section)
    return sorted(PAGES.values(), key=lambda page: (sections.index(page.section), page.order, page.route))


def rail() -> list[PortalPage]:
    """The pages of the rail, in order."""
    sections = list(Section)
    shown = [page for page in PAGES.values() if page.in_rail and page.needs is not PUBLIC]
    return sorted(shown, key=lambda page: (sections.index(page.section), page.order))


def page_at(path: str) -> PortalPage | None:
    """The page at an address: `/es/invoices`, `/es/invoices/MC-1`."""
    route = "/" + path.strip("/").partition("/")[2]
    if route in PAGES:
        return PAGES[route]
    parent = route.rpartition("/")[0]
    return next((page for page in PAGES.values() if page.route.startswith(f"{parent}/[")), None)
