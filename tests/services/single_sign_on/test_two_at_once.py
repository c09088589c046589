"""What happens when two do the same at once, in transactions of their own."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import func, select

from occ_app import db as database
from occ_app.access.actors import Actor, visitor
from occ_app.access.permissions import Role
from occ_app.models import Person, SsoConnection
from occ_app.services.sign_in import Entered
from occ_app.services.single_sign_on import connections, entering
from occ_app.testing.factories import Make
from tests.services.single_sign_on.conftest import HERE, claims, wanted


def acme():
    """Acme's administrator as an actor, stored for real."""
    with database.transaction() as db:
        make = Make(db)
        account = make.account("Acme")
        marta = make.contact(account, is_admin=True, email="marta@acme.example")
        return Actor(roles=frozenset({Role.ADMIN}), person_id=marta.pk, account_id=account.pk)


def at_once(work):
    def alone(_number):
        with database.transaction() as db:
            return work(db)

    with ThreadPoolExecutor(6) as threads:
        return list(threads.map(alone, range(6)))


def count(table):
    with database.transaction(reads_only=True) as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_saving_twice_makes_one_connection(database_url):
    marta = acme()
    at_once(lambda db: connections.save(db, marta, wanted()))
    assert count(SsoConnection) == 1


def test_a_first_visit_by_six_doors_makes_one_person(database_url):
    marta = acme()
    with database.transaction() as db:
        connections.save(db, marta, wanted(entry_role="finance"))
    entered = at_once(lambda db: entering.enter(db, visitor(), marta.account_id, claims("newcomer"), HERE))
    assert all(isinstance(one, Entered) for one in entered)
    assert count(Person) == 2
