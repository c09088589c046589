"""What an invoice adds up to: its lines, its taxes per rate and its total, which must agree to the cent."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from occ_app import money
from occ_app.money import Money
from occ_app.services.imports.importer import Record
from occ_app.services.imports.problems import Rejected
from occ_app.services.imports.rows import Row

Values = dict[str, Any]
"""What a row says: our column → value."""

ONE, NIL = Decimal(1), Decimal(0)
LINE_COLUMNS = (
    "line_description",
    "line_part_number",
    "line_period_start",
    "line_period_end",
    "line_quantity",
    "line_unit_price",
    "line_tax_rate",
    "line_net",
)


@dataclass
class Amounts:
    """Minor units of the invoice's currency, and the rows of its lines and taxes without their keys."""

    net: int
    tax: int
    total: int
    lines: list[dict[str, Any]]
    taxes: list[dict[str, Any]]


def amounts_of(record: Record, currency: str) -> Amounts:
    """Add the record's rows up; Rejected where they do not make its total."""
    try:
        return _added_up(record, currency)
    except ArithmeticError as error:
        raise Rejected("total", "quantities and prices are too large to reckon with") from error


def _added_up(record: Record, currency: str) -> Amounts:
    said = record.rows[0].values
    total = minor(said, "total", currency)
    said_tax = minor(said, "tax", currency)
    assert total is not None
    lines = [_line(row.values, position, currency) for position, row in enumerate(record.rows, 1)]
    if len(lines) == 1 and lines[0]["net_minor"] is None:
        lines[0]["net_minor"] = _net_of_single(said, total, said_tax, currency)
    for line, row in zip(lines, record.rows, strict=True):
        _complete(line, row, currency)
    net = sum(line["net_minor"] for line in lines)
    _compare(said, "net", net, currency)
    taxes = _taxes(record, lines, total, said_tax, currency)
    tax = sum(row["tax_minor"] for row in taxes)
    if net + tax != total:
        raise Rejected(
            "total",
            f"the lines make {_plain(net, currency)}, tax {_plain(tax, currency)}: not {said['total']}",
        )
    return Amounts(net, tax, total, lines, taxes)


def minor(values: Values, column: str, currency: str) -> int | None:
    """An amount a row says, in minor units; Rejected if it has more decimals than the currency."""
    amount: Decimal | None = values[column]
    if amount is None:
        return None
    units = amount.scaleb(_digits(currency))
    if units != int(units):
        raise Rejected(column, f"{amount} has more decimals than {currency} allows ({_digits(currency)})")
    return int(units)


def _line(row: Values, position: int, currency: str) -> dict[str, Any]:
    return {
        "position": position,
        "description": row["line_description"] or row["description"] or f"Invoice {row['number']}",
        "part_number": row["line_part_number"] or "",
        "period_start": row["line_period_start"],
        "period_end": row["line_period_end"],
        "quantity": ONE if row["line_quantity"] is None else row["line_quantity"],
        "unit_price": row["line_unit_price"],
        "tax_rate": row["line_tax_rate"] or NIL,
        "net_minor": minor(row, "line_net", currency),
    }


def _net_of_single(said: Values, total: int, said_tax: int | None, currency: str) -> int | None:
    if said["line_unit_price"] is not None:
        return None
    net = minor(said, "net", currency)
    if net is None and said_tax is None and said["line_tax_rate"]:
        raise Rejected("net", "is empty: with a tax rate, say the net or the tax amount too")
    return total - (said_tax or 0) if net is None else net


def _complete(line: dict[str, Any], row: Row, currency: str) -> None:
    quantity, price, net = line["quantity"], line["unit_price"], line["net_minor"]
    if price is None and net is None:
        raise Rejected("line_net", f"line {row.line} says neither net amount nor unit price")
    if price is None:
        each = Decimal(net).scaleb(-_digits(currency)) / (quantity or ONE)
        line["unit_price"] = each if quantity == ONE else each.quantize(Decimal("0.000001")).normalize() + 0
    elif net is None:
        line["net_minor"] = _rounded((quantity * price).scaleb(_digits(currency)))
    else:
        _check_price(quantity, price, Money(net, currency), row)


def _check_price(quantity: Decimal, price: Decimal, net: Money, row: Row) -> None:
    """A price is written rounded, so the product may miss the net by what rounding explains, and one unit."""
    digits = _digits(net.currency)
    written = max(digits, -int(price.as_tuple().exponent))
    allowed = abs(quantity) * Decimal(5).scaleb(-written - 1) + ONE.scaleb(-digits)
    if abs(quantity * price - net.amount) > allowed:
        raise Rejected("line_net", f"line {row.line}: {quantity} × {price} is not {net.amount}")


def _taxes(
    record: Record, lines: list[dict[str, Any]], total: int, said_tax: int | None, currency: str
) -> list[dict[str, Any]]:
    name = record["tax_name"] or "Tax"
    net = sum(line["net_minor"] for line in lines)
    if all(row.values["line_tax_rate"] is None for row in record.rows):
        tax = said_tax if said_tax is not None else (total - net if record["net"] is not None else 0)
        return [_one_rate(name, lines, net, tax)] if tax else []
    bases: dict[Decimal, int] = defaultdict(int)
    for line in lines:
        bases[line["tax_rate"]] += line["net_minor"]
    taxes = [_tax(name, rate, base, _rounded(base * rate / 100)) for rate, base in sorted(bases.items())]
    _settle_rounding(taxes, total - net if said_tax is None else said_tax, len(lines), currency)
    return taxes


def _one_rate(name: str, lines: list[dict[str, Any]], net: int, tax: int) -> dict[str, Any]:
    if not net:
        raise Rejected("tax", "there is tax on a net amount of nothing")
    rate = (Decimal(tax) / net * 100).quantize(Decimal("0.01")).normalize() + 0
    for line in lines:
        line["tax_rate"] = rate
    return _tax(name, rate, net, tax)


def _settle_rounding(taxes: list[dict[str, Any]], wanted: int, lines: int, currency: str) -> None:
    """Put the cents that per-line rounding makes to the largest base; Rejected if they are more than that."""
    difference = wanted - sum(row["tax_minor"] for row in taxes)
    taxed = [row for row in taxes if row["rate"]]
    if not difference:
        return
    if abs(difference) > lines or not taxed:
        found = _plain(wanted - difference, currency)
        raise Rejected("tax", f"the lines' rates make {found}, not {_plain(wanted, currency)}")
    max(taxed, key=lambda row: abs(row["base_minor"]))["tax_minor"] += difference


def _tax(name: str, rate: Decimal, base: int, tax: int) -> dict[str, Any]:
    return {"name": name, "rate": rate, "base_minor": base, "tax_minor": tax}


def _compare(values: Values, column: str, found: int, currency: str) -> None:
    said = minor(values, column, currency)
    if said is not None and said != found:
        raise Rejected(column, f"the lines make {_plain(found, currency)}, not {_plain(said, currency)}")


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(ONE, ROUND_HALF_UP))


@cache
def _digits(currency: str) -> int:
    return money.digits(currency)


def _plain(minor_units: int, currency: str) -> str:
    return money.plain(Money(minor_units, currency))
