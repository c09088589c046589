from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occ_app.errors import Invalid
from occ_app.models import InvoiceStatus, InvoiceType
from occ_app.services.invoice_query import parse, unparse
from occ_app.services.invoices import SORTS, Filter, Group

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200).map(
    str.strip
)
days = st.none() | st.dates()
filters = st.builds(
    Filter,
    group=st.sampled_from(Group),
    search=texts,
    types=st.lists(st.sampled_from(InvoiceType), unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(InvoiceStatus), unique=True).map(tuple),
    order=texts,
    currency=st.sampled_from(["", "EUR", "JPY"]),
    issued_from=days,
    issued_to=days,
    due_from=days,
    due_to=days,
    sort=st.sampled_from([sign + name for name in SORTS for sign in ("", "-")]),
)


@given(filters)
def test_what_is_written_is_read_back(wanted):
    assert parse(dict(parse_qsl(unparse(wanted)))) == wanted


def test_an_ordinary_list_has_an_empty_query():
    assert unparse(Filter()) == ""
    assert parse({"after": "x", "before": "", "lang": "es", "q": "  "}) == Filter()


def test_every_key_is_read():
    query = "status=open&q=caf%C3%A9&type=support,usage&state=open&order=O-1&currency=eur&due_from=2026-01-31&sort=-due"
    assert parse(dict(parse_qsl(query))) == Filter(
        group=Group.OPEN,
        search="café",
        types=(InvoiceType.SUPPORT, InvoiceType.USAGE),
        statuses=(InvoiceStatus.OPEN,),
        order="O-1",
        currency="EUR",
        due_from=date(2026, 1, 31),
        sort="-due",
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "paid"),
        ("status", "open,closed"),
        ("type", "support,cars"),
        ("state", "OPEN"),
        ("currency", "EURO"),
        ("issued_to", "31/12/2026"),
        ("due_from", "2026-02-30"),
        ("sort", "password"),
        ("sort", "--due"),
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("order", "{0.__class__}\0"),
    ],
)
def test_what_it_cannot_be_is_refused_naming_the_parameter(key, value):
    with pytest.raises(Invalid) as refused:
        parse({key: value})
    assert refused.value.field == key
