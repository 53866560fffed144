"""Cells of an export to values. What a cell cannot mean is a BadCell, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

TEXTS = {
    "number": 40,
    "customer": 64,
    "customer_name": 200,
    "customer_email": 254,
    "customer_phone": 40,
    "customer_tax_id": 40,
    "street": 150,
    "postcode": 20,
    "city": 100,
    "country": 100,
    "currency": 3,
    "po_number": 100,
    "order_reference": 100,
    "note": 10_000,
    "kind": 64,
    "sku": 64,
    "description": 400,
}
DATES = {"date", "due_date", "settled_on"}
# The longest numbers taken, in digits before the decimal sign; the database's columns hold them.
NUMBERS = {
    "quantity": 12,
    "unit_price": 14,
    "tax_rate": 2,
    "total": 14,
    "net": 14,
    "tax": 14,
    "paid_amount": 14,
}
# The most decimals taken; of amounts, the currency says it.
DECIMALS = {"quantity": 4, "unit_price": 4, "tax_rate": 3}
TRANSFORMS = ("strip", "integer", "upper")
WHOLE = re.compile(r"([+-]?)0*([0-9]+)(?:\.0*)?")
HALF = re.compile("[\ud800-\udfff]")  # a surrogate, which only odd encodings yield
# A year outside is a slip, such as 0021 for 2021.
FIRST_YEAR, LAST_YEAR = 1900, 2199
SHOWN = 40  # characters of a cell that a reason repeats


class BadCell(ValueError):
    """A cell does not hold what its column should; the text is the reason for the report."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from and how its text is cleaned."""

    field: str
    name: str
    transform: str = "strip"
    prefix: str = ""
    date_format: str = ""


def text_parser(column: Column) -> Callable[[str], str]:
    """Text without the space around it, transformed, within the field's length."""
    longest = TEXTS[column.field]

    def parse(cell: str) -> str:
        text = cell.strip()
        if "\0" in text or HALF.search(text):
            raise BadCell(f"{column.name} holds a character that is none")
        if column.transform == "integer" and text:
            text = _integer(column, text)
        elif column.transform == "upper":
            text = text.upper()
        text = f"{column.prefix}{text}" if text else ""
        if len(text) > longest:
            raise BadCell(f"{column.name} is longer than {longest} characters")
        if text and column.field == "customer_email":
            _check_email(column, text)
        return text

    return parse


def _integer(column: Column, text: str) -> str:
    """`17850.0` is 17850. No powers of ten: what a spreadsheet has shortened names nobody."""
    found = WHOLE.fullmatch(text)
    if found is None:
        raise BadCell(f"{column.name} is not a whole number: {text[:SHOWN]}")
    sign, digits = found.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits


def _check_email(column: Column, text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise BadCell(f"{column.name} is not an e-mail address: {text[:SHOWN]}") from None


def date_parser(column: Column, form: str) -> Callable[[str], date | None]:
    """A day; nothing where the cell is empty."""

    def parse(cell: str) -> date | None:
        text = cell.strip()
        if not text:
            return None
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - documents bear days
        except ValueError:
            raise BadCell(
                f"{column.name} is not a date of the form {form}: {text[:SHOWN]}"
            ) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadCell(f"{column.name} is not a likely date: {text[:SHOWN]}")
        return day

    return parse


def number_parser(column: Column, decimal: str, thousands: str) -> Callable[[str], Decimal | None]:
    """An exact number; nothing where the cell is empty.

    Thousands must stand where thousands are, so that `12.50` is refused where the point parts
    thousands instead of becoming 1250. A minus may follow the digits.
    """
    pattern = _number_pattern(decimal, thousands)
    digits, decimals = NUMBERS[column.field], DECIMALS.get(column.field)

    def parse(cell: str) -> Decimal | None:
        text = cell.strip().replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        found = pattern.fullmatch(text)
        before, whole, part, after = found.groups() if found else ("", "", "", "")
        if not (whole or part) or (before and after):
            raise BadCell(f"{column.name} is not a number: {text[:SHOWN]}")
        whole = re.sub("[^0-9]", "", whole or "").lstrip("0") or "0"
        if len(whole) > digits:
            raise BadCell(f"{column.name} is too large: {text[:SHOWN]}")
        part = (part or "").rstrip("0")
        if decimals is not None and len(part) > decimals:
            raise BadCell(f"{column.name} has more than {decimals} decimals: {text[:SHOWN]}")
        return Decimal(f"{before or after}{whole}{part and '.'}{part}")

    return parse


def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = "[0-9]+"
    if thousands:
        # Where a space parts them, so does one that does not break.
        mark = "[ \u00a0\u202f]" if thousands == " " else re.escape(thousands)
        whole = f"[0-9]{{1,3}}(?:{mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|{whole}"
    return re.compile(rf"([+-]?)({whole})?(?:{re.escape(decimal)}([0-9]*))?(-?)")
