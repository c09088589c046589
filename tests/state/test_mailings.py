import asyncio

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.errors import Forbidden, Invalid
from occ_app.models import ContactRole, MailingSchedule
from occ_app.state import mailings
from occ_app.state.mailings import MailingsState

ANA, ELENA, TOMAS = (f"{name}@acme.example" for name in ("ana", "elena", "tomas"))


@pytest.fixture
def people(stored, reference):
    """What the gate tells of each person's session."""

    def company(make):
        acme = make.account("Acme", time_zone="Europe/Madrid")
        own, other = make.order(acme), make.order(acme)
        make.invoice(acme, number="A-1", due_in=-3, order=own)
        make.invoice(acme, number="A-2", due_in=3, order=other)
        make.invoice(make.account("Globex"), number="G-1")
        return {
            ANA: make.contact(acme, order=other, email=ANA, name="Ana Ruiz"),
            ELENA: make.contact(acme, ContactRole.EXECUTIVE, order=other, email=ELENA, name="Elena Marín"),
            TOMAS: make.contact(acme, ContactRole.TECHNICAL, order=own, email=TOMAS, name="Tomás Vidal"),
        }

    return {email: reference(person) for email, person in stored(company).items()}


@pytest.fixture
def dialog(on_page, people):
    """A function from a list's query to the dialog as it opens for somebody."""

    def opened(query="", who=ANA, language="en"):
        state = on_page(MailingsState, people[who], f"/{language}/invoices")
        drain(MailingsState.prepare.fn(state, query))
        return state

    return opened


def drain(handler):
    """Run a handler that answers in steps; what it had to say."""

    async def all_of_it():
        return [event async for event in handler if event is not None]

    return asyncio.run(all_of_it())


def send(state, *to, **changed):
    """Send the dialog's form; the sentence that appears, empty where it is refused."""
    form = {
        "token": state.token,
        "as:xlsx": "on",
        "when": "once",
        "weekday": "1",
        "day": "1",
        "note": "",
        **{f"to:{email}": "on" for email in to or (ANA,)},
    }
    told = drain(MailingsState.send.fn(state, form | changed))
    return str(told[0].args[0][1]).strip('"') if told else ""


def noted():
    with database.transaction(reads_only=True) as db:
        return [row.model_copy() for row in db.exec(select(MailingSchedule).order_by(MailingSchedule.id))]


def test_the_dialog_says_what_will_be_sent_and_to_whom_it_may_go(dialog):
    state = dialog("status=past_due")
    assert (state.ready, state.words, state.sentence, state.error) == (True, "Past due", "1 document", "")
    assert state.people == [
        [f"to:{ANA}", "Ana Ruiz", ANA, "true"],
        [f"to:{ELENA}", "Elena Marín", ELENA, ""],
    ]
    assert dialog("numbers=A-1,A-2", language="es").words == "Documentos elegidos: A-1, A-2"


def test_a_technical_contact_is_offered_whoever_sees_all_of_it_and_sends_own_orders_only(dialog):
    state = dialog("", TOMAS)
    assert [person[2] for person in state.people] == [TOMAS, ANA, ELENA]
    assert state.sentence == "1 document"
    refused = dialog("numbers=A-2", TOMAS)
    assert (refused.token, refused.people) == ("", [])
    assert refused.error.startswith("There is nothing here by that name")


@pytest.mark.parametrize(
    "query", ["numbers=G-1", "numbers=A-1,G-1", 'numbers="A-1', "sort=x", "numbers=%00", "numbers="]
)
def test_a_list_that_cannot_be_is_refused_in_the_dialog(dialog, query):
    state = dialog(query)
    assert (state.ready, state.token) == (True, "")
    assert state.error
    assert send(state) == ""
    assert noted() == []


def test_very_many_documents_are_not_counted_to_the_end(dialog, monkeypatch):
    monkeypatch.setattr(mailings, "MOST_ROWS", 1)
    assert dialog().sentence == "More than 1 documents"


