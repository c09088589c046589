import json
from datetime import date

import pytest

from occ_app.documents import invoice_pdf, press
from occ_app.services import invoices


@pytest.fixture
def printing(make, bills, db):
    account = bills.acme()
    actor = make.actor(make.contact(account))
    detail = invoices.detail(db, actor, bills.ordinary(account).number)
    return lambda: invoice_pdf.render(detail, account, "es")


def test_a_large_document_printed_apart_is_the_same_to_the_byte(printing, monkeypatch):
    here = printing()
    monkeypatch.setattr(press, "LARGE", 10)
    monkeypatch.setattr(press, "_print_here", lambda *_: pytest.fail("printed here"))
    assert printing() == here


def test_a_template_that_fails_raises_here_and_apart(monkeypatch):
    for large in (press.LARGE, 1):
        monkeypatch.setattr(press, "LARGE", large)
        with pytest.raises(Exception, match=r"accent|status 1"):
            press.print_pdf("paper.typ", json.dumps({}), date(2026, 1, 1))
