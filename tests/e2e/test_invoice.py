"""One document, as somebody reads it who has a list to go through."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from occ_app.testing.browser import LAPTOP, PHONE, ZOOMED, Portal

pytestmark = pytest.mark.browser

ANA, TOMAS = "ana.ruiz@acme.example", "tomas.vidal@acme.example"
OF_ACME = "FROM invoice JOIN account ON account.id = account_id AND account.name LIKE 'Acme%'"
LATE = f"SELECT invoice.* {OF_ACME} WHERE document = 'invoice' AND phase = 'open' AND due_on < date('now') ORDER BY urgency, invoice.id"
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((shift) => window.shifts.push(
  [shift.value, ...shift.sources.map((source) => source.node?.outerHTML?.slice(0, 120) ?? "")])))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def late(rows: Any) -> list[Any]:
    """What Acme has past due, in the order of the list."""
    return list(rows(LATE))


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize(("language", "due"), [("es", "Importe pendiente"), ("en", "Amount due")])
def test_the_document_stands_while_the_socket_is_silent(
    portal: Portal, late: Any, rows: Any, language: str, due: str, viewport: Any
):
    lines = rows("SELECT * FROM invoice_line WHERE invoice_id = :id ORDER BY position", id=late[0].id)
    with portal.visit(ANA, language, viewport) as ana:
        page = ana.page
        page.route_web_socket("**/_event/**", lambda _socket: None)
        page.goto(ana.url(f"/invoices/{late[0].number}?status=past_due"))
        title = page.get_by_role("heading", level=1)
        expect(title).to_contain_text(late[0].number)
        expect(page.locator(".invoice-head .badge")).to_have_attribute("data-status", "past_due")
        expect(page.locator(".lines tbody tr")).to_have_count(len(lines))
        expect(page.locator(".totals")).to_contain_text(due)
        expect(page.locator(".facts")).to_contain_text(late[0].po_number)
        expect(page.locator(".steps a")).to_have_attribute("href", re.compile(f"/{late[1].number}\\?status="))
        expect(page.locator("main .skeleton:visible")).to_have_count(0)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_react_adopts_the_document_and_nothing_moves(portal: Portal, late: Any, viewport: Any):
    with portal.visit(ANA, "es", viewport) as ana:
        page = ana.page
        page.add_init_script(SHIFTS)
        page.goto(ana.url(f"/invoices/{late[0].number}?status=past_due"), wait_until="commit")
        marked = page.locator("#title, .lines tbody tr, .totals > div, .card")
        marked.first.evaluate("one => { one.dataset.seen = 'yes' }")
        ana.is_filled()
        page.wait_for_load_state("networkidle")
        expect(marked.first).to_have_attribute("data-seen", "yes")
        assert [shift for shift in page.evaluate("window.shifts") if shift[0] > 0.01] == []


def test_without_javascript_the_document_can_be_read_and_walked(portal: Portal, late: Any):
    with portal.visit(ANA, "en", java_script_enabled=False) as ana:
        page = ana.page
        page.goto(ana.url(f"/invoices/{late[0].number}?status=past_due"))
        page.locator(".steps a[rel=next]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(late[1].number)
        page.locator(".crumbs a").nth(1).click()
        expect(page).to_have_url(ana.url("/invoices?status=past_due"))


def test_one_walks_through_the_list_and_back_to_it(portal: Portal, late: Any):
    numbers = [invoice.number for invoice in late]
    with portal.visit(ANA, "es") as ana:
        page = ana.open(f"/invoices/{numbers[0]}?status=past_due")
        expect(page.locator(".steps a")).to_have_count(1)
        for number in numbers[1:]:
            page.keyboard.press("n")
            _is_at(page, ana.url(f"/invoices/{number}?status=past_due"), number)
        expect(page.locator("[data-key=n]")).to_have_count(0)
        page.keyboard.press("n")
        page.keyboard.press("p")
        _is_at(page, ana.url(f"/invoices/{numbers[-2]}?status=past_due"), numbers[-2])
        page.get_by_role("link", name=f"Anterior: {numbers[-3]}").click()
        _is_at(page, ana.url(f"/invoices/{numbers[-3]}?status=past_due"), numbers[-3])
        page.go_back()
        expect(page.locator("#title")).to_contain_text(numbers[-2])
        page.get_by_role("link", name="Vencidas", exact=True).click()
        expect(page).to_have_url(ana.url("/invoices?status=past_due"))
        expect(page.locator("tbody .number")).to_have_text(numbers)


def _is_at(page: Page, url: str, number: str) -> None:
    expect(page).to_have_url(url)
    expect(page.locator("#title")).to_contain_text(number)
    expect(page.locator("#title")).to_be_focused()
    expect(page.locator(".crumbs [aria-current=page]")).to_have_text(number)


@pytest.mark.parametrize("query", ["sort=price", "issued_from=31/10/2026", "status=%00", "q=" + "x" * 300])
def test_rubbish_in_the_address_is_ignored(portal: Portal, late: Any, query: str):
    with portal.visit(ANA, "es") as ana:
        page = ana.open(f"/invoices/{late[0].number}?{query}")
        expect(page.locator("#title")).to_contain_text(late[0].number)
        expect(page.locator(".crumbs a")).to_have_count(2)


def test_what_is_typed_elsewhere_can_be_copied(portal: Portal, late: Any):
    stored = late[0]
    plain = f"{stored.due_minor / 100:.2f}".replace(".", ",")
    with portal.visit(ANA, "es") as ana:
        page = ana.open(f"/invoices/{stored.number}")
        said = page.locator(".flash-region")
        for what, value in {
            "número": stored.number,
            "importe pendiente": plain,
            "Orden de compra": stored.po_number,
            "Pedido": None,
            "Referencia": stored.reference,
            "Importe": plain,
        }.items():
            button = page.get_by_role("button", name=re.compile(f"^Copiar {what}"))
            button.click()
            expect(button).to_have_attribute("data-done", "true")
            expect(said).to_contain_text("Copiado")
            assert page.evaluate("navigator.clipboard.readText()") in (value, value or _order(page))


def _order(page: Page) -> str:
    return page.locator(".facts a:visible").first.inner_text()


def test_sharing_copies_the_address_without_the_list_and_says_who_can_open_it(portal: Portal, late: Any):
    with portal.visit(ANA, "en") as ana:
        page = ana.open(f"/invoices/{late[0].number}?status=past_due&q={late[0].number}")
        page.get_by_role("button", name="Share").click()
        expect(page.locator(".flash")).to_contain_text("Only people with the right to see it")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == ana.url(f"/invoices/{late[0].number}")


def test_a_phone_shares_in_its_own_way(portal: Portal, late: Any):
    with portal.visit(ANA, "en", PHONE, is_mobile=True) as ana:
        ana.page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
        page = ana.open(f"/invoices/{late[0].number}?status=past_due")
        page.get_by_role("button", name="Share").tap()
        assert page.evaluate("window.shared.url") == ana.url(f"/invoices/{late[0].number}")
        assert "right to see it" in page.evaluate("window.shared.text")


def test_the_rest_of_the_order_and_the_invoice_before_are_one_tap_away(portal: Portal, late: Any, rows: Any):
    order = rows("SELECT * FROM customer_order WHERE id = :id", id=late[0].order_id)[0]
    count = rows("SELECT COUNT(*) AS n FROM invoice WHERE order_id = :id", id=order.id)[0].n
    with portal.visit(ANA, "en") as ana:
        page = ana.open(f"/invoices/{late[0].number}")
        expect(page.locator(".siblings li")).to_have_count(min(count - 1, 5))
        before = page.locator(".compared a").inner_text().partition(",")[0]
        page.locator(".compared a").click()
        expect(page.locator("#title")).to_contain_text(before)
        page.get_by_role("link", name=f"All {count} documents of {order.number}").click()
        expect(page).to_have_url(ana.url(f"/invoices?order={order.number}"))
        expect(page.locator("tbody .number")).to_have_count(min(count, 50))


def test_a_technical_contact_is_led_to_own_orders_only(portal: Portal, rows: Any):
    mine = {
        row.number
        for row in rows(
            "SELECT number FROM invoice WHERE order_id IN (SELECT order_id FROM order_contact JOIN person"
            " ON person.id = person_id WHERE email = :email)",
            email=TOMAS,
        )
    }
    with portal.visit(TOMAS, "en") as tomas:
        page = tomas.open("/invoices")
        number = page.locator("tbody .number").first.inner_text()
        page = tomas.open(f"/invoices/{number}")
        for _step in range(4):
            page.keyboard.press("n")
            expect(page.locator("#title")).not_to_contain_text(number)
            number = page.locator(".crumbs [aria-current=page]").inner_text()
            linked = set(re.findall(r"MC-\d{4}-\d{6}", page.locator("main").inner_text()))
            assert linked <= mine


@pytest.mark.parametrize("language", ["es", "en"])
def test_on_paper_it_is_one_clean_page(portal: Portal, late: Any, language: str):
    with portal.visit(ANA, language, scheme="dark") as ana:
        page = ana.open(f"/invoices/{late[0].number}?status=past_due")
        page.emulate_media(media="print")
        for gone in (".way", ".actions", ".copy", ".timeline", ".siblings", ".compared"):
            expect(page.locator(gone).first).to_be_hidden()
        for kept in ("#title", ".parties", ".facts", ".lines", ".totals", ".bank"):
            expect(page.locator(kept).first).to_be_visible()
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED])
def test_a_finger_finds_every_button(portal: Portal, late: Any, viewport: Any):
    with portal.visit(ANA, "es", viewport) as ana:
        page = ana.open(f"/invoices/{late[1].number}?status=past_due")
        small = page.locator("main :is(button, .button, .steps a):visible").evaluate_all(
            "all => all.map((e) => [e.getBoundingClientRect(), e]).filter(([box]) => box.width < 44 || box.height < 44)"
            ".map(([box, e]) => [box.width, box.height, e.outerHTML.slice(0, 80)])"
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
