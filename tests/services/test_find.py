"""Search from anywhere finds what a person may see, by any part of it, and nothing else."""

import pytest

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import speaking
from occ_app.models import ContactRole, Person
from occ_app.services import find as finding
from occ_app.services.find import FINDERS, documents, find, orders
from occ_app.services.invoices import few

DOCUMENTS, ORDERS, POS, PAYMENTS, PEOPLE = (finder.heading for finder in FINDERS)


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def ana(make, acme):
    return make.actor(make.contact(acme, order=make.order(acme, number="FIRST"), name="Ana Ruiz"))


@pytest.fixture
def found(db):
    """What an actor finds: titles by heading."""

    def titles(actor, typed):
        return {group.heading: [hit.title for hit in group.hits] for group in find(db, actor, typed)}

    return titles


@pytest.mark.parametrize(
    "typed",
    ["INV-2026-0417", "inv-2026", "0417", "rf18", "po-77", "PD-7", "ct-1", "CAFÉ", "cafe", "0417 café"],
)
def test_a_document_is_found_by_any_part_of_what_it_bears(make, acme, ana, found, typed):
    order = make.order(acme, number="PD-7001", contract_number="CT-12")
    searched = "inv-2026-0417\nrf18 539\npo-7781\npd-7001\nct-12\ncafe y te"
    make.invoice(
        acme,
        number="INV-2026-0417",
        order=order,
        po_number="PO-7781",
        lines=("Café y té",),
        search_text=searched,
    )
    make.invoice(acme, number="X-1")
    assert found(ana, typed)[DOCUMENTS] == ["INV-2026-0417"]


def test_the_part_that_fits_is_shown_where_the_number_does_not_say_it(make, db, acme, ana):
    long = "Uno dos tres cuatro cinco seis siete ocho nueve diez de Café con leche"
    make.invoice(acme, 12_100, number="A-1", due_in=-2, po_number="PO-7781", lines=("Hay", long))
    assert [hit.subtitle for hit in find(db, ana, "po-77")[0].hits] == [
        "PO-7781 · Subscription · Past due · €121.00"
    ]
    assert find(db, ana, "A-1")[0].hits[0].subtitle == "Subscription · Past due · €121.00"
    assert find(db, ana, "cafe")[0].hits[0].subtitle.startswith("…seis siete ocho nueve diez de Café")
    assert " Café con leche · Sub" in find(db, ana, "a-1 cafe")[0].hits[0].subtitle


def test_the_number_itself_comes_first_then_what_is_most_urgent(make, acme, ana, found):
    for due_in in (9, -9, 5, -1, 30, 40):
        make.invoice(acme, number=f"N-1{due_in + 10:02}", due_in=due_in)
    make.invoice(acme, number="N-1", due_in=99)
    assert found(ana, "n-1")[DOCUMENTS] == ["N-1", "N-101", "N-109", "N-115", "N-119"]


def test_more_than_are_shown_are_in_the_list(make, db, acme, ana):
    for _ in range(6):
        make.invoice(acme, lines=("needle",))
    group = find(db, ana, "needle")[0]
    assert (len(group.hits), group.more.title) == (5, "All 6 results in Invoices")
    assert group.more.href == "/en/invoices?q=needle"
    make.credit_note(acme, number="CN-1", lines=("pin",))
    assert find(db, ana, "pin")[0].more is None


def test_where_there_are_too_many_to_read_the_most_urgent_are_found_all_the_same(
    make, db, acme, ana, monkeypatch
):
    monkeypatch.setattr(few, "FEW", 3)
    for due_in in (8, 7, 6, 5, 4, 3, -5):
        make.invoice(acme, number=f"N-{due_in}", due_in=due_in, lines=("needle",))
    group = find(db, ana, "needle")[0]
    assert group.hits[0].title == "N--5"
    assert group.more.title == "All results in Invoices"
    monkeypatch.setattr(documents, "NEAREST", 1)
    assert "N--5" in [hit.title for hit in find(db, ana, "needle")[0].hits]


def test_orders_are_found_by_number_contract_and_po_and_lead_to_their_invoices(make, db, acme, ana, found):
    order = make.order(acme, number="PD/70 1", contract_number="CT-Ñandú", po_number="PO-9")
    make.order(acme, number="PD/702")
    make.invoice(acme, order=order)
    for typed in ("70 1", "ct-nandu", "PO-9"):
        assert found(ana, typed)[ORDERS] == ["PD/70 1"]
    hits = find(db, ana, "pd/70")[-1].hits
    assert [hit.subtitle for hit in hits] == ["no invoices yet", "Contract CT-Ñandú · PO-9"]
    assert hits[1].href == "/en/invoices?order=PD%2F70+1"


def test_of_many_orders_an_old_one_is_found_by_its_number_and_through_its_invoices(
    make, acme, ana, found, monkeypatch
):
    old, older = make.order(acme, number="OLD-1"), make.order(acme, number="OLDER-2", contract_number="CT-5")
    make.invoice(acme, order=older)
    for _ in range(4):
        make.order(acme)
    monkeypatch.setattr(orders, "NEWEST", 2)
    assert found(ana, "old-1")[ORDERS] == [old.number]
    assert found(ana, "older")[ORDERS] == [older.number]