def test_a_list_is_sent_and_the_dialog_closes(dialog):
    state = dialog("status=open")
    assert send(state, ANA, ELENA, note="For Monday", **{"as:pdf": "on"}) == "On its way to 2 people."
    (row,) = noted()
    assert (row.query, row.recipients, row.formats, row.note) == (
        "status=open",
        f"{ANA},{ELENA}",
        "xlsx,pdf",
        "For Monday",
    )
    assert (state.sent, state.sending, state.error) == (1, False, "")


def test_pressed_twice_it_is_sent_once_and_opened_again_it_is_sent_again(dialog):
    state = dialog()
    assert send(state)
    assert send(state) == ""
    assert (len(noted()), state.sent, state.error) == (1, 1, "")
    drain(MailingsState.prepare.fn(state, ""))
    assert send(state)
    assert len(noted()) == 2


def test_a_form_drawn_for_another_list_sends_nothing(dialog):
    state = dialog("numbers=A-1")
    before = state.token
    drain(MailingsState.prepare.fn(state, ""))
    assert send(state, token=before) == ""
    assert state.error == "This window is out of date. Please close it and open it again."
    assert noted() == []


def test_a_form_that_outlived_its_server_is_said_to_be_out_of_date(on_page, people):
    state = on_page(MailingsState, people[ANA])
    for token in ("of-before", ""):
        assert send(state, token=token) == ""
        assert state.error.startswith("This window is out of date.")
    assert noted() == []


@pytest.mark.parametrize(
    ("to", "changed", "sentence"),
    [
        ((TOMAS,), {}, f"{TOMAS} is not somebody of your company who may see all of this list."),
        (("john@globex.example",), {}, "john@globex.example is not somebody of your company"),
        ((ANA,), {"as:xlsx": "on", "as:exe": "on"}, "There is no such kind of file."),
        ((ANA,), {"note": "x" * 1_001}, "The note is too long."),
        ((ANA,), {"when": "daily"}, "Please choose every week or every month."),
        ((ANA,), {"when": "weekly", "weekday": "8"}, "Please choose a day."),
        ((ANA,), {"when": "monthly", "day": "²"}, "Please choose a day."),
        ((ANA,), {"when": "monthly", "day": {"$gt": 0}}, "Please choose a day."),
    ],
)
def test_what_is_refused_is_said_in_the_dialog_and_can_be_put_right(dialog, to, changed, sentence):
    state = dialog()
    assert send(state, *to, **changed) == ""
    assert state.error.startswith(sentence)
    assert (state.sending, state.sent, noted()) == (False, 0, [])
    assert send(state) == "On its way to 1 person."
    assert state.error == ""


def test_nobody_and_nothing_chosen_is_refused(dialog):
    state = dialog()
    drain(MailingsState.send.fn(state, {"token": state.token, "when": "once", "as:csv": "on"}))
    assert state.error == "Please choose at least one person."
    drain(MailingsState.send.fn(state, {"token": state.token, "when": "once", f"to:{ANA}": "on"}))
    assert state.error == "Please choose at least one kind of file."


def test_a_week_or_a_month_is_scheduled(dialog):
    weekly = send(dialog(), when="weekly", weekday="5")
    monthly = send(dialog(language="es"), ANA, ELENA, when="monthly", day="31")
    assert weekly.startswith("Scheduled for 1 person, for the first time on ")
    assert weekly.endswith("07:00.")
    assert monthly.startswith("Programada para 2 personas, por primera vez el ")
    assert [(row.frequency, row.day) for row in noted()] == [("weekly", 5), ("monthly", 31)]


def test_staff_have_no_such_dialog(make, db):
    staff = make.actor(make.person("staff@meridian.example", is_staff=True))
    with pytest.raises(Forbidden):
        mailings.dialog_view(db, staff, "")
    with pytest.raises((Forbidden, Invalid)):
        mailings.post(db, staff, "", {"when": "once", f"to:{ANA}": "on", "as:csv": "on"})
