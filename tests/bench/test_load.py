import pytest

from occ_app.bench import load

pytestmark = pytest.mark.browser


def test_a_cold_load_and_a_warm_one_are_told_apart(company, monkeypatch):
    monkeypatch.setattr(load, "LOADS", 1)
    cold, warm, slow, _ = load.measured(*company, {"database": "sqlite"})
    assert cold["js_kb"] > 50 > warm["js_kb"]
    assert cold["total_kb"] >= cold["html_kb"] + cold["js_kb"] + cold["css_kb"] + cold["fonts_kb"]
    assert 0 < cold["rows_ms"] < cold["first_click_ms"]
    assert slow["rows_ms"] > 0
