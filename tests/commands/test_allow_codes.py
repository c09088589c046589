from typer.testing import CliRunner

from occ_app import db as database
from occ_app.cli import app
from occ_app.models import Account
from occ_app.testing.factories import Make


def test_a_company_whose_provider_fails_is_opened_to_codes_again(database_url):
    with database.transaction() as db:
        acme = Make(db).account("Acme", requires_sso=True)
    said = CliRunner().invoke(app, ["allow-codes", acme.number])
    assert (said.exit_code, said.output) == (0, "People of Acme can sign in with a code again.\n")
    with database.transaction() as db:
        assert not db.get(Account, acme.pk).requires_sso


def test_a_company_that_is_none_is_said(database_url):
    said = CliRunner().invoke(app, ["allow-codes", "NO-SUCH"])
    assert said.exit_code == 2
    assert "NO-SUCH" in said.output
