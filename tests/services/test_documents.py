import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, NotFound
from occ_app.services import documents


def test_a_sheet_is_the_document_its_company_and_the_readers_language(make, db):
    account = make.account(language="es")
    actor = make.actor(make.contact(account))
    invoice = make.invoice(account)
    sheet = documents.sheet(db, actor, invoice.number)
    assert (sheet.detail.invoice, sheet.account, sheet.language) == (invoice, account, actor.language)


@pytest.mark.parametrize("number", ["FOREIGN", "NONE", "", "\0", "FOREIGN\0"])
def test_what_is_not_theirs_is_not_found(make, db, number):
    make.invoice(make.account("Globex"), number="FOREIGN")
    actor = make.actor(make.contact(make.account()))
    with pytest.raises(NotFound):
        documents.sheet(db, actor, number)


def test_a_powerless_actor_is_refused_before_anything_is_looked_up(db):
    with pytest.raises(Forbidden):
        documents.sheet(db, Actor(), "\0")
