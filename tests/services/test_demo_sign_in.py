import pytest

from occ_app.access import sessions
from occ_app.access.actors import Actor, system, visitor
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ContactRole
from occ_app.services.demo_sign_in import demo_sign_in, people_to_try
from occ_app.services.sign_in import Visit
from occ_app.settings import Environment, get_settings

HERE = Visit()


@pytest.fixture
def production(monkeypatch):
    settings = get_settings().model_copy(update={"env": Environment.PRODUCTION})
    monkeypatch.setattr("occ_app.services.demo_sign_in.get_settings", lambda: settings)


def test_a_person_of_the_demo_enters_at_once(make, db):
    ana = make.contact(make.account(), email="ana@acme.example")
    entered = demo_sign_in(db, visitor(), " Ana@acme.example", HERE)
    assert sessions.resume(db, sessions.find(db, entered.token)).person_id == ana.id


@pytest.mark.parametrize("email", ["newcomer@acme.example", "nobody@nowhere.example"])
def test_whom_no_order_names_is_refused_with_a_reason(make, db, email):
    make.person("newcomer@acme.example")
    with pytest.raises(Forbidden, match="No order names this address"):
        demo_sign_in(db, visitor(), email, HERE)


def test_everybody_who_may_enter_can_be_tried_once(make, db):
    globex, kuwait, acme = (make.account(name) for name in ("Globex Industries", "Globex Kuwait", "Acme"))
    john = make.contact(globex, email="john@globex.example", name="John Baker")
    make.contact(
        acme,
        ContactRole.FINANCE,
        ContactRole.TECHNICAL,
        email="marta@acme.example",
        name="Marta",
        is_admin=True,
    )
    make.named(kuwait, john, ContactRole.EXECUTIVE)
    make.person("staff@meridian.example", name="Sam", is_staff=True)
    make.person("newcomer@acme.example")
    assert [(p.name, p.roles, p.companies) for p in people_to_try(db, visitor())] == [
        ("Marta", {Role.FINANCE, Role.TECHNICAL, Role.ADMIN}, ["Acme"]),
        ("John Baker", {Role.FINANCE, Role.EXECUTIVE}, ["Globex Industries", "Globex Kuwait"]),
        ("Sam", {Role.STAFF}, []),
    ]


@pytest.mark.usefixtures("production")
def test_in_production_none_of_this_exists(make, db):
    make.contact(make.account(), email="ana@acme.example")
    with pytest.raises(NotFound):
        demo_sign_in(db, visitor(), "ana@acme.example", HERE)
    with pytest.raises(NotFound):
        people_to_try(db, visitor())


@pytest.mark.parametrize("actor", [Actor(), system()])
def test_only_a_visitor_tries_people(db, actor):
    with pytest.raises(Forbidden):
        demo_sign_in(db, actor, "ana@acme.example", HERE)
    with pytest.raises(Forbidden):
        people_to_try(db, actor)
