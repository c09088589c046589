"""What tests of paying by card do in the browser, and what has to agree in the end."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from occ_app.models import Person
from occ_app.money import Money, display
from occ_app.testing.browser import Visit
from tests.charging.shop import Shop


def payer(shop: Shop) -> str:
    """The address of the one who pays."""
    return shop.make(lambda make: make.db.get_one(Person, shop.person_id).email)


def review_and_confirm(visit: Visit) -> None:
    """From the sheet to wherever paying leads."""
    visit.page.get_by_role("button", name="Review the payment").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
    visit.page.locator("main button.primary").last.dblclick()


def on_payment(visit: Visit) -> str:
    """Wait for the payment's page; its number."""
    expect(visit.page).to_have_url(re.compile(r"/payments/P\w+$"))
    visit.is_filled()
    return visit.page.url.rpartition("/")[2]


def agree(shop: Shop, visit: Visit, number: str, minor: int) -> None:
    """Screen, ledger, receipt and Stripe say the same."""
    amount = Money(minor, "EUR")
    shown = display(amount, "en")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text(shown)
    receipt = visit.context.request.get(f"{visit.address}/documents/receipts/{number}.pdf")
    assert receipt.status == 200
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt.body())).pages)
    assert number in text
    assert shown in text
    assert shop.stripe.taken(shop.customer, number) == {"EUR": amount}
    assert shop.taken() == shop.posted()
    assert shop.problems() == []
