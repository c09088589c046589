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
    contract=texts,
    po=texts,
    payment=texts,
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


@pytest.mark.parametrize(
    ("currency", "typed", "minor"),
    [("EUR", "1234.5", 123_450), ("JPY", "1234", 1_234), ("KWD", "1.005", 1_005), ("eur", "-3", -300)],
)
def test_amounts_are_read_in_the_currency_asked_for(currency, typed, minor):
    wanted = parse({"currency": currency, "total_from": typed, "total_to": typed})
    assert (wanted.total_from, wanted.total_to) == (minor, minor)
    assert parse(dict(parse_qsl(unparse(wanted)))) == wanted


@pytest.mark.parametrize("typed", ["many", "1,5", "1.001", "1e99", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        parse({"currency": "EUR", "total_to": typed})
    assert refused.value.field == "total_to"


def test_amounts_without_a_currency_are_refused():
    with pytest.raises(Invalid) as refused:
        parse({"total_from": "5"})
    assert refused.value.field == "currency"