def test_a_po_is_found_once_however_many_invoices_quote_it(make, db, acme, ana):
    for number in ("PO-1 & Co", "PO-1 & Co", "PO-22", ""):
        make.invoice(acme, po_number=number)
    group = next(group for group in find(db, ana, "po-") if group.heading == POS)
    assert sorted((hit.title, hit.href) for hit in group.hits) == [
        ("PO-1 & Co", "/en/invoices?po=PO-1+%26+Co"),
        ("PO-22", "/en/invoices?po=PO-22"),
    ]


def test_colleagues_are_found_by_name_and_address_and_written_to(make, db, acme, ana, found):
    make.contact(acme, name="Íñigo Sáez", email="i.saez@acme.example")
    make.contact(make.account("Globex"), name="Iñigo Other", email="inigo@acme.example")
    assert found(ana, "inigo")[PEOPLE] == ["Íñigo Sáez"]
    assert find(db, ana, "saez@acme")[0].hits[0].href == "mailto:i.saez@acme.example"
    assert PEOPLE not in found(ana, "ana ruiz")


def test_nothing_of_another_company_is_ever_found(make, acme, ana, found):
    globex = make.account("Globex")
    order = make.order(globex, number="SECRET-1", contract_number="SECRET-2", po_number="SECRET-3")
    make.invoice(globex, number="SECRET-4", order=order, po_number="SECRET-3", lines=("SECRET-5",))
    make.contact(globex, name="SECRET Person")
    for typed in ("secret", "SECRET-1", "SECRET-4"):
        assert found(ana, typed) == {}


def test_a_technical_contact_finds_what_belongs_to_the_own_orders(make, acme, found):
    mine, other = make.order(acme, number="PD-MINE"), make.order(acme, number="PD-OTHER")
    tomas = make.actor(make.contact(acme, ContactRole.TECHNICAL, order=mine))
    make.invoice(acme, number="A-1", order=mine, po_number="PO-1", lines=("needle",))
    make.invoice(acme, number="A-2", order=other, po_number="PO-2", lines=("needle",))
    make.invoice(acme, number="A-3", lines=("needle",))
    assert found(tomas, "needle") == {DOCUMENTS: ["A-1"]}
    assert found(tomas, "A-2") == {}
    assert found(tomas, "pd-")[ORDERS] == ["PD-MINE"]
    assert found(tomas, "po-")[POS] == ["PO-1"]


def test_a_technical_contact_finds_the_own_among_too_many_of_others(make, acme, found, monkeypatch):
    mine = make.order(acme, number="MINE")
    tomas = make.actor(make.contact(acme, ContactRole.TECHNICAL, order=mine))
    monkeypatch.setattr(few, "FEW", 2)
    for _ in range(5):
        make.invoice(acme, lines=("needle",))
    make.invoice(acme, number="A-1", order=mine, lines=("needle",))
    assert found(tomas, "needle")[DOCUMENTS] == ["A-1"]


def test_staff_find_nothing_of_customers(make, acme, found):
    make.invoice(acme, number="A-1")
    make.contact(acme, name="Ana")
    staff = make.actor(make.person(is_staff=True))
    assert (found(staff, "a-1"), found(staff, "ana")) == ({}, {})


def test_without_a_right_its_kind_is_not_looked_for(db, monkeypatch):
    asked = []

    def finder(needs):
        return finding.Finder(needs, "", needs, lambda *_: asked.append(needs) or finding.Found())

    monkeypatch.setattr(finding.finders, "FINDERS", [finder(needs) for needs in Permission])
    actor = Actor(roles=frozenset({"technical"}), account_id=1)
    find(db, actor, "xx")
    assert set(asked) == set(actor.scopes)


@pytest.mark.parametrize("typed", ["", "  ", "a", "a b c", "\0", "´ ´", "%", "*", "-"])
def test_too_little_to_go_by_finds_nothing(make, acme, ana, found, typed):
    make.invoice(acme, number="A-1", lines=("a b c",))
    assert found(ana, typed) == {}


@pytest.mark.parametrize(
    "typed", ["%%", "__", '"" OR', "'; --", "x" * 5_000, "a\0b", "no:such", "NEAR(a b)", "ß" * 300]
)
def test_rubbish_finds_nothing_and_breaks_nothing(make, acme, ana, found, typed):
    make.invoice(acme, number="A-1")
    assert found(ana, typed) == {}


def test_what_is_found_is_in_the_language_spoken(make, db, acme, ana):
    make.invoice(acme, 12_100, number="A-1", due_in=-2)
    with speaking("es"):
        group = find(db, ana, "a-1")[0]
    assert group.heading == "Facturas y notas de crédito"
    assert group.hits[0].subtitle == "Suscripción · Vencida · 121,00\xa0€"
    assert group.hits[0].href == "/es/invoices/A-1"


def test_a_person_of_two_companies_finds_what_is_in_the_one_they_are_in(make, acme, ana, found):
    second = make.account("Second")
    make.named(second, make.db.get(Person, ana.person_id))
    make.invoice(second, number="A-1")
    assert found(ana, "a-1") == {}


def test_payments_are_found_by_those_who_may_see_them(db, make):
    account = make.account()
    payment = make.payment(make.invoice(account), 1_000, reference="Transfer of ACME")
    make.payment(make.invoice(make.account()), 1_000, reference="Transfer of others")
    finance = make.actor(make.contact(account))
    (group,) = find(db, finance, "transfer")
    assert [(hit.title, hit.href) for hit in group.hits] == [
        (payment.number, f"/en/payments/{payment.number}")
    ]
    technical = make.actor(make.contact(account, ContactRole.TECHNICAL, order=make.order(account)))
    assert find(db, technical, "transfer") == []
