"""“E-mail the list”, from the click to the file in the mail, and what is planned from there to its end."""

import io
import re
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest
from babel.numbers import format_currency
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from sqlmodel import delete, update

from occ_app import db as database
from occ_app import worker
from occ_app.models import MailingSchedule, MailState, OutboxMail
from occ_app.settings import get_settings
from occ_app.testing.browser import LAPTOP, PHONE, Portal

pytestmark = pytest.mark.browser

ANA, ELENA, TOMAS = (f"{name}@acme.example" for name in ("ana.ruiz", "elena.marin", "tomas.vidal"))
WORDS = {
    "es": {
        "e-mail": "Enviar por correo", "send": "Enviar", "note": "Nota", "month": "Cada mes", "week": "Cada semana",
        "weekday": "Día de la semana", "friday": "Viernes", "once": "Una vez, ahora", "lists": "Listas programadas",
        "on its way": "En camino a 2 personas.", "scheduled": "Programada para 1 persona", "every": "Cada viernes",
        "stop": "Detener", "stop it": "Detenerla", "stopped": "Detenida", "nobody": "Elija al menos a una persona",
        "empty": "No hay ninguna lista programada",
    },
    "en": {
        "e-mail": "E-mail", "send": "Send", "note": "Note", "month": "Every month", "week": "Every week",
        "weekday": "Weekday", "friday": "Friday", "once": "Once, now", "lists": "Scheduled lists",
        "on its way": "On its way to 2 people.", "scheduled": "Scheduled for 1 person", "every": "Every Friday",
        "stop": "Stop", "stop it": "Stop it", "stopped": "Stopped", "nobody": "Please choose at least one person",
        "empty": "No list is scheduled",
    },
}  # fmt: skip
IN_BOTH = [("es", PHONE), ("en", LAPTOP)]


@pytest.fixture(autouse=True)
def _nothing_planned(demo_url: str) -> None:
    """Nobody has mailed a list when a test begins."""
    with database.transaction() as opened:
        opened.execute(delete(MailingSchedule))


@pytest.fixture
def work(smtpd: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], dict[str, Any]]]:
    """A function that runs the worker until nothing is left to do: the mail its server got, by address."""
    with database.transaction() as db:  # what other tests had mailed
        db.exec(update(OutboxMail).where(OutboxMail.state == MailState.WAITING).values(state=MailState.SENT))
    monkeypatch.setenv("SMTP_URL", f"smtp://{smtpd.hostname}:{smtpd.port}")
    get_settings.cache_clear()

    def run() -> dict[str, Any]:
        while worker.mail_lists() + worker.deliver():
            pass
        listed = [mail for mail in smtpd.messages if mail.is_multipart() and _files(mail)]
        assert len(listed) == len({mail["to"] for mail in listed}), "somebody got it twice"
        return {mail["to"]: mail for mail in listed}

    yield run
    monkeypatch.undo()
    get_settings.cache_clear()


def opened(page: Page, language: str) -> Locator:
    """The dialog for the list on the page, filled."""
    page.get_by_role("button", name=WORDS[language]["e-mail"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(ANA)).to_be_visible()
    return dialog


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_what_is_filtered_arrives_as_a_file_with_the_same_sum(
    portal: Portal, rows: Any, work: Any, language: str, viewport: Any
):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport) as ana:
        page = ana.open("/invoices?status=past_due")
        dialog = opened(page, language)
        dialog.get_by_label(re.compile("Elena")).check()
        dialog.get_by_label("CSV").check()
        dialog.get_by_label(words["note"]).fill("Para el lunes <b>\n¿De acuerdo?")
        dialog.get_by_role("button", name=words["send"], exact=True).dblclick()
        expect(page.get_by_role("status").filter(has_text=words["on its way"])).to_be_visible()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name=words["e-mail"])).to_be_focused()
        got = work()
        assert set(got) == {ANA, ELENA}
        assert "Para el lunes <b>\n¿De acuerdo?" in _text(got[ELENA])
        assert set(_files(got[ANA])) == {"csv", "xlsx"}
        expect(page.locator("[data-group=past_due]")).to_contain_text(_due(got[ANA], language))
    _staff_see_the_names_of_the_files(portal, got[ANA], language)


def _due(mail: Any, language: str) -> str:
    """The sum that the file gives as due, as the screen writes it."""
    table = list(load_workbook(io.BytesIO(_files(mail)["xlsx"]), read_only=True).active.values)
    column = next(table[0].index(name) for name in ("Importe pendiente", "Amount due") if name in table[0])
    (euros,) = (row[column] for row in table if row[0] == "Total EUR")
    assert euros > 1_000
    return format_currency(euros, "EUR", locale=language)


def _files(mail: Any) -> dict[str, bytes]:
    parts = [part for part in mail.walk() if part.get_filename()]
    return {part.get_filename().rpartition(".")[2]: part.get_payload(decode=True) for part in parts}


