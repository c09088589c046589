import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden
from occ_app.models import MailState, MailSuppression, OutboxMail
from occ_app.services import outbox
from occ_app.services.outbox import Draft, File
from occ_app.state.outbox import STATES, outbox_view

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


def test_the_outbox_in_words(make, db):
    make._store(
        OutboxMail(
            to="ana@acme.example",
            kind="notice",
            subject="Hello",
            text="Text",
            state=MailState.FAILED,
            error="No such box {here}",
            tries=30,
        )
    )
    view = outbox_view(db, STAFF)
    letter = view.letters[0]
    assert letter[8:10] == ["notice", ""]
    assert (letter[0], letter[1], letter[3], letter[7]) == (
        "ana@acme.example",
        "Hello",
        "Failed",
        "Tried 30 times: No such box {here}",
    )
    assert view.sentence == "Nothing waits to be sent."


def test_what_went_along_is_named_with_its_size_and_what_a_letter_is_in_words(make, db):
    files = [
        File("invoices.csv", "text/csv", b"1" * 300),
        File("invoices.pdf", "application/pdf", b"1" * 1_250_000),
    ]
    bundle = outbox.enclose(db, system(), files)
    outbox.put(db, system(), "ana@acme.example", Draft("Hello", "Text"), kind="list", bundle=bundle)
    outbox.put(db, system(), "ana@acme.example", Draft("Hello", "Text"), kind="sign_in_code")
    code, listed = outbox_view(db, STAFF).letters
    assert listed[8:10] == ["List of invoices", "invoices.csv (1 kB) · invoices.pdf (1.2 MB)"]
    assert code[8:10] == ["Sign-in code", ""]


def test_what_waits_is_counted(make, db):
    make._store(OutboxMail(to="ana@acme.example", kind="notice", subject="Hello", text="Text"))
    assert outbox_view(db, STAFF).sentence == "1 message waits to be sent."


def test_every_state_has_its_word():
    assert set(STATES) == set(MailState)


def test_customers_do_not_read_the_outbox(make, db):
    with pytest.raises(Forbidden):
        outbox_view(db, make.actor(make.contact(make.account())))


def mail(make, to, **values):
    return make._store(OutboxMail(to=to, kind="notice", subject=f"For {to}", text="Text", **values))


def test_letters_are_found_by_address_subject_and_state(make, db):
    mail(make, "ana@acme.example", state=MailState.FAILED)
    mail(make, "marta@acme.example")

    def found(**params):
        return [letter[0] for letter in outbox_view(db, STAFF, params).letters]

    assert found() == ["marta@acme.example", "ana@acme.example"]
    assert found(q="ANA for") == ["ana@acme.example"]
    assert found(state="waiting") == ["marta@acme.example"]
    assert found(state="made up", q="\0nobody") == []
    tabs = outbox_view(db, STAFF, {"state": "failed", "q": "x"}).tabs
    assert [tab[0] for tab in tabs if tab[2] == "page"] == ["Failed"]
    assert tabs[0][1] == "/en/staff/outbox?q=x"


def test_older_letters_are_a_page_further(make, db):
    ids = [mail(make, f"p{number}@acme.example").pk for number in range(51)]
    view = outbox_view(db, STAFF)
    assert (len(view.letters), view.older) == (50, f"/en/staff/outbox?before={ids[1]}")
    assert [letter[0] for letter in outbox_view(db, STAFF, {"before": str(ids[1])}).letters] == [
        "p0@acme.example"
    ]


def test_a_letter_says_what_can_be_done_about_it(make, db):
    mail(make, "ana@acme.example", state=MailState.BOUNCED)
    mail(make, "marta@acme.example", state=MailState.FAILED)
    make._store(MailSuppression(email="ana@acme.example"))
    outbox.put(db, system(), "ana@acme.example", Draft("Hello", "Text"), kind="sign_in_code")
    said = [(letter[0], letter[11], letter[12]) for letter in outbox_view(db, STAFF).letters]
    assert said == [
        ("ana@acme.example", "true", ""),
        ("marta@acme.example", "", "true"),
        ("ana@acme.example", "true", ""),
    ]
