"""Dates and amounts: certain, or asked about."""

from datetime import date
from decimal import Decimal

import pytest
from stdnum import iso11649

from occ_app.services.imports import Unusable, fields
from occ_app.services.imports.invoices import creditor_reference
from occ_app.services.imports.mapping import Layout, layout_for, load


@pytest.mark.parametrize("text", ["2026-04-03", "2026-04-03T00:00:00", "2026-04-03 00:00:00.000"])
@pytest.mark.parametrize("form", ["", "%d/%m/%Y"])
def test_an_iso_date_is_certain(text, form):
    assert fields.day(text, Layout(date_format=form)) == date(2026, 4, 3)


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.26", "45750", "April 3", "2026-4-3", "20260403"])
def test_any_other_date_needs_a_date_format(text):
    with pytest.raises(ValueError, match="date format"):
        fields.day(text, Layout())


@pytest.mark.parametrize(("form", "month"), [("%d/%m/%Y", 4), ("%m/%d/%Y", 3)])
def test_the_mapping_says_which_is_the_month(form, month):
    assert fields.day("03/04/2026", Layout(date_format=form)).month == month


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-13-01", "03/04/26", "01/01/0026", "2026-04-03T10:00:00"]
)
def test_impossible_dates_are_refused(text):
    with pytest.raises(ValueError, match=r"date|year"):
        fields.day(text, Layout(date_format="%d/%m/%Y"))


@pytest.mark.parametrize("form", ["%d/%m", "%Y-%m", "%Q", "DD/MM/YYYY"])
def test_a_date_format_that_is_not_one_is_refused(form):
    with pytest.raises(Unusable, match="day, month and year"):
        layout_for("invoices", {"date_format": form})


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1234.50", "", "1234.50"),
        ("-1234.50", "", "-1234.50"),
        ("(1234.50)", "", "-1234.50"),
        ("1234.50-", "", "-1234.50"),
        ("\N{MINUS SIGN}5", "", "-5"),
        ("+5", "", "5"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1234,5", ",", "1234.5"),
        ("1 234,50", ",", "1234.50"),
        ("50,00-", ",", "-50.00"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
    ],
)
def test_amounts_are_read_with_the_mark_that_is_said(text, mark, amount):
    assert fields.decimal(text, Layout(decimal_mark=mark)) == Decimal(amount)


@pytest.mark.parametrize("text", ["1,234", "1,234.50", "1.234,50", "1234,50"])
def test_a_number_with_two_readings_needs_a_decimal_mark(text):
    with pytest.raises(ValueError, match="decimal_mark"):
        fields.decimal(text, Layout())


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.234,50", "."),
        ("1,234.50", ","),
        ("1234.50", ","),
        ("12,34.50", "."),
        ("--5", "."),
        ("(5", "."),
        ("-(5)", "."),
        ("5--", "."),
        ("1e5", ""),
        ("NaN", ""),
        ("Infinity", ""),
        ("12 EUR", ""),
        ("€12", "."),
        ("=1+1", ""),
        ("٣", ""),
        ("-", ""),
        (".", ""),
        ("9999999999999999", ""),
    ],
)
def test_what_is_not_certainly_a_number_is_refused(text, mark):
    with pytest.raises(ValueError, match="“"):
        fields.decimal(text, Layout(decimal_mark=mark))


@pytest.mark.parametrize(
    "text", ["no-at", "a@b", "a@@b.example", "a b@c.example", "=x@c.example\n", "a@localhost"]
)
def test_what_is_not_an_address_is_refused(text):
    with pytest.raises(ValueError, match="not an e-mail address"):
        fields.email(text, Layout())


def test_addresses_are_kept_in_lower_case():
    assert fields.email("Ana.Ruiz@ACME.example", Layout()) == "ana.ruiz@acme.example"


@pytest.mark.parametrize("number", ["280670965", "INV-2026/0001", "a-b", "X" * 40])
def test_the_reference_is_a_valid_creditor_reference(number):
    assert iso11649.is_valid(creditor_reference(number))


def test_a_number_without_letters_or_digits_has_no_reference():
    assert creditor_reference("///") == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kolumns = 1", "kolumns"),
        ('decimal_mark = ";"', "decimal_mark"),
        ('encoding = "klingon"', "text encoding"),
        ('currency = "EURO"', "ISO 4217"),
        ('delimiter = ",,"', "one character"),
        ('delimiter = ","\ndecimal_mark = ","', "same character"),
        ("[invoices.columns]\nnumber = 1", "number"),
        ("[payments]", "says nothing of invoices; it has payments"),
        ("not toml", "not TOML"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused(tmp_path, text, reason):
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(Unusable, match=reason):
        layout_for("invoices", load(path))


def test_a_mapping_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unusable, match="cannot be read"):
        load(tmp_path / "absent.toml")
