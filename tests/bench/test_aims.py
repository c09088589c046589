from occ_app.bench import aims


def listed(**times):
    return [
        {"database": "sqlite", "what": what, "invoices": size, "best_ms": time, "best_floor_ms": 1.0}
        for what, sizes in times.items()
        for size, time in zip((10, 1_000), sizes, strict=True)
    ]


def test_the_worst_number_stands_for_its_aim():
    growth, floors = aims.compared({"lists": listed(quick=(1.0, 1.2), slow=(2.0, 3.0))})
    assert (growth["worst"], growth["of"], growth["met"]) == (1.5, "slow, sqlite", "1 of 2")
    assert (floors["worst"], floors["of"], floors["met"]) == (3.0, "slow, sqlite, 1,000", "3 of 4")


def test_of_what_should_be_much_the_least_is_the_worst():
    rows = [{"what": "walk", "events_per_s": 440}, {"what": "walk", "events_per_s": 460}, {"what": "tab"}]
    (events,) = aims.compared({"server": rows})
    assert (events["worst"], events["met"]) == (440, "1 of 2")


def test_a_search_may_wait_for_the_typing_to_pause():
    rows = [{"what": "search", "median_ms": 270.0}, {"what": "tab", "median_ms": 20.0}]
    (clicks,) = aims.compared({"browser": rows})
    assert (clicks["of"], clicks["met"]) == ("tab", "1 of 1")


def test_only_a_cold_load_on_the_machine_as_it_is_is_held_against_the_aims():
    slow = {"cache": "cold", "profile": "slow", "rows_ms": 900, "total_kb": 180}
    met = {"cache": "cold", "profile": "as it is", "rows_ms": 250, "total_kb": 180}
    assert [row["met"] for row in aims.compared({"load": [slow, met]})] == ["1 of 1", "1 of 1"]


def test_one_size_says_nothing_of_growth():
    rows = [row for row in listed(quick=(1.0, 1.2)) if row["invoices"] == 10]
    assert [row["aim"] for row in aims.compared({"lists": rows})] == ["service ≤ 2 times its floor"]
