import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden
from occ_app.services.invoices.matches import matches


def test_long_lines_are_cut_around_what_was_found(make, db):
    account = make.account()
    invoice = make.invoice(account, lines=("a" * 100 + " needle " + "b" * 100,))
    before, hit, after = matches(db, make.actor(make.contact(account)), [invoice], "NEEDLE")[invoice.number]
    assert (before[0], hit, after[-1]) == ("…", "needle", "…")
    assert len(before + hit + after) < 70


def test_what_the_row_shows_is_not_said_twice(make, db):
    account = make.account()
    invoice = make.invoice(account, number="ABC-1", po_number="PO-77", reference="RF00 ABC")
    actor = make.actor(make.contact(account))
    assert matches(db, actor, [invoice], "abc 77") == {}
    assert matches(db, actor, [invoice], "rf00")["ABC-1"] == ("", "RF00", " ABC")


def test_nothing_without_the_right(db):
    with pytest.raises(Forbidden):
        matches(db, Actor(), [], "x")
