from occ_app.access.actors import system
from occ_app.models import InvoiceStatus, Phase
from occ_app.services import ledger
from occ_app.testing.factories import TODAY


def test_a_part_payment_leaves_the_rest_due(make):
    invoice = make.invoice(make.account(), 10_000, due_in=-3)
    make.payment(invoice, 4_000)
    assert (invoice.due_minor, invoice.status(TODAY)) == (6_000, InvoiceStatus.PAST_DUE)


def test_a_payment_on_its_way_that_covers_what_is_due_is_submitted(make):
    invoice = make.invoice(make.account(), 10_000, due_in=-3)
    make.payment(invoice, 10_000, settled=False)
    assert (invoice.due_minor, invoice.phase) == (10_000, Phase.SUBMITTED)


def test_a_credit_note_closes_when_it_is_used_up(make, db):
    account = make.account()
    invoice, note = make.invoice(account, 10_000), make.credit_note(account, -2_500)
    make.credit(note, invoice, 2_500)
    assert (invoice.due_minor, note.due_minor, note.phase) == (7_500, 0, Phase.CLOSED)
    assert ledger.check(db, system()) == []


def test_a_falsified_figure_is_found(make, db):
    invoice = make.invoice(make.account(), 10_000)
    invoice.paid_minor, invoice.due_minor = 1_000, 9_000
    db.flush()
    assert {(d.figure, d.stored, d.derived) for d in ledger.check(db, system())} == {
        ("paid_minor", 1_000, 0),
        ("due_minor", 9_000, 10_000),
    }


def test_an_invoice_takes_what_is_due_less_money_that_is_not_settled_yet(make, db):
    account = make.account()
    one, two, note = (
        make.invoice(account, 10_000),
        make.invoice(account, 5_000),
        make.credit_note(account, -700),
    )
    make.payment(one, 3_000)
    make.payment(one, 2_000, settled=False)
    assert ledger.room(db, system(), [one, two, note]) == {one.pk: 5_000, two.pk: 5_000, note.pk: -700}
    assert ledger.room(db, system(), []) == {}
