import pytest
from pydantic import ValidationError

from occ_app import branding
from occ_app.colours import contrast_with_white
from occ_app.settings import Settings, get_settings


def test_without_an_accent_of_its_own_the_brand_sets_no_colours():
    assert branding.style() == ""


def test_an_accent_becomes_shades_for_both_modes(monkeypatch):
    monkeypatch.setenv("OCC_BRAND_ACCENT", "#7A1FA2")
    get_settings.cache_clear()
    style = branding.style()
    get_settings.cache_clear()
    assert style.startswith("--brand-accent-light:#7A1FA2;--brand-accent-dark:color-mix(")


def test_an_accent_that_white_cannot_be_read_on_is_refused():
    with pytest.raises(ValidationError, match="too light"):
        Settings(OCC_BRAND_ACCENT="#FFCC00")


@pytest.mark.parametrize(("colour", "ratio"), [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(colour, ratio):
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)
