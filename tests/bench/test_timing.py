from functools import partial

from occ_app.bench import timing


def test_calls_are_compared_in_turn(monkeypatch):
    monkeypatch.setattr(timing, "MOST_CALLS", 5)
    said: list[str] = []
    first, second = timing.compared([lambda: said.append("a"), lambda: said.append("b")])
    assert said == ["a", "b"] * (timing.WARM_CALLS + 5)
    assert first.best_ms <= first.median_ms <= first.p95_ms
    assert second.best_ms >= 0


def test_95_of_100_do_not_exceed_the_p95():
    assert [timing.p95(range(1, count + 1)) for count in (1, 2, 20, 100)] == [1, 2, 19, 95]


def test_the_peak_is_what_a_call_held_beyond_before():
    copied = partial(bytearray, b"x" * 40_000_000)
    assert (timing.in_new_process(timing.peak_mb, copied) or 30) >= 30
