"""One built front end, one served portal with the demo companies, one browser, for every test here.

They live as long as the package's tests: Playwright keeps an event loop running, which tests elsewhere
must not find.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright
from sqlalchemy import text
from sqlmodel import update

from occ_app import db as database
from occ_app import demo
from occ_app.commands import build
from occ_app.demo import cards
from occ_app.models import ColorMode, Person
from occ_app.testing import databases, stripe_server
from occ_app.testing.browser import Portal
from occ_app.testing.browser_path import FLAGS, browser_path
from occ_app.testing.server import Server, serving
from tests.charging.shop import Shop, opened


@pytest.fixture(scope="package")
def demo_url() -> Iterator[str]:
    """The demo companies in a database which this process and the served portal share."""
    with databases.temporary("sqlite") as url:
        demo.fill()
        yield url


@pytest.fixture(scope="package")
def card_company(demo_url: str) -> Iterator[stripe_server.LocalStripe]:
    """A Stripe server on this machine, where the demo companies have their cards."""
    with stripe_server.running() as server:
        with stripe_server.taking_cards(server):
            cards.fill(server.url, demo.supplier_today())
        yield server


@pytest.fixture(scope="package")
def served(
    demo_url: str, card_company: stripe_server.LocalStripe, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The portal in a process of its own, built when its sources have changed; cards are the local server’s."""
    build.build()
    log = tmp_path_factory.mktemp("served") / "portal.log"
    with serving(demo_url, log, **card_company.environment) as server:
        card_company.report_to(f"{server.url}/webhooks/stripe")
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody but the portal."""
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        except Error as error:
            pytest.fail(
                f"No browser to test with: run `make browser`, or name one in OCC_BROWSER ({error}).",
                pytrace=False,
            )
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def portal(served: Server, browser: Browser, card_company: stripe_server.LocalStripe) -> Portal:
    """What tests visit."""
    return Portal(served.url, browser, card_company.url)


@pytest.fixture
def shop(served: Server, card_company: stripe_server.LocalStripe) -> Iterator[Shop]:
    """A company of the test's own that pays by card, in the database of the served portal."""
    with stripe_server.taking_cards(card_company):
        yield opened(card_company, name="Zenith")  # which no test takes for one of the demo’s


@pytest.fixture
def rows(demo_url: str) -> Callable[..., list[Any]]:
    """`rows(sql, name=value)`: what is in the database, without any code of the portal in between."""

    def read(sql: str, **values: object) -> list[Any]:
        with database.transaction(reads_only=True) as opened:
            return list(opened.execute(text(sql), values))

    return read


@pytest.fixture(autouse=True)
def _as_they_were(demo_url: str) -> None:
    """Nobody has chosen a colour mode or another language when a test begins, asked for codes or kept a view.

    Nor has anybody a second factor.
    """
    with database.transaction() as opened:
        opened.execute(update(Person).values(color_mode=ColorMode.SYSTEM, language="", has_factor=False))
        for table in (
            "attempt",
            "saved_view",
            "column_choice",
            "authenticator_app",
            "passkey",
            "recovery_code",
        ):
            opened.execute(text(f"DELETE FROM {table}"))
