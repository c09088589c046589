"""Rules of approval and limits in the browser: an administrator makes them, everybody else reads them."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from occ_app.testing.browser import LAPTOP, PHONE, ZOOMED, Portal, Visit

pytestmark = pytest.mark.browser

ANA, ELENA, MARTA = (f"{name}@acme.example" for name in ("ana.ruiz", "elena.marin", "marta.soler"))
PAGE = "/billing-profile/approvals"
DEEDS = "SELECT kind, subject, who FROM activity_entry WHERE kind LIKE 'approval_rule%' OR kind LIKE 'limit%' ORDER BY id"


def card(visit: Visit, heading: str) -> Locator:
    return visit.page.locator(".card", has=visit.page.get_by_role("heading", name=heading))


def test_an_administrator_makes_a_rule_sees_it_and_ends_it(portal: Portal, rows: Any):
    with portal.visit(MARTA) as marta:
        marta.open(PAGE)
        rules = card(marta, "Which payments need approval")
        expect(rules.get_by_role("row", name="Up to €25,000.00")).to_contain_text("No approval")
        expect(rules.get_by_role("row", name="Above €25,000.00")).to_contain_text("Executive: Elena Marín")
        rules.get_by_label("For payments above").fill("a lot")
        rules.get_by_role("button", name="Add the rule").click()
        expect(marta.page.locator("#rule-above-error")).to_contain_text("“a lot” is not an amount.")
        expect(rules.get_by_label("For payments above")).to_have_value("a lot")
        assert not marta.violations()
        rules.get_by_label("For payments above").fill("100,000")
        rules.get_by_label("Approvals needed").select_option("Two people")
        rules.get_by_label("By whom").select_option("Role: Executive")
        rules.get_by_role("button", name="Add the rule").click()
        expect(marta.page.locator("#rule-who-error")).to_contain_text("at least 2 people")
        rules.get_by_label("Approvals needed").select_option("One")
        rules.get_by_label("By whom").select_option("Only Elena Marín")
        rules.get_by_label("What counts").select_option("All that the same person pays in a day")
        rules.get_by_role("button", name="Add the rule").click()
        made = rules.get_by_role("row", name="Above €100,000.00")
        expect(made).to_contain_text("Elena Marín")
        expect(made).to_contain_text("all that a person pays in a day")
        expect(rules.get_by_role("row", name="Above €25,000.00")).to_contain_text("up to €100,000.00")
        expect(rules.get_by_label("For payments above")).to_have_value("")
        made.get_by_role("button", name="End it").click()
        dialog = marta.page.get_by_role("dialog")
        expect(dialog).to_contain_text("Above €100,000.00")
        assert not marta.violations()
        dialog.get_by_role("button", name="End it").click()
        expect(dialog).to_be_hidden()
        expect(made).to_have_count(0)
    assert [tuple(row) for row in rows(DEEDS)][-2:] == [
        ("approval_rule.made", "EUR > 100000.00", MARTA),
        ("approval_rule.ended", "EUR > 100000.00", MARTA),
    ]


def test_limits_are_saved_and_cleared(portal: Portal):
    with portal.visit(MARTA) as marta:
        marta.open(PAGE)
        limits = card(marta, "Limits")
        form = limits.locator("form", has_text="Change the limits in EUR")
        form.get_by_label("One payment").fill("500,000")
        form.get_by_label("All payments of a day").fill("1")
        form.get_by_role("button", name="Save the limits").click()
        expect(form).to_contain_text("cannot be below the limit of one payment")
        assert not marta.violations()
        form.get_by_label("All payments of a day").fill("")
        form.get_by_role("button", name="Save the limits").click()
        expect(form.get_by_role("status")).to_have_text("Saved.")
        expect(limits.locator("li", has_text="EUR")).to_contain_text("One payment: €500,000.00")
        form.get_by_label("One payment").fill("")
        form.get_by_role("button", name="Save the limits").click()
        expect(limits.locator("li", has_text="EUR")).to_contain_text("One payment: No limit")


@pytest.mark.parametrize("email", [ANA, ELENA])
def test_whoever_administers_nothing_reads_the_rules(portal: Portal, email: str):
    with portal.visit(email) as visit:
        visit.open(PAGE)
        expect(card(visit, "Which payments need approval")).to_contain_text("Above €25,000.00")
        expect(visit.page.locator("main form")).to_have_count(0)
        expect(visit.page.locator("main").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark"), (ZOOMED, "light")])
def test_nothing_is_in_anybodys_way(portal: Portal, viewport: Any, scheme: str):
    with portal.visit(MARTA, "es", viewport, scheme=scheme) as marta:
        marta.open(PAGE)
        assert not marta.violations()
        here = marta.page.locator(".sub-pages [aria-current=page]")
        expect(here).to_have_count(1)
        expect(here).to_be_in_viewport()
