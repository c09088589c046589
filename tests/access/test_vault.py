import pytest

from occ_app.access import vault
from occ_app.settings import get_settings


def test_what_is_locked_is_unlocked_again_and_is_not_the_secret():
    stored = vault.lock("clave ñ €")
    assert "clave" not in stored
    assert vault.unlock(stored) == "clave ñ €"


def test_the_same_secret_never_looks_the_same_twice():
    assert vault.lock("one") != vault.lock("one")


@pytest.mark.parametrize("stored", ["", "plain text", "gAAAAABm"])
def test_what_was_not_locked_here_is_refused(stored):
    with pytest.raises(ValueError, match="OCC_SECRET_KEY"):
        vault.unlock(stored)


def test_another_key_opens_nothing(monkeypatch):
    stored = vault.lock("secret")
    monkeypatch.setenv("OCC_SECRET_KEY", "k" * 64)
    get_settings.cache_clear()
    with pytest.raises(ValueError, match="OCC_SECRET_KEY"):
        vault.unlock(stored)
    monkeypatch.undo()
    get_settings.cache_clear()
