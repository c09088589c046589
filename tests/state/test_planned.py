from datetime import UTC, datetime

import pytest

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.i18n import speaking
from occ_app.models import ContactRole, Frequency
from occ_app.services import documents
from occ_app.services import mailings as service
from occ_app.state.planned import PlannedState, planned_view, rhythm

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    for module in ("requests", "runs"):
        monkeypatch.setattr(f"occ_app.services.mailings.{module}.now", lambda: SUNDAY)


def plan(db, actor, query="", **values):
    usual = {"frequency": "weekly", "day": 1, "recipients": [actor.email], "formats": ["xlsx", "csv"]}
    return service.schedule(db, actor, documents.choice_of(query), **(usual | values))


def send(db, actor, query=""):
    wanted = documents.choice_of(query)
    service.send_list(db, actor, wanted, recipients=[actor.email], formats=["pdf"])


def work(db):
    run = service.claim(db, system())
    service.settle(db, system(), run, service.make(db, system(), run))


def test_what_is_planned_and_what_is_over_in_words(make, db, clock):
    acme = make.account("Acme", time_zone="Europe/Madrid")
    ana = make.actor(make.contact(acme, email="ana@acme.example"))
    make.invoice(acme, number="A-1")
    assert planned_view(db, ana).sentence == "No list is sent regularly."
    weekly = plan(db, ana, "status=past_due", note="For Monday")
    stopped = plan(db, ana, "numbers=A-1", frequency="monthly", day=31)
    service.cancel(db, ana, stopped.id)
    send(db, ana)
    view = planned_view(db, ana)
    assert view.sentence == "1 list is sent regularly."
    assert view.plans == [
        [
            str(weekly.id),
            "Past due",
            "/en/invoices?status=past_due",
            "Every Monday",
            "ana@acme.example",
            "XLSX · CSV",
            "For Monday",
            "Next: 23 Nov 2026, 07:00",
            "",
        ]
    ]
    past = {row[1]: row[2:4] + row[8:10] + row[11:] for row in view.past}
    assert past == {
        "All invoices": ["/en/invoices", "Once", "On its way", "payment_submitted", ""],
        "Chosen documents: A-1": ["", "On the last day of every month", "Stopped", "", ""],
    }
    work(db)
    sent = next(row for row in planned_view(db, ana).past if row[1] == "All invoices")
    assert (sent[7], sent[8]) == ("22 Nov 2026, 13:00", "Mailed")


def test_why_one_ended_is_said(make, db, clock, monkeypatch):
    acme = make.account("Acme")
    ana = make.actor(make.contact(acme, email="ana@acme.example"))
    make.invoice(acme, number="A-1")
    send(db, ana)
    monkeypatch.setattr("occ_app.services.mailings.files.MOST_BYTES", 1)
    work(db)
    (row,) = planned_view(db, ana).past
    assert row[8] == "Ended"
    assert row[11].startswith("The files are larger than a mail may be.")


@pytest.mark.parametrize(
    ("frequency", "day", "english", "spanish"),
    [
        (Frequency.ONCE, 0, "Once", "Una vez"),
        (Frequency.WEEKLY, 7, "Every Sunday", "Cada domingo"),
        (Frequency.MONTHLY, 15, "On day 15 of every month", "El día 15 de cada mes"),
        (Frequency.MONTHLY, 31, "On the last day of every month", "El último día de cada mes"),
    ],
)
def test_a_rhythm_in_words(frequency, day, english, spanish):
    assert rhythm(frequency, day) == english
    with speaking("es"):
        assert rhythm(frequency, day) == spanish


@pytest.fixture
def page(on_page, stored, reference, run):
    """A function to the loaded page of one of two colleagues, of whom Ana has a plan."""

    def company(make):
        acme = make.account("Acme")
        ana = make.contact(acme, email="ana@acme.example")
        plan(make.db, make.actor(ana))
        return {"ana": ana, "elena": make.contact(acme, ContactRole.EXECUTIVE)}

    references = {name: reference(person) for name, person in stored(company).items()}

    def loaded(name):
        state = on_page(PlannedState, references[name], "/en/mailings")
        run(PlannedState.load.fn(state))
        return state

    return loaded


def test_a_plan_is_stopped_after_it_was_asked_about(page, run):
    ana = page("ana")
    assert run(PlannedState.stop.fn(ana)) is None
    PlannedState.choose.fn(ana, ana.plans[0][0])
    assert ana.chosen[1] == "All invoices"
    assert "Stopped. Nothing more of it will be sent." in str(run(PlannedState.stop.fn(ana)).args)
    assert (ana.plans, ana.stopped) == ([], 1)
    assert ana.past[0][8] == "Stopped"


def test_a_colleagues_plan_is_neither_shown_nor_stopped(page, run):
    plan_id = page("ana").plans[0][0]
    elena = page("elena")
    assert (elena.plans, elena.past) == ([], [])
    PlannedState.choose.fn(elena, plan_id)
    assert run(PlannedState.stop.fn(elena)) is None
    with database.transaction(reads_only=True) as db:
        assert db.connection().exec_driver_sql("SELECT ended_at FROM mailing_schedule").scalar() is None
