"""A card and a bank in the browser: what people type into the card company’s fields, and answer their bank."""

from playwright.sync_api import expect

from occ_app.testing.browser import Visit

FIELDS = ("cc-number", "cc-exp-month", "cc-exp-year", "cc-csc")
"""Of the local Stripe server: plain inputs where Stripe has a frame."""


def type_card(visit: Visit, number: str, expires: tuple[str, str] = ("12", "34"), code: str = "123") -> None:
    """Fill in a card on the page that adds one."""
    for field, value in zip(FIELDS, (number, *expires, code), strict=True):
        visit.page.locator(f'.card-fields [autocomplete="{field}"]').fill(value)


def add_card(visit: Visit, number: str) -> None:
    """Type it in and hand it to the card company."""
    type_card(visit, number)
    visit.page.locator("form[data-card] button").click()


def answer_3ds(visit: Visit, *, complete: bool = True) -> None:
    """Answer the question of the bank, and wait until it is gone."""
    box = visit.page.get_by_role("dialog")
    expect(box).to_be_visible()
    box.get_by_role("button").nth(0 if complete else 1).click()
    expect(box).to_have_count(0)
