import pytest

from occ_app.bench import browser

pytestmark = pytest.mark.browser


def test_every_click_is_seen_to_bring_other_rows(company, monkeypatch):
    monkeypatch.setattr(browser, "ROUNDS", 1)
    rows = list(browser.measured(*company, {"database": "sqlite"}))
    assert {row["what"] for row in rows} == {what for what, _ in browser.WALK}
    assert all(0 < row["median_ms"] < row["painted_ms"] for row in rows)
