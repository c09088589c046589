from occ_app import db as database
from occ_app.access import sessions
from occ_app.models import ContactRole
from occ_app.state.invoice import InvoiceState, first_view


def test_the_page_is_filled_for_its_address(stored, reference, on_page, run):
    def write(make):
        account = make.account()
        for days in (-3, -2, 5):
            make.invoice(account, due_in=days, number=f"A/{days} #")
        return make.contact(account)

    state = on_page(InvoiceState, reference(stored(write)), "/en/invoices/A%2F-2%20%23?status=past_due")
    run(InvoiceState.load.fn(state))
    assert state.head[0][4] == "A/-2 #"
    assert state.previous[0][1] == "/en/invoices/A%2F-3%20%23?status=past_due"
    assert state.following == []


def test_a_document_that_is_not_there_leaves_nothing_on_the_page(stored, reference, on_page, run):
    person = stored(lambda make: make.contact(make.account()))
    state = on_page(InvoiceState, reference(person), "/en/invoices/NO-SUCH?sort=price")
    state.head, state.lines = [["old"]], [["old"]]
    run(InvoiceState.load.fn(state))
    assert (state.missing, state.head, state.lines) == (True, [], [])


def test_the_first_view_is_painted_only_of_what_the_person_may_see(stored, reference):
    def write(make):
        account = make.account()
        own, other = make.order(account), make.order(account)
        make.invoice(account, number="OWN", order=own)
        make.invoice(account, number="OTHER", order=other)
        return make.contact(account, ContactRole.TECHNICAL, order=own)

    ref = reference(stored(write)).partition(".")[0]
    with database.transaction(reads_only=True) as db:
        actor = sessions.resume(db, ref)
        assert first_view(db, actor, "/en/invoices/OWN/", {})[InvoiceState].head[0][4] == "OWN"
        assert first_view(db, actor, "/en/invoices/OTHER", {}) == {}
