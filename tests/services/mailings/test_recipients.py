from occ_app.models import ContactRole, OrderContact
from occ_app.services import mailings


def emails(office, who):
    return [
        colleague.email.partition("@")[0] for colleague in mailings.colleagues(office.db, office.actor(who))
    ]


def test_who_sees_all_may_be_sent_all_oneself_first(office):
    assert emails(office, "elena") == ["elena", "ana"]
    (first, second) = mailings.colleagues(office.db, office.actor())
    assert (first.name, first.language, first.is_self) == ("Ana Ruiz", "es", True)
    assert (second.name, second.language, second.is_self) == ("Elena Marín", "en", False)


def test_what_is_of_own_orders_may_go_to_those_of_the_same_orders_or_more(make, office):
    office.hire("same", ContactRole.TECHNICAL, name="Same", order=office.order)
    office.hire("other", ContactRole.TECHNICAL, name="Other")
    assert set(emails(office, "tomas")) == {"tomas", "ana", "elena", "same"}
    another = make.order(office.account)
    tomas = office.people["tomas"]
    make.db.add(
        OrderContact(
            account_id=office.account.pk, order_id=another.pk, person_id=tomas.pk, role=ContactRole.TECHNICAL
        )
    )
    make.db.flush()
    assert set(emails(office, "tomas")) == {"tomas", "ana", "elena"}


def test_other_companies_people_are_nobody_here(make, office):
    make.contact(make.account("Other"), email="john@globex.example")
    assert "john" not in emails(office, "ana")


def test_those_named_so_and_no_more_than_asked(office):
    def named(text, most=None):
        return [one.name for one in mailings.colleagues(office.db, office.actor(), named=text, most=most)]

    assert named("marin ELENA") == ["Elena Marín"]
    assert named("nobody") == []
    assert len(named("", 1)) == 1
