import pytest

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, CompanyRole, MailSuppression, MailTopic
from occ_app.services.billing_profile import recipients

INVOICES = MailTopic.INVOICES


def emails(found):
    return [email for email, _language in found]


def named(db, actor, topic=INVOICES):
    return recipients.listing(db, actor).named[topic]


def test_who_is_named_gets_the_mail_of_that_topic_alone(db, acme):
    recipients.add(db, acme.acting(), INVOICES, " AP@books.example ")
    assert recipients.addresses(db, acme.acting(), INVOICES) == [("ap@books.example", "es")]
    assert emails(recipients.addresses(db, acme.acting(), MailTopic.RECEIPTS)) == ["ana@acme.example"]


def test_a_person_is_written_to_in_their_own_language(db, acme):
    recipients.add(db, acme.acting(), INVOICES, "ana@acme.example")
    assert recipients.addresses(db, acme.acting(), INVOICES) == [("ana@acme.example", "en")]


def test_without_finance_contacts_the_administrators_get_it(db, make, acme):
    make.end_rights(acme.ana)
    assert emails(recipients.addresses(db, acme.acting(acme.marta), INVOICES)) == ["marta@acme.example"]
    make.right(acme.account, acme.tomas, CompanyRole.FINANCE)
    assert emails(recipients.addresses(db, acme.acting(acme.marta), INVOICES)) == ["tomas@acme.example"]


def test_the_program_names_the_company_and_nobody_else_can(db, make, acme):
    globex = make.account("Globex")
    john = make.actor(make.contact(globex, email="john@globex.example"))
    recipients.add(db, john, INVOICES, "ap@globex.example")
    assert emails(recipients.addresses(db, system(), INVOICES, account_id=globex.pk)) == ["ap@globex.example"]
    assert emails(recipients.addresses(db, system(), INVOICES, account_id=acme.account.pk)) == [
        "ana@acme.example"
    ]
    assert emails(recipients.addresses(db, acme.acting(), INVOICES, account_id=globex.pk)) == [
        "ana@acme.example"
    ]


def test_adding_and_removing_is_recorded_and_told(db, acme):
    recipients.add(db, acme.acting(), INVOICES, "ap@books.example")
    (one,) = named(db, acme.acting())
    recipients.remove(db, acme.acting(), one.id)
    assert named(db, acme.acting()) == []
    assert [(deed.kind, deed.subject) for deed in acme.deeds()] == [
        (ActivityKind.RECIPIENT_ADDED, "ap@books.example"),
        (ActivityKind.RECIPIENT_REMOVED, "ap@books.example"),
    ]
    assert [mail.to for mail in acme.mails()] == ["marta@acme.example"] * 2
    assert all("ap@books.example" in mail.text for mail in acme.mails())


def test_one_address_stands_once_on_a_list_and_lists_end(db, acme):
    recipients.add(db, acme.acting(), INVOICES, "ap@books.example")
    with pytest.raises(Invalid, match="already"):
        recipients.add(db, acme.acting(), INVOICES, "AP@books.example")
    recipients.add(db, acme.acting(), MailTopic.RECEIPTS, "ap@books.example")
    for number in range(recipients.MOST - 1):
        recipients.add(db, acme.acting(), INVOICES, f"ap{number}@books.example")
    with pytest.raises(Invalid, match="at most 20"):
        recipients.add(db, acme.acting(), INVOICES, "more@books.example")


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@books.example", "x" * 5_000 + "@books.example"])
def test_what_is_no_address_is_refused(db, acme, email):
    with pytest.raises(Invalid, match="e-mail address"):
        recipients.add(db, acme.acting(), INVOICES, email)


def test_an_address_that_mail_came_back_from_is_marked(db, acme):
    recipients.add(db, acme.acting(), INVOICES, "gone@books.example")
    recipients.add(db, acme.acting(), INVOICES, "here@books.example")
    db.add(MailSuppression(email="gone@books.example"))
    db.flush()
    assert [(one.email, one.is_suppressed) for one in named(db, acme.acting())] == [
        ("gone@books.example", True),
        ("here@books.example", False),
    ]


def test_who_gets_what_names_nobody(db, acme):
    assert recipients.listing(db, acme.acting()).otherwise == ["ana@acme.example"]


def test_companies_do_not_touch_each_others(db, make, acme):
    recipients.add(db, acme.acting(), INVOICES, "ap@books.example")
    (one,) = named(db, acme.acting())
    john = make.actor(make.contact(make.account("Globex")))
    assert named(db, john) == []
    with pytest.raises(NotFound):
        recipients.remove(db, john, one.id)
    for service, given in ((recipients.remove, (one.id,)), (recipients.add, (INVOICES, "a@b.example"))):
        with pytest.raises(Forbidden):
            service(db, acme.acting(acme.tomas), *given)
