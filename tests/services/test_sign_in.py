import re

import pytest
from sqlalchemy import event
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid
from occ_app.models import SignInCode, SignInMethod, SignInSession
from occ_app.services import sign_in
from occ_app.services.sign_in import Visit
from occ_app.testing.trail import trail
from tests.services.sign_in_steps import (
    ANA,
    HERE,
    STRANGER,
    TOKEN,
    ana,
    ask,
    clock,
    code_in,
    follow,
    mail,
    redeem,
    signed_in,
)

__all__ = ["ana", "clock"]

SAVEPOINT = re.compile(r"^(RELEASE |ROLLBACK TO )?SAVEPOINT \w+$")


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


def test_the_code_of_another_address_opens_nothing(ana, make, db):
    make.contact(make.account("Globex"), email="john@globex.example")
    ask(db)
    code = code_in(mail(db))
    ask(db, "john@globex.example")
    assert redeem(db, code, "john@globex.example") is None


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


def test_who_loses_the_last_right_after_asking_does_not_enter(ana, make, db):
    ask(db)
    letter = mail(db)
    make.end_rights(ana)
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
        lambda: sign_in.admit(db, actor, ANA, HERE, SignInMethod.CODE),
    ):
        with pytest.raises(Forbidden):
            call()
    with pytest.raises(Forbidden):
        sign_in.sweep(db, Actor())


ELSEWHERE = Visit(address="192.0.2.9", user_agent="test", browser="another")


@pytest.mark.parametrize("visit", [ELSEWHERE, Visit(address="192.0.2.9")], ids=["another browser", "none"])
def test_in_another_browser_the_link_works_only_with_the_code(ana, db, visit):
    ask(db)
    letter = mail(db)
    with pytest.raises(Invalid, match="type the code"):
        follow(db, letter, visit)
    assert follow(db, letter, visit, "00000000") is None
    assert signed_in(db, follow(db, letter, visit, code_in(letter))).person_id == ana.id
    assert follow(db, letter) is None


def test_a_link_that_no_browser_asked_for_needs_the_code(ana, db):
    ask(db, browser="")
    with pytest.raises(Invalid):
        follow(db, mail(db), Visit())


def test_a_forwarded_link_without_the_code_dies_of_no_try(ana, db):
    ask(db)
    for _ in range(8):
        with pytest.raises(Invalid):
            follow(db, mail(db), ELSEWHERE)
    assert follow(db, mail(db))


def test_the_mail_is_in_the_language_its_reader_chose_else_in_that_of_the_page(ana, db):
    ask(db, language="es")
    assert "código" in mail(db).subject
    ask(db, language="en")
    assert "code" in mail(db).subject
    ana.language = "es"
    db.flush()
    ask(db, language="en")
    assert "código" in mail(db).subject
    assert "language=es" in mail(db).text


def test_who_has_a_second_factor_still_owes_it(ana, db):
    ana.has_factor = True
    db.flush()
    ask(db)
    actor = signed_in(db, redeem(db, code_in(mail(db))))
    assert actor.roles == {Role.UNPROVEN}
    [entry] = trail(db)
    assert (entry.account_id, entry.after) == (None, {"method": "code", "owes_factor": True})
