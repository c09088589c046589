from occ_app.bench import clients, server


def test_a_served_process_answers_one_person_and_many(company, monkeypatch):
    monkeypatch.setattr(server, "CLIENTS", (2, 3))
    monkeypatch.setattr(server, "ROUNDS", 1)
    monkeypatch.setattr(server, "SECONDS", 1.0)
    rows = list(server.measured(*company, {"database": "sqlite"}))
    assert {row["what"] for row in rows if row["clients"] == 1} == set(dict(clients.WALK))
    assert [row["clients"] for row in rows if row["what"] == "walk"] == [2, 3]
    assert all(row["median_ms"] > 0 for row in rows)
    assert all(row["cpu_ms_an_event"] > 0 for row in rows if row["what"] == "walk")


def test_the_memory_of_open_sockets_is_told(company, monkeypatch):
    monkeypatch.setattr(server, "SOCKETS", 20)
    (row,) = server.memory(*company, {"database": "sqlite"})
    assert row["process_kb"] > 10_000
    assert row["kb_a_socket"] < row["process_kb"]
