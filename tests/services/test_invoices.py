import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ContactRole
from occ_app.services import invoices
from occ_app.services.invoices import Filter, Group


def numbers(page):
    return [invoice.number for invoice, _order in page.items]


def test_the_oldest_due_comes_first_and_closed_ones_last(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    late, later, paid = (make.invoice(account, due_in=days) for days in (-9, -40, -60))
    future = make.invoice(account, due_in=9)
    make.payment(paid, paid.total_minor)
    assert numbers(invoices.listing(db, actor, Filter())) == [
        later.number,
        late.number,
        future.number,
        paid.number,
    ]


def test_pages_walk_forward_and_back_over_every_row_once(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    for day in range(120):
        make.invoice(account, due_in=day // 3)
    for sort in ("urgency", "-due", "number", "-total", "type", "issued", "balance"):
        first = invoices.listing(db, actor, Filter(sort=sort))
        second = invoices.listing(db, actor, Filter(sort=sort), after=first.next)
        third = invoices.listing(db, actor, Filter(sort=sort), after=second.next)
        assert (len(first.items), len(second.items), len(third.items)) == (50, 50, 20)
        assert len({*numbers(first), *numbers(second), *numbers(third)}) == 120
        assert (first.previous, third.next) == ("", "")
        back = invoices.listing(db, actor, Filter(sort=sort), before=third.previous)
        assert numbers(back) == numbers(second)
        start = invoices.listing(db, actor, Filter(sort=sort), before=back.previous)
        assert (numbers(start), start.previous, start.next != "") == (numbers(first), "", True)


def test_tallies_split_by_group_and_currency(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    make.invoice(account, 1_000, due_in=-1)
    make.invoice(account, 2_000, due_in=1)
    make.invoice(account, 700, due_in=1, currency="JPY")
    make.payment(make.invoice(account, 5_000, due_in=1), 5_000)
    tallies = invoices.tallies(db, actor, Filter(group=Group.CLOSED))
    found = {
        group.value: [(t.currency, t.count, t.due.minor, t.total.minor) for t in tallies[group]]
        for group in Group
    }
    assert found == {
        "past_due": [("EUR", 1, 1_000, 1_000)],
        "open": [("EUR", 1, 2_000, 2_000), ("JPY", 1, 700, 700)],
        "closed": [("EUR", 1, 0, 5_000)],
        "all": [("EUR", 3, 3_000, 8_000), ("JPY", 1, 700, 700)],
    }


def test_a_technical_contact_sees_the_invoices_of_own_orders_only(make, db):
    account = make.account()
    own = make.order(account)
    actor = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    mine, other = make.invoice(account, order=own), make.invoice(account, order=make.order(account))
    assert numbers(invoices.listing(db, actor, Filter())) == [mine.number]
    assert invoices.detail(db, actor, mine.number).lines
    with pytest.raises(NotFound):
        invoices.detail(db, actor, other.number)


def test_another_companys_invoice_is_not_found(make, db):
    foreign = make.invoice(make.account("Globex"))
    actor = make.actor(make.contact(make.account()))
    with pytest.raises(NotFound):
        invoices.detail(db, actor, foreign.number)


def test_a_powerless_actor_is_refused(db):
    with pytest.raises(Forbidden):
        invoices.listing(db, Actor(), Filter())


def test_search_ignores_accents_and_case(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    wanted = make.invoice(account, lines=("Suscripción anual 100%",))
    make.invoice(account)
    assert numbers(invoices.listing(db, actor, Filter(search="SUSCRIPCION 100%"))) == [wanted.number]
