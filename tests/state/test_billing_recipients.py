import pytest

from occ_app.errors import NotFound
from occ_app.models import MailSuppression, MailTopic
from occ_app.services.billing_profile import recipients
from occ_app.state.billing_recipients import BillingRecipientsState, otherwise, recipients_view


@pytest.fixture
def page(stored, reference, on_page, run):
    ana = stored(lambda make: make.contact(make.account("Acme"), email="ana@acme.example"))
    state = on_page(BillingRecipientsState, reference(ana), "/en/billing-profile/recipients")
    run(BillingRecipientsState.load.fn(state))
    return state


def add(told, page, topic, email):
    return told(BillingRecipientsState.add.fn(page, {"topic": topic, "email": email}))


def test_who_gets_it_where_nobody_is_set(page):
    assert page.loaded
    assert page.named["invoices"] == []
    assert page.otherwise == "Nobody is set, so it goes to ana@acme.example."
    assert otherwise([]) == "Nobody is set."


def test_an_address_is_added_and_removed(page, told):
    assert add(told, page, "receipts", "AP@books.example") == "The address was added."
    assert [row[1:] for row in page.named["receipts"]] == [["ap@books.example", ""]]
    assert page.added == 1
    removed = told(BillingRecipientsState.remove.fn(page, page.named["receipts"][0][0]))
    assert removed == "The address was removed."
    assert page.named["receipts"] == []


def test_what_is_wrong_stands_at_its_topic(page, told):
    assert add(told, page, "receipts", "no address") == ""
    assert "e-mail address" in page.errors["receipts"]
    assert (page.errors["invoices"], page.added) == ("", 0)
    add(told, page, "receipts", "ap@books.example")
    assert page.errors["receipts"] == ""


@pytest.mark.parametrize("topic", [None, "", "nothing", ["receipts"], {}])
def test_a_topic_that_is_none_does_nothing(page, told, topic):
    add(told, page, topic, "ap@books.example")
    assert not any(page.named.values())


def test_an_id_that_is_none_is_not_there(page, run):
    for key in ("0", "x", "-1", "9" * 30, "²"):
        with pytest.raises(NotFound):
            run(BillingRecipientsState.remove.fn(page, key))


def test_an_address_that_mail_came_back_from_is_marked(make, db):
    ana = make.actor(make.contact(make.account("Acme")))
    recipients.add(db, ana, MailTopic.INVOICES, "gone@books.example")
    db.add(MailSuppression(email="gone@books.example"))
    db.flush()
    assert recipients_view(db, ana).named["invoices"][0][1:] == ["gone@books.example", "true"]
