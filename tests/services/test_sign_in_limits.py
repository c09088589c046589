from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import visitor
from occ_app.errors import TooMany
from occ_app.models import SignInCode
from occ_app.services import sign_in
from occ_app.services.sign_in import Visit
from occ_app.testing.factories import Make
from tests.services.sign_in_steps import (
    ANA,
    HERE,
    STRANGER,
    ana,
    ask,
    clock,
    code_in,
    follow,
    mail,
    other_than,
    redeem,
)

__all__ = ["ana", "clock"]


def test_a_code_dies_of_five_wrong_tries_and_its_link_does_not(ana, db):
    ask(db)
    letter = mail(db)
    for _ in range(5):
        assert redeem(db, other_than(code_in(letter))) is None
    assert redeem(db, code_in(letter)) is None
    assert follow(db, letter)


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


def at_once(calls, work):
    """What `work` returns in so many threads that start together, each in a transaction of its own."""
    together = Barrier(calls)

    def call(_):
        together.wait()
        try:
            with database.transaction() as db:
                return work(db)
        except TooMany:
            return TooMany

    with ThreadPoolExecutor(calls) as threads:
        return list(threads.map(call, range(calls)))


@pytest.fixture
def letter(database_url):
    """The mail with Ana's code, in a database that several threads use."""
    with database.transaction() as db:
        make = Make(db)
        make.contact(make.account(), email=ANA)
        ask(db)
        return mail(db)


def test_simultaneous_uses_of_one_code_sign_in_once(letter):
    entered = at_once(6, lambda db: redeem(db, code_in(letter)))
    assert len([one for one in entered if one]) == 1


def test_simultaneous_uses_of_one_link_sign_in_once(letter):
    entered = at_once(6, lambda db: follow(db, letter))
    assert len([one for one in entered if one]) == 1


def test_simultaneous_guesses_get_no_more_tries_than_others(letter):
    answers = at_once(14, lambda db: redeem(db, other_than(code_in(letter))))
    assert answers.count(TooMany) == 14 - sign_in.CHECKS_OF_ADDRESS.most
    with database.transaction() as db:
        assert db.exec(select(SignInCode)).one().tries == sign_in.MOST_TRIES


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
