"""The overview: every figure is what the database holds, and leads to a list that adds up to it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_currency
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

PEOPLE = [
    ("ana.ruiz@acme.example", "es", LAPTOP, "Acme Iberia", "EUR", 2),
    ("john.baker@globex.example", "en", PHONE, "Globex Industries", "USD", 2),
    ("yuki.tanaka@initech.example", "en", LAPTOP, "Initech Japan", "JPY", 0),
]
MINE = "FROM invoice JOIN account ON account.id = account_id AND account.name LIKE :company || '%'"
LATE = "document = 'invoice' AND phase = 'open' AND due_on < :today"
OPEN = "document = 'invoice' AND phase <> 'closed' AND NOT (phase = 'open' AND due_on < :today)"


@pytest.mark.parametrize(("email", "language", "viewport", "company", "currency", "decimals"), PEOPLE)
def test_cards_ages_and_months_are_what_the_database_holds(
    portal: Portal, rows: Any, email, language, viewport, company, currency, decimals
):
    zone = rows("SELECT time_zone FROM account WHERE name LIKE :company || '%'", company=company)[0].time_zone
    today = datetime.now(ZoneInfo(zone)).date().isoformat()

    def due(where: str) -> str:
        found = rows(
            f"SELECT SUM(due_minor) AS minor {MINE} WHERE invoice.currency = :currency AND {where}",
            company=company,
            currency=currency,
            today=today,
        )
        return _money(found[0].minor or 0, currency, decimals, language)

    with portal.visit(email, language, viewport) as visit:
        page = visit.open("/overview")
        cards = page.locator(".figure-card .big").all_inner_texts()
        assert _plain(cards[:2]) == _plain([due(LATE), due(OPEN)])
        ages = page.locator(".aging .figure").all_inner_texts()
        ours = [
            f"document = 'invoice' AND phase <> 'closed' AND {days}"
            for days in (
                "due_on >= :today",
                "due_on BETWEEN date(:today, '-30 days') AND date(:today, '-1 days')",
                "due_on BETWEEN date(:today, '-60 days') AND date(:today, '-31 days')",
                "due_on BETWEEN date(:today, '-90 days') AND date(:today, '-61 days')",
                "due_on < date(:today, '-90 days')",
            )
        ]
        nothing = _money(0, currency, decimals, language)
        shown = [text if re.search(r"\d", text) else nothing for text in ages]
        assert _plain(shown) == _plain([due(where) for where in ours])
        _months_are_right(visit, rows, company, currency, decimals, today)


def _months_are_right(
    visit: Visit, rows: Any, company: str, currency: str, decimals: int, today: str
) -> None:
    billed = rows(
        f"""SELECT strftime('%Y-%m', issued_on) AS month, SUM(total_minor) AS minor {MINE}
        WHERE invoice.currency = :currency AND issued_on >= date(:today, 'start of month', '-11 months')
        GROUP BY month ORDER BY month DESC""",
        company=company,
        currency=currency,
        today=today,
    )
    visit.page.locator("details summary").click()
    shown = _plain(visit.page.locator("table.compact td.figure").all_inner_texts())
    wanted = _plain(_money(month.minor, currency, decimals, visit.language) for month in billed)
    assert len(shown) == 12
    assert all(amount in text.split(" · ") for text, amount in zip(shown, wanted, strict=True)), shown
    expect(visit.page.locator(".bars rect")).to_have_count(12)


@pytest.mark.parametrize(
    ("email", "language"), [("ana.ruiz@acme.example", "es"), ("john.baker@globex.example", "en")]
)
def test_every_figure_leads_to_the_list_that_adds_up_to_it(portal: Portal, email: str, language: str):
    with portal.visit(email, language) as visit:
        page = visit.open("/overview")
        links = [
            (link.locator(".figure").inner_text(), link.get_attribute("href"))
            for link in page.locator(".figure-card a, .aging a").all()
        ]
        for figure, href in links:
            if re.search(r"\d", figure):
                page.goto(f"{portal.address}{href}")
                visit.is_filled()
                expect(page.locator(".pager p")).to_contain_text(figure)


def test_the_newest_documents_open_from_the_overview(portal: Portal, rows: Any):
    newest = rows(
        f"SELECT invoice.number {MINE} ORDER BY issued_on DESC, invoice.id DESC LIMIT 1", company="Acme"
    )
    with portal.visit("ana.ruiz@acme.example", "es") as ana:
        ana.open("/overview").locator("tbody .number").first.click()
        expect(ana.page).to_have_url(ana.url(f"/invoices/{newest[0].number}"))
        ana.is_filled()


def _money(minor: int, currency: str, decimals: int, language: str) -> str:
    return format_currency(Decimal(minor).scaleb(-decimals), currency, locale=language)


def _plain(texts: Any) -> list[str]:
    """Without what differs only in kind of space and minus."""
    return [re.sub(r"\s", " ", text).replace("−", "-") for text in texts]
