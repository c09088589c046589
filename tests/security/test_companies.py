"""One person, two companies, several tabs: each acts in the company it was opened in."""

import json

import pytest
from sqlmodel import col, select

from occ_app import db as database
from occ_app.models import AccessRight, Account
from occ_app.models.base import now
from occ_app.testing.socket_client import HYDRATE, ROOT_STATE
from tests.security.conftest import ACME, ANA, GLOBEX, JOHN, KUWAIT

LOAD = f"{ROOT_STATE}.reflex___state____on_load_internal_state.on_load_internal"


@pytest.fixture
def john(portal):
    return portal.session(JOHN)


def company(name):
    """The id of a company."""
    with database.transaction(reads_only=True) as db:
        return db.exec(select(Account.id).where(Account.name == name)).one()


def switch(portal, session, name):
    """As the switcher of another tab does."""
    answer = portal.browser(session, origin=portal.server.url).post(
        "/preferences/company", data={"account": str(company(name))}
    )
    assert answer.status_code == 303


def test_a_tab_goes_on_in_its_own_company_after_another_tab_switched(portal, john):
    with portal.page(john, "/en/invoices") as first:
        switch(portal, john, "Globex Kuwait")
        with portal.page(john, "/en/invoices") as second:
            assert KUWAIT in json.dumps(second.state)
            first.state.clear()
            first.send(HYDRATE)
            first.until(lambda: first.of("invoices_state").get("rows"))
            assert first.of("frame_state")["company"] == "Globex Industries"
            assert GLOBEX in json.dumps(first.state)
            assert KUWAIT not in json.dumps(first.state)


def test_a_tab_that_comes_back_after_a_switch_starts_blank_in_the_new_company(portal, john):
    with portal.page(john, "/en/invoices", token="same-tab"):
        pass
    switch(portal, john, "Globex Kuwait")
    with portal.page(john, "/en/invoices", token="same-tab") as page:
        assert page.of("frame_state")["company"] == "Globex Kuwait"
        assert GLOBEX not in json.dumps(page.state)


def test_nobody_switches_into_a_foreign_company(portal):
    session = portal.session(ANA)
    browser = portal.browser(session, origin=portal.server.url)
    for account in (company("Globex Industries"), 0, -1, 10**9, "1 OR 1=1", "", "٣"):
        assert browser.post("/preferences/company", data={"account": str(account)}).status_code == 404
    with portal.page(session) as page:
        assert page.of("frame_state")["company"] == "Acme Iberia"


def test_a_company_whose_orders_name_a_person_no_more_is_closed_to_open_tabs(portal, john):
    kuwait = company("Globex Kuwait")
    switch(portal, john, "Globex Kuwait")
    with portal.page(john, "/en/invoices") as page:
        switch(portal, john, "Globex Industries")
        with database.transaction() as db:
            right = db.exec(select(AccessRight).where(col(AccessRight.account_id) == kuwait)).one()
            right.ended_at = now()
        before = json.dumps(page.state)
        page.send(LOAD)
        page.until(lambda: page.events)
        with database.transaction() as db:
            db.get(AccessRight, right.pk).ended_at = None
        assert page.events[0]["payload"]["path"] == "/en/signed-out"
        assert json.dumps(page.state) == before


def test_the_files_of_a_tab_are_of_its_own_company_whatever_another_tab_does(portal, john):
    browser = portal.browser(john)
    with portal.page(john, f"/en/invoices/{GLOBEX}") as first:
        pdf = first.of("invoice_state")["files"][0][1]
    with portal.page(john, "/en/invoices") as first:
        csv = "/documents/invoices.csv" + first.of("invoices_state")["export_query"]
    switch(portal, john, "Globex Kuwait")
    listed = browser.get(csv).text
    assert GLOBEX in listed
    assert KUWAIT not in listed
    assert browser.get(pdf).status_code == 200
    assert KUWAIT in browser.get("/documents/invoices.csv").text


def test_no_file_of_a_foreign_company_is_had_by_naming_it(portal, john):
    browser = portal.browser(john)
    for named in (company("Acme Iberia"), 0, "", "x", "-1", "9" * 30, "٣", "1 OR 1=1"):
        answer = browser.get("/documents/invoices.csv", params={"company": named})
        assert answer.status_code == 401, named
        assert ACME not in answer.text


def test_a_document_of_the_other_company_is_not_found(portal, john):
    browser = portal.browser(john)
    assert browser.get(f"/documents/invoices/{GLOBEX}.pdf").status_code == 200
    assert browser.get(f"/documents/invoices/{KUWAIT}.pdf").status_code == 404
    assert browser.get(f"/documents/invoices/{ACME}.pdf").status_code == 404
