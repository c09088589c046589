import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden
from occ_app.models import ContactRole, InboxKind
from occ_app.services import frame, inbox


def test_the_frame_counts_what_is_late_for_this_actor_and_names_the_administrators(make, db):
    account = make.account()
    own, other = make.order(account), make.order(account)
    make.contact(account, is_admin=True, name="Marta Soler")
    make.contact(make.account("Globex"), is_admin=True, name="John Baker")
    for order in (own, other, other):
        make.invoice(account, due_in=-5, order=order)
    finance = frame.around(db, make.actor(make.contact(account)))
    technical = frame.around(db, make.actor(make.contact(account, ContactRole.TECHNICAL, order=own)))
    assert (finance.past_due, technical.past_due) == (3, 1)
    assert finance.administrators == ["Marta Soler"]
    assert Permission.INVOICES_READ in finance.permissions


def test_the_frame_counts_what_is_new_in_the_inbox(make, db):
    account = make.account()
    person = make.contact(account)
    told = {"kind": InboxKind.FILE_FAILED, "facts": {}}
    inbox.put(db, system(), account_id=account.pk, person_id=person.pk, **told)
    assert frame.around(db, make.actor(person)).unread == 1
    assert frame.around(db, make.actor(make.contact(account))).unread == 0


def test_staff_have_a_frame_without_a_company(make, db):
    make.invoice(make.account(), due_in=-5)
    around = frame.around(db, make.actor(make.person(is_staff=True)))
    assert (around.past_due, around.unread, around.administrators) == (0, 0, [])
    assert Permission.INVOICES_READ not in around.permissions


def test_a_powerless_actor_has_no_frame(db):
    with pytest.raises(Forbidden):
        frame.around(db, Actor())
