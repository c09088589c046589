from datetime import date, timedelta
from itertools import pairwise

import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden
from occ_app.models import ContactRole
from occ_app.services import overview
from occ_app.testing.factories import TODAY


def shown(found):
    """What an overview says, in plain figures."""
    return {
        "late": [(t.count, t.due.minor) for t in found.past_due],
        "soon": [(t.count, t.due.minor) for t in found.due_soon],
        "ages": [{c: m.minor for c, m in age.due.items()} for age in found.ages],
        "spent": {c: m.minor for month in found.months for c, m in month.spent.items()},
        "last": [invoice.number for invoice, _order in found.last],
    }


@pytest.fixture
def account(make):
    return make.account()


def test_each_invoice_has_one_age_and_currencies_are_never_added(make, db, account):
    for late in (-3, 1, 30, 31, 60, 61, 90, 91, 400):
        make.invoice(account, 100, due_in=-late)
    make.invoice(account, 7, due_in=-1, currency="USD")
    found = shown(overview.overview(db, make.actor(make.contact(account))))
    assert found["ages"] == [{"EUR": 100}, {"EUR": 200, "USD": 7}, {"EUR": 200}, {"EUR": 200}, {"EUR": 200}]
    assert found["late"] == [(8, 800), (1, 7)]


def test_the_dates_of_an_age_meet_without_overlap(make, db, account):
    ages = overview.ages(db, make.actor(make.contact(account)))
    assert [(age.days_from, age.days_to) for age in ages] == [(0, 0), (1, 30), (31, 60), (61, 90), (91, None)]
    for younger, older in pairwise(ages):
        assert older.last == younger.first - timedelta(days=1)
    assert ages[0].first == TODAY
    assert ages[-1].first is None


def test_credit_notes_and_closed_invoices_have_no_age(make, db, account):
    make.payment(make.invoice(account, 500, due_in=-5), 500)
    make.credit_note(account, -300)
    found = shown(overview.overview(db, make.actor(make.contact(account))))
    assert found["ages"] == [{}] * 5


def test_spending_covers_twelve_months_and_credit_notes_lower_it(make, db, account):
    make.invoice(account, 1_000, issued_on=TODAY)
    make.credit_note(account, -200, issued_on=TODAY)
    make.invoice(account, 9_999, issued_on=TODAY - timedelta(days=400))
    months = overview.months(db, make.actor(make.contact(account)))
    assert len(months) == 12
    assert months[-1].first == TODAY.replace(day=1)
    assert {c: m.minor for c, m in months[-1].spent.items()} == {"EUR": 800}
    assert not any(month.spent for month in months[:-1])


def test_months_follow_each_other_over_the_turn_of_a_year():
    firsts = overview._last_months(date(2026, 1, 31))
    assert firsts[0] == date(2025, 2, 1)
    assert firsts[-2:] == [date(2025, 12, 1), date(2026, 1, 1)]


def test_a_technical_contact_sees_the_figures_of_own_orders_only(make, db, account):
    own, other = make.order(account), make.order(account)
    mine = make.invoice(account, 100, due_in=5, order=own, issued_on=TODAY)
    make.invoice(account, 100, due_in=-5, order=own, issued_on=TODAY)
    make.invoice(account, 77_777, due_in=5, order=other, issued_on=TODAY)
    make.invoice(account, 77_777, due_in=-5, order=other, issued_on=TODAY)
    make.invoice(account, 77_777, due_in=-5, issued_on=TODAY)
    actor = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    found = shown(overview.overview(db, actor))
    assert found["late"] == [(1, 100)]
    assert found["soon"] == [(1, 100)]
    assert found["ages"][:2] == [{"EUR": 100}, {"EUR": 100}]
    assert found["spent"] == {"EUR": 200}
    assert mine.number in found["last"]
    assert len(found["last"]) == 2


def test_another_company_adds_nothing(make, db, account):
    make.invoice(make.account("Globex"), 55_555, due_in=-5, issued_on=TODAY)
    found = shown(overview.overview(db, make.actor(make.contact(account))))
    assert found == {"late": [], "soon": [], "ages": [{}] * 5, "spent": {}, "last": []}


def test_a_powerless_actor_is_refused(make, db):
    staff = make.actor(make.person(is_staff=True))
    for nobody in (Actor(), staff):
        for service in (overview.overview, overview.ages, overview.months):
            with pytest.raises(Forbidden):
                service(db, nobody)
