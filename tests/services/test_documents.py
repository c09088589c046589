import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ContactRole
from occ_app.services import documents
from occ_app.services.documents import Choice


def test_a_sheet_is_the_document_its_company_and_the_readers_language(make, db):
    account = make.account(language="es")
    actor = make.actor(make.contact(account))
    invoice = make.invoice(account)
    sheet = documents.sheet(db, actor, invoice.number)
    assert (sheet.detail.invoice, sheet.account, sheet.language) == (invoice, account, actor.language)


@pytest.mark.parametrize("number", ["FOREIGN", "NONE", "", "\0", "FOREIGN\0"])
def test_what_is_not_theirs_is_not_found(make, db, number):
    make.invoice(make.account("Globex"), number="FOREIGN")
    actor = make.actor(make.contact(make.account()))
    with pytest.raises(NotFound):
        documents.sheet(db, actor, number)
    if number:
        with pytest.raises(NotFound):
            documents.chosen(db, actor, Choice(numbers=(number,)))


def test_a_powerless_actor_is_refused_before_anything_is_looked_up(db):
    with pytest.raises(Forbidden):
        documents.sheet(db, Actor(), "\0")
    with pytest.raises(Forbidden):
        documents.chosen(db, Actor(), Choice(numbers=("\0",)))


def test_a_choice_reads_the_lists_query_and_numbers():
    read = documents.choice_of("status=open&numbers=A,%22B,1%22,A,,&after=x")
    assert (read.wanted.group.value, read.numbers) == ("open", ("A", "B,1"))
    many = ",".join(map(str, range(501)))
    for query in ("numbers=%22open", "status=none", f"numbers={many}", "numbers=", "numbers=,&q=x"):
        with pytest.raises(Invalid):
            documents.choice_of(query)


def test_the_filter_or_the_numbers_decide_and_the_sort_orders(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    order = make.order(account)
    for number, total in (("A", 300), ("B", 100), ("C", 200)):
        make.invoice(account, total, number=number, order=order)
    by_total = documents.choice_of("sort=total")
    assert documents.numbers(db, actor, by_total) == ["B", "C", "A"]
    assert [row.invoice.number for row in documents.rows(db, actor, by_total)] == ["B", "C", "A"]
    picked = documents.chosen(db, actor, documents.choice_of("sort=-total&status=closed&numbers=B,A"))
    assert documents.numbers(db, actor, picked) == ["A", "B"]
    rows = list(documents.rows(db, actor, picked))
    assert [(row.invoice.number, row.order) for row in rows] == [("A", order), ("B", order)]


def test_counting_stops_one_beyond_the_limit(make, db):
    account = make.account()
    actor = make.actor(make.contact(account))
    for _ in range(4):
        make.invoice(account, lines=())
    assert [documents.count(db, actor, Choice(), most) for most in (2, 4, 9)] == [3, 4, 4]
    with pytest.raises(Invalid, match="more than 3"):
        documents.numbers(db, actor, Choice(), 3)
    with pytest.raises(Invalid, match="no document"):
        documents.numbers(db, actor, documents.choice_of("q=nothing"))


def test_only_own_orders_documents_can_be_chosen(make, db):
    account = make.account()
    own = make.order(account)
    actor = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    make.invoice(account, number="MINE", order=own)
    make.invoice(account, number="OTHER")
    assert documents.numbers(db, actor, Choice()) == ["MINE"]
    assert documents.chosen(db, actor, Choice(numbers=("MINE",))).numbers == ("MINE",)
    with pytest.raises(NotFound):
        documents.chosen(db, actor, Choice(numbers=("MINE", "OTHER")))
