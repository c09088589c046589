import re
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system, visitor
from occ_app.errors import Forbidden, Invalid, TooMany
from occ_app.models import OrderContact, OutboxMail, SignInCode, SignInSession
from occ_app.services import outbox, sign_in
from occ_app.services.sign_in import Visit

ANA, STRANGER = "ana.ruiz@acme.example", "newcomer@acme.example"
HERE = Visit(address="192.0.2.1", user_agent="test")
SAVEPOINT = re.compile(r"^(RELEASE |ROLLBACK TO )?SAVEPOINT \w+$")
TOKEN = re.compile(r"token=([\w-]+)")


@pytest.fixture
def ana(make):
    return make.contact(make.account(language="es"), email=ANA, name="Ana Ruiz")


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the time of codes, mail and limits."""
    true_now = sign_in.now
    ahead = [timedelta()]
    for module in (sign_in, sign_in.throttle, outbox):
        monkeypatch.setattr(module, "now", lambda: true_now() + ahead[0])

    def forward(**by):
        ahead[0] += timedelta(**by)

    return forward


def ask(db, email=ANA, source="192.0.2.1", **more):
    sign_in.request_code(db, visitor(), email, source, "en", **more)


def mail(db):
    return db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()


def code_in(letter):
    return re.search(r"\d{4} \d{4}", letter.subject).group()


def redeem(db, code, email=ANA, visit=HERE):
    return sign_in.redeem(db, visitor(), email, code, visit)


def follow(db, letter):
    return sign_in.redeem_link(db, visitor(), TOKEN.search(letter.text).group(1), HERE)


def signed_in(db, entered):
    return sessions.resume(db, sessions.find(db, entered.token))


def other_than(code):
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def test_a_contact_enters_with_the_code_of_the_mail(ana, db):
    ask(db)
    entered = redeem(db, code_in(mail(db)))
    assert signed_in(db, entered).person_id == ana.id
    assert entered.language == "es"


def test_a_contact_enters_with_the_link_of_the_mail(ana, db):
    ask(db)
    assert signed_in(db, follow(db, mail(db))).person_id == ana.id


def test_the_mail_says_the_code_in_subject_text_and_html(ana, db):
    ask(db, goal="/es/invoices?status=past_due")
    letter = mail(db)
    assert letter.to == ANA
    assert all(code_in(letter) in part for part in (letter.text, letter.html))
    assert "next=%2Fes%2Finvoices%3Fstatus%3Dpast_due" in letter.text
    assert TOKEN.search(letter.html).group() == TOKEN.search(letter.text).group()


def test_the_address_may_be_written_in_any_case(ana, db):
    ask(db, "  Ana.Ruiz@ACME.example ")
    assert redeem(db, code_in(mail(db)), "ANA.ruiz@acme.EXAMPLE")


@pytest.mark.parametrize("written", ["{}{}", "{}-{}", " {}  {} ", "{} {}\n"])
def test_the_code_may_be_written_with_spaces_or_dashes(ana, db, written):
    ask(db)
    assert redeem(db, written.format(*code_in(mail(db)).split()))


def test_the_code_may_be_written_with_full_width_digits(ana, db):
    ask(db)
    wide = code_in(mail(db)).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert redeem(db, wide)


def test_the_suppliers_staff_enter_without_an_order(make, db):
    make.person("staff@meridian.example", is_staff=True)
    ask(db, "staff@meridian.example")
    assert signed_in(db, redeem(db, code_in(mail(db)), "staff@meridian.example")).account_id is None


def test_somebody_whom_no_order_names_gets_no_mail(make, db):
    make.person(STRANGER)
    ask(db, STRANGER)
    ask(db, "nobody@nowhere.example")
    assert mail(db) is None


def test_known_and_unknown_addresses_cost_the_same_statements(ana, make, db):
    make.person(STRANGER)

    def statements(email):
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(SAVEPOINT.sub("", statement))

        event.listen(db.connection(), "before_cursor_execute", note)
        ask(db, email)
        event.remove(db.connection(), "before_cursor_execute", note)
        return seen

    known, named_by_nobody, unknown = (statements(e) for e in (ANA, STRANGER, "nobody@nowhere.example"))
    writes = [statement for statement in known if statement.startswith("INSERT")]
    assert len(writes) == 4
    assert known == named_by_nobody == unknown


def test_code_and_link_work_once_and_end_each_other(ana, db):
    ask(db)
    letter = mail(db)
    assert redeem(db, code_in(letter))
    assert redeem(db, code_in(letter)) is None
    assert follow(db, letter) is None
    ask(db)
    letter = mail(db)
    assert follow(db, letter)
    assert follow(db, letter) is None
    assert redeem(db, code_in(letter)) is None


def test_entering_ends_every_code_the_address_still_had(ana, db):
    ask(db)
    first = mail(db)
    ask(db)
    assert redeem(db, code_in(mail(db)))
    assert redeem(db, code_in(first)) is None
    assert follow(db, first) is None


def test_an_earlier_code_works_while_a_later_mail_is_on_its_way(ana, db):
    ask(db)
    first = mail(db)
    ask(db)
    assert redeem(db, code_in(first))


def test_code_and_link_live_ten_minutes(ana, db, clock):
    ask(db)
    letter = mail(db)
    clock(minutes=9, seconds=59)
    assert redeem(db, "0") is None
    clock(seconds=1)
    assert redeem(db, code_in(letter)) is None
    assert follow(db, letter) is None


def test_a_code_dies_of_five_wrong_tries_and_its_link_does_not(ana, db):
    ask(db)
    letter = mail(db)
    for _ in range(5):
        assert redeem(db, other_than(code_in(letter))) is None
    assert redeem(db, code_in(letter)) is None
    assert follow(db, letter)


def test_the_code_of_another_address_opens_nothing(ana, make, db):
    make.contact(make.account("Globex"), email="john@globex.example")
    ask(db)
    code = code_in(mail(db))
    ask(db, "john@globex.example")
    assert redeem(db, code, "john@globex.example") is None


def test_guesses_at_one_address_are_limited_whatever_their_source(ana, db):
    for n in range(sign_in.CHECKS_OF_ADDRESS.most):
        redeem(db, "0", visit=Visit(address=f"192.0.2.{n}"))
    with pytest.raises(TooMany):
        redeem(db, "0", visit=Visit(address="192.0.2.200"))


def test_guesses_from_one_source_are_limited_whatever_their_address(db):
    for n in range(sign_in.CHECKS_OF_SOURCE.most - 1):
        redeem(db, "0", f"person{n}@acme.example")
    sign_in.redeem_link(db, visitor(), "guess", HERE)
    with pytest.raises(TooMany):
        redeem(db, "0")
    with pytest.raises(TooMany):
        sign_in.redeem_link(db, visitor(), "guess", HERE)


def test_codes_for_one_address_are_limited_whatever_their_source(db):
    for email in (STRANGER, STRANGER.upper(), f" {STRANGER}", STRANGER, STRANGER):
        ask(db, email)
    with pytest.raises(TooMany):
        ask(db, STRANGER, "192.0.2.2")


def test_codes_from_one_source_are_limited_whatever_their_address(db, clock):
    for n in range(sign_in.CODES_OF_SOURCE.most):
        ask(db, f"person{n}@acme.example")
    with pytest.raises(TooMany):
        ask(db)
    clock(minutes=16)
    ask(db)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@",
        "ana@acme",
        "a b@acme.example",
        f"{ANA}\nBcc: x@evil.example",
        f"{ANA}, x@evil.example",
        "\0@x.es",
    ],
)
def test_what_is_no_address_is_refused_at_the_field(db, written):
    with pytest.raises(Invalid) as refused:
        ask(db, written)
    assert refused.value.field == "email"
    assert mail(db) is None


def test_neither_code_nor_link_is_kept_where_tables_can_be_read(ana, db):
    ask(db)
    letter, stored = mail(db), db.exec(select(SignInCode)).one()
    for secret in (code_in(letter).replace(" ", ""), TOKEN.search(letter.text).group(1)):
        assert secret not in stored.model_dump_json()


def test_who_loses_the_last_order_after_asking_does_not_enter(ana, db):
    ask(db)
    letter = mail(db)
    db.delete(db.exec(select(OrderContact)).one())
    db.flush()
    assert redeem(db, code_in(letter)) is None
    assert follow(db, letter) is None


def test_the_session_this_browser_had_ends(ana, make, db):
    before = make.actor(ana)
    ask(db)
    redeem(db, code_in(mail(db)), visit=Visit(session_ref=before.session_ref))
    assert not sessions.live(db, {before.session_ref})


def test_what_is_dead_for_long_is_swept(ana, make, db, clock):
    make.actor(ana)
    ask(db)
    sign_in.sweep(db, system())
    assert db.exec(select(SignInCode)).one()
    clock(minutes=71)
    sign_in.sweep(db, system())
    assert not db.exec(select(SignInCode)).all()
    assert db.exec(select(SignInSession)).one()
    clock(days=31)
    sign_in.sweep(db, system())
    assert not db.exec(select(SignInSession)).all()


@pytest.mark.parametrize("actor", [Actor(), system()])
def test_only_a_visitor_signs_in(db, actor):
    for call in (
        lambda: sign_in.request_code(db, actor, ANA, "192.0.2.1", "en"),
        lambda: sign_in.redeem(db, actor, ANA, "0", HERE),
        lambda: sign_in.redeem_link(db, actor, "token", HERE),
        lambda: sign_in.admit(db, actor, ANA, HERE),
    ):
        with pytest.raises(Forbidden):
            call()
    with pytest.raises(Forbidden):
        sign_in.sweep(db, Actor())
