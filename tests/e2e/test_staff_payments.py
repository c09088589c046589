"""The payments of all companies and what the card company told, as the supplier's staff see and treat them."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.models import WebhookEvent, WebhookRefusal, WebhookState
from occ_app.models.base import now
from occ_app.services import paying, webhooks
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit
from occ_app.testing.factories import Make

pytestmark = pytest.mark.browser

STAFF = "staff@meridian.example"
NAMES = count(1)


@pytest.fixture
def paid(demo_url: str) -> str:
    """The number of a card payment of 150 euros by a company that no other test knows."""
    name = f"Zephyr {next(NAMES):02}"
    with database.transaction() as db:
        make = Make(db)
        company = make.account(name, number=name.upper().replace(" ", ""))
        payer = make.person(f"{company.number.lower()}@zephyr.example", name="Zoe Marsh")
        bills = [
            (make.invoice(company, minor, number=f"{company.number}-{minor}"), minor)
            for minor in (10_000, 5_000)
        ]
        card = make.card(company, provider_id=f"pm_{company.number}")
        order = make.sent(company, card, *bills, number=f"P{company.number}", made_by=payer.pk)
        return paying.post(db, system(), order.pk, order.amount, f"pi_{company.number}").number


@pytest.fixture
def told(demo_url: str) -> Iterator[None]:
    """Events of the card company, one of them given up, and calls that were not from it."""
    with database.transaction() as db:
        db.exec(delete(WebhookEvent))
        db.exec(delete(WebhookRefusal))
        for event_id, state in (("evt_done", WebhookState.DONE), ("evt_given_up", WebhookState.FAILED)):
            error = "the card company did not answer" if state is WebhookState.FAILED else ""
            db.add(
                WebhookEvent(
                    event_id=event_id, kind="payment_intent.succeeded", object_id="pi_3PqLxk2eZvKYlo2C1sJ4W0aB",
                    happened_at=now(), state=state, tries=20 if error else 1, error=error,
                )
            )  # fmt: skip
        for address in ("192.0.2.1", "192.0.2.2"):
            webhooks.refuse(db, system(), "forged", address)
    yield
    with database.transaction() as db:
        db.exec(delete(WebhookEvent))
        db.exec(delete(WebhookRefusal))


def is_wide(visit: Visit) -> bool:
    """Whether the page scrolls sideways."""
    return bool(
        visit.page.evaluate("document.scrollingElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_payment_is_found_and_opened(portal: Portal, paid, viewport, scheme):
    with portal.visit(STAFF, "en", viewport, scheme=scheme) as staff:
        page = staff.open("/staff/payments")
        page.locator("[data-search]").fill(paid.lower())
        row = page.locator(".payments > li")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("Visa ···· 4242")
        row.locator("summary").click()
        expect(row.locator(".opened")).to_contain_text("Zoe Marsh")
        expect(row.locator(".opened")).to_contain_text(f"pi_{paid[1:]}")
        expect(row.locator(".opened")).to_contain_text("What happened")
        assert not staff.violations()
        assert not is_wide(staff)
        row.get_by_role("button", name="Give back").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Amount (EUR)")).to_have_value("150.00")
        assert not staff.violations()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_money_is_given_back_once_and_never_more_than_was_paid(portal: Portal, paid, rows):
    with portal.visit(STAFF) as staff:
        page = staff.open(f"/staff/payments?q={paid}")
        page.locator(".payments summary").click()
        page.get_by_role("button", name="Give back").click()
        dialog = page.get_by_role("dialog")
        amount = dialog.get_by_label("Amount (EUR)")
        amount.fill("150.01")
        dialog.get_by_label("Reason").fill("The order was cancelled")
        give = dialog.get_by_role("button", name="Give back", exact=True)
        give.click()
        expect(dialog.get_by_role("alert")).to_contain_text("At most €150.00")
        amount.fill("20")
        give.dblclick()
        # No card company is set up here: it is asked all the same, and that it did nothing is told.
        expect(page.locator(".flash")).to_contain_text("did not give it back")
        expect(dialog).to_be_hidden()
        opened = page.locator(".opened")
        expect(opened).to_contain_text("The order was cancelled")
        expect(opened).to_contain_text("Can be given back: €150.00")
        expect(page.locator(".payments .late")).to_contain_text("A refund failed")
        page.locator(".tabs").get_by_text("Needs attention").click()
        expect(page.locator(".payments > li")).to_have_count(1)
    asked = rows(
        "SELECT r.amount_minor FROM refund r JOIN payment p ON p.id = r.payment_id WHERE p.number = :n",
        n=paid,
    )
    assert [row.amount_minor for row in asked] == [2_000]


def test_the_page_is_not_for_customers(portal: Portal, paid):
    with portal.visit("ana.ruiz@acme.example") as ana:
        page = ana.open(f"/staff/payments?q={paid}")
        expect(page.get_by_role("alert")).to_contain_text("You do not have the right")
        expect(page.get_by_text("Zephyr")).to_have_count(0)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_card_company_told_is_seen_and_tried_again(portal: Portal, told, rows, viewport, scheme):
    with portal.visit(STAFF, "en", viewport, scheme=scheme) as staff:
        page = staff.open("/staff/webhooks")
        events = page.locator(".events > li")
        expect(events).to_have_count(2)
        expect(page.locator(".title .sentence")).to_contain_text("1 event was given up.")
        expect(page.locator(".refused-calls")).to_contain_text("2 calls")
        expect(page.locator(".refused-calls")).to_contain_text("192.0.2.2")
        assert not staff.violations()
        assert not is_wide(staff)
        events.filter(has_text="evt_given_up").get_by_role("button", name="Try again").click()
        expect(page.locator(".flash")).to_contain_text("within a minute")
        expect(events.filter(has_text="evt_given_up")).to_contain_text("Waiting")
    [event] = rows("SELECT state, tries FROM webhook_event WHERE event_id = 'evt_given_up'")
    assert (event.state, event.tries) == ("waiting", 0)
