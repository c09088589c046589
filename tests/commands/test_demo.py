import os

import pytest
import typer

from occ_app import demo as companies
from occ_app.commands import demo
from occ_app.commands.demo import Data
from occ_app.integrations.payments import Unreachable
from occ_app.settings import get_settings
from occ_app.testing.server import free_port
from occ_app.testing.stripe_server import LocalStripe


@pytest.fixture
def fills(monkeypatch):
    """A list that grows with each filling; nothing is filled or migrated for real."""
    done = []
    monkeypatch.setattr(companies, "fill", done.append)
    monkeypatch.setattr("occ_app.migrations.upgrade", lambda: None)
    return done


@pytest.fixture
def database(tmp_path):
    """Where the demo's database is made."""
    return tmp_path / "demo.db"


def test_an_empty_place_is_filled_once_a_day(fills, database):
    demo.fill(database, Data.DEMO)
    database.touch()
    demo.fill(database, Data.DEMO)
    assert fills == ["demo"]


def test_data_of_an_earlier_day_is_made_anew(fills, database, capsys):
    database.touch()
    database.with_suffix(".filled").write_text("2020-01-31")
    demo.fill(database, Data.DEMO)
    assert fills == ["demo"]
    assert not database.exists()
    assert "made on 2020-01-31" in capsys.readouterr().err


def test_a_filling_that_was_interrupted_is_begun_again(fills, database):
    database.write_text("half")
    demo.fill(database, Data.DEMO)
    assert fills == ["demo"]
    assert not database.exists()


def test_receivables_have_dates_of_their_own_and_are_imported_once(fills, database):
    demo.fill(database, Data.RECEIVABLES)
    database.touch()
    demo.fill(database, Data.RECEIVABLES)
    assert fills == ["receivables"]


def test_an_identity_provider_that_is_not_installed_is_said_before_anything_is_done(monkeypatch, capsys):
    monkeypatch.setattr(demo, "find_spec", lambda _name: None)
    with pytest.raises(typer.Exit):
        demo.demo(sso=True, port=free_port())
    assert "make demo SSO=1" in capsys.readouterr().err


def test_a_real_installations_settings_do_not_count(monkeypatch, database):
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in ("OCC_ENV", "OCC_BASE_URL", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "OCC_FILES_DIR"):
        os.environ[name] = "postgresql://real"
    os.environ |= {"STRIPE_SECRET_KEY": "sk_live_real", "STRIPE_API_BASE": "https://api.stripe.com"}
    demo._set_up_environment(database, 3111)
    settings = get_settings()
    assert settings.database_url == f"sqlite:///{database}"
    assert (settings.env, settings.redis_url, settings.smtp_url) == ("demo", "", "")
    assert settings.files_dir == database.with_suffix(".files")
    assert settings.base_url == "http://localhost:3111"
    assert settings.stripe_secret_key.get_secret_value() == "sk_test_local"
    assert settings.stripe_api_base == "http://127.0.0.1:3113"
    monkeypatch.undo()
    get_settings.cache_clear()


def test_a_real_installations_keys_do_not_count_where_there_is_no_local_server(monkeypatch, database):
    monkeypatch.setattr(os, "environ", os.environ | {"STRIPE_SECRET_KEY": "sk_live_real"})
    monkeypatch.setattr("occ_app.demo.stripe_server.is_installed", lambda: False)
    demo._set_up_environment(database, 3111)
    assert not get_settings().takes_cards
    monkeypatch.undo()
    get_settings.cache_clear()


def test_without_a_local_server_the_demo_goes_on_without_cards(monkeypatch, database, capsys):
    monkeypatch.setattr("occ_app.demo.stripe_server.is_installed", lambda: False)
    with demo._stripe(3111, database):
        assert "without cards" in capsys.readouterr().err


def test_the_demo_takes_cards_while_it_runs(database, monkeypatch):
    port, filled = free_port(), []
    monkeypatch.setattr("occ_app.demo.cards.fill", lambda url, _today: filled.append(url))
    with demo._stripe(port - demo.STRIPE, database):
        server = LocalStripe(f"http://127.0.0.1:{port}")
        assert filled == [server.url]
        assert server.gateway.card(server.card(server.customer())).last4 == "4242"
    with pytest.raises(Unreachable):
        server.gateway.cards("cus_1")
    assert (database.with_suffix(".stripe") / "state.pickle").exists()


def test_what_was_paid_is_forgotten_with_the_database(fills, database):
    kept = database.with_suffix(".stripe")
    kept.mkdir()
    (kept / "state.pickle").touch()
    demo.fill(database, Data.DEMO)
    assert not kept.exists()