def _text(mail: Any) -> str:
    plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return plain.get_payload(decode=True).decode().replace("\r\n", "\n")


def _staff_see_the_names_of_the_files(portal: Portal, mail: Any, language: str) -> None:
    with portal.visit("staff@meridian.example", language) as staff:
        page = staff.open("/staff/outbox")
        subject = str(make_header(decode_header(mail["subject"])))
        letter = page.locator(".letters li").filter(has_text=ANA).filter(has_text=subject).first
        expect(letter.locator(".badge")).to_have_text({"es": "Enviado", "en": "Sent"}[language])
        expect(letter).to_contain_text(re.compile(r"\.xlsx \(\d+ kB\) · .*\.csv \(\d+ kB\)"))
        assert letter.get_by_role("link").count() == 0, "what customers mail is not the supplier's to open"


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_a_list_is_scheduled_seen_and_stopped(portal: Portal, rows: Any, language: str, viewport: Any):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport) as ana:
        page = ana.open("/mailings")
        expect(page.get_by_text(words["empty"])).to_be_visible()
        page = ana.open("/invoices?status=open&type=support")
        dialog = opened(page, language)
        expect(dialog.get_by_label(words["weekday"])).to_be_hidden()
        dialog.get_by_label(words["week"]).check()
        dialog.get_by_label(words["weekday"]).select_option(words["friday"])
        dialog.get_by_role("button", name=words["send"], exact=True).click()
        expect(page.get_by_role("status").filter(has_text=words["scheduled"])).to_contain_text("07:00")
        opened(page, language).get_by_role("link", name=words["lists"]).click()
        expect(page).to_have_url(ana.url("/mailings"))
        plan = page.locator(".mailings li").filter(has_text=words["every"])
        expect(plan.get_by_role("link")).to_have_attribute(
            "href", f"/{language}/invoices?status=open&type=support"
        )
        _asks_before_it_stops(page, plan, words)
        expect(page.locator("#title")).to_be_focused()
        expect(page.get_by_text(words["empty"])).to_be_visible()
        expect(plan.filter(has_text=words["stopped"]).first).to_be_visible()
        assert rows("SELECT COUNT(*) AS n FROM mailing_schedule WHERE next_run_at IS NOT NULL")[0].n == 0


def _asks_before_it_stops(page: Page, plan: Locator, words: dict[str, str]) -> None:
    stop = plan.get_by_role("button", name=words["stop"])
    stop.click()
    page.keyboard.press("Escape")
    expect(stop).to_be_focused()
    stop.click()
    page.get_by_role("dialog").get_by_role("button", name=words["stop it"]).dblclick()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_refusal_is_said_in_the_dialog_and_keeps_what_was_typed(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/invoices?status=open")
        dialog = opened(page, "en")
        dialog.get_by_label(re.compile("Ana Ruiz")).uncheck()
        dialog.get_by_label("PDF").check()
        dialog.get_by_label("Every month").check()
        dialog.get_by_label("Day of the month").select_option("15")
        dialog.get_by_label("Note").fill("For Monday")
        dialog.get_by_role("button", name="Send", exact=True).click()
        expect(dialog.get_by_role("alert")).to_have_text("Please choose at least one person.")
        expect(dialog.get_by_label("PDF")).to_be_checked()
        expect(dialog.get_by_label("Day of the month")).to_have_value("15")
        expect(dialog.get_by_label("Note")).to_have_value("For Monday")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opened(page, "en").get_by_label("Note")).to_have_value("")
        expect(dialog.get_by_role("alert")).to_have_count(0)


def test_the_dialog_holds_the_list_on_the_screen_whenever_it_is_opened(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        page = ana.page
        page.goto(ana.url("/invoices?status=past_due"))  # not waiting for it to be filled
        dialog = opened(page, "en")
        expect(dialog.locator(".mailed")).to_contain_text("Past due")
        page.keyboard.press("Escape")
        page.locator("[data-group=open]").click()
        expect(page.locator("[data-group=open]")).to_have_attribute("aria-current", "page")
        expect(opened(page, "en").locator(".mailed")).to_contain_text("Open")


def test_a_technical_contact_mails_what_can_be_seen_and_is_offered_to_nobody_who_sees_more(
    portal: Portal, rows: Any
):
    with portal.visit(TOMAS, "en") as tomas:
        page = tomas.open("/invoices")
        mine = page.locator("[data-group=all] .tab-count span").first.inner_text()
        page.get_by_role("button", name="E-mail").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(".mailed small")).to_have_text(f"{mine} documents")
    with portal.visit(ANA, "en") as ana:
        expect(opened(ana.open("/invoices"), "en").get_by_text(TOMAS)).to_have_count(0)
