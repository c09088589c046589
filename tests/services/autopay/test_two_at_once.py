"""Two workers, and a person who stops it, at the same time, in transactions of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlmodel import func, select, update

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.errors import PortalError
from occ_app.models import AutopayCharge, InboxEntry, OutboxMail, PaymentOrder
from occ_app.services import autopay
from occ_app.testing.factories import Make

FORM = {"currency": "EUR", "days_before": "0", "notice_days": "3"}


def begun(count=3):
    """A rule and invoices that come due; (id of the rule, Ana, number of an invoice)."""
    with database.transaction() as db:
        make = Make(db)
        account = make.account("Acme")
        ana = make.actor(make.contact(account))
        invoices = [make.invoice(account, 1_000, due_in=1) for _one in range(count)]
        rule = autopay.start(db, ana, FORM | {"card": str(make.card(account).pk)})
        return rule.pk, ana, invoices[0].number


def at_once(work, keys):
    def alone(key):
        with database.transaction() as db:
            return work(db, system(), key)

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(alone, keys))


def count(table):
    with database.transaction(reads_only=True) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def due():
    with database.transaction() as db:
        db.exec(update(AutopayCharge).values(charge_on=date(2020, 1, 1)))
        return autopay.due(db, system())


def test_two_workers_announce_and_send_everything_once(database_url):
    rule, _ana, _number = begun()
    assert sum(at_once(autopay.announce, [rule] * 4)) == 3
    assert (count(AutopayCharge), count(OutboxMail), count(InboxEntry)) == (3, 1, 1)
    sent = at_once(autopay.charge_due, due() * 3)
    assert len([order for order in sent if order]) == 3
    assert count(PaymentOrder) == 3


def test_whoever_stops_a_charge_while_it_is_made_is_told_what_became_of_it(database_url):
    rule, ana, number = begun(count=1)
    at_once(autopay.announce, [rule])
    (charge,) = due()

    def stop(db, _actor, _key):
        try:
            autopay.stop_charge(db, ana, number)
        except PortalError as refusal:
            return str(refusal)
        return "stopped"

    def either(db, actor, key):
        return stop(db, actor, key) if key < 0 else autopay.charge_due(db, actor, key)

    order, said = at_once(either, [charge, -1])
    assert (order is None) == (said == "stopped")
    assert count(PaymentOrder) == (0 if order is None else 1)
