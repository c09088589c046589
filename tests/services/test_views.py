from dataclasses import replace

import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, Invalid
from occ_app.services import views
from occ_app.services.views import MOST_VIEWS


@pytest.fixture
def company(make):
    return make.account()


@pytest.fixture
def ana(make, company):
    return make.actor(make.contact(company))


def names(db, actor, of="invoices"):
    return [view.name for view in views.listing(db, actor, of)]


def test_views_are_ones_own_by_name(db, make, company, ana):
    for name in ("zebra", "Apple", "apple "):
        views.save(db, ana, "invoices", name, "q=1")
    views.save(db, ana, "payments", "other", "")
    assert names(db, ana) == ["Apple", "apple", "zebra"]
    assert names(db, make.actor(make.contact(company))) == []


def test_the_same_name_is_replaced(db, ana):
    views.save(db, ana, "invoices", "mine", "q=1")
    views.save(db, ana, "invoices", "mine", "q=2")
    assert [view.query for view in views.listing(db, ana, "invoices")] == ["q=2"]


def test_one_persons_views_stay_in_the_company_they_were_made_in(db, make, ana):
    views.save(db, ana, "invoices", "mine", "order=SECRET")
    elsewhere = replace(ana, account_id=make.account().pk)
    assert names(db, elsewhere) == []
    views.forget(db, elsewhere, "invoices", "mine")
    assert names(db, ana) == ["mine"]


def test_a_view_is_forgotten_once(db, ana):
    views.save(db, ana, "invoices", "mine", "")
    views.forget(db, ana, "invoices", "mine")
    views.forget(db, ana, "invoices", "mine")
    assert names(db, ana) == []


def test_there_is_an_end_to_views(db, ana):
    for number in range(MOST_VIEWS):
        views.save(db, ana, "invoices", f"view {number}", "")
    with pytest.raises(Invalid):
        views.save(db, ana, "invoices", "one more", "")
    views.save(db, ana, "invoices", "view 0", "q=still replaced")


def test_columns_are_chosen_anew(db, ana):
    assert views.columns(db, ana, "invoices") is None
    views.choose_columns(db, ana, "invoices", ["due", "total"])
    views.choose_columns(db, ana, "invoices", ["total"])
    assert views.columns(db, ana, "invoices") == ["total"]


def test_staff_has_no_list_to_keep_views_of(db, make):
    with pytest.raises(Forbidden):
        views.listing(db, Actor(), "invoices")
