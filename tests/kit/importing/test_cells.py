from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.kit.importing.cells import (
    BadCell,
    Column,
    DateField,
    NumberField,
    TextField,
    date_parser,
    number_parser,
    text_parser,
)

AMOUNT = Column("total", "Total", NumberField(14))


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "value"),
    [
        ("12.50", ".", "", "12.50"),
        (" -12 ", ".", "", "-12"),
        ("+3", ".", "", "3"),
        (".5", ".", "", "0.5"),
        ("5.", ".", "", "5"),
        ("100.00-", ".", "", "-100.00"),
        ("\N{MINUS SIGN}7", ".", "", "-7"),
        ("0012", ".", "", "12"),
        ("1.234,50", ",", ".", "1234.50"),
        ("1234,5", ",", ".", "1234.5"),
        ("1,234,567.89", ".", ",", "1234567.89"),
        ("12,34,567", ".", ",", "1234567"),
        ("1\u202f234,5", ",", " ", "1234.5"),
        ("1'234.50", ".", "'", "1234.50"),
    ],
)
def test_number_is_read_by_its_signs(text: str, decimal: str, thousands: str, value: str) -> None:
    assert number_parser(AMOUNT, decimal, thousands)(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        ("12.50", ",", "."),  # not 1250
        ("1,234", ".", ""),
        ("1.234", ",", ""),
        ("1.2.3", ".", ""),
        ("NaN", ".", ""),
        ("Infinity", ".", ""),
        ("1e5", ".", ""),
        ("1_000", ".", ""),
        ("\N{ARABIC-INDIC DIGIT FIVE}", ".", ""),
        ("-5-", ".", ""),
        ("-", ".", ""),
        (".", ".", ""),
        ("EUR 5", ".", ""),
        ("9" * 15, ".", ""),
        ("9" * 9000, ".", ""),
    ],
)
def test_what_is_no_number_is_refused(text: str, decimal: str, thousands: str) -> None:
    with pytest.raises(BadCell, match="Total"):
        number_parser(AMOUNT, decimal, thousands)(text)


def test_empty_cell_is_nothing() -> None:
    assert number_parser(AMOUNT, ".", "")(" ") is None
    assert date_parser(Column("date", "Date", DateField()), "%Y-%m-%d")(" ") is None
    assert text_parser(Column("sku", "Item", TextField(64)))("  ") == ""


@pytest.mark.parametrize(
    ("text", "value"), [("17850.0", "17850"), ("0042", "42"), ("-7", "-7"), ("0", "0"), ("", "")]
)
def test_integer_drops_what_a_float_has_added(text: str, value: str) -> None:
    assert text_parser(Column("customer", "Client", TextField(64), "integer"))(text) == value


@pytest.mark.parametrize("text", ["1.5", "1.2E+11", "abc", "nan", "1 2"])
def test_integer_refuses_what_is_none(text: str) -> None:
    with pytest.raises(BadCell, match="Client is not a whole number"):
        text_parser(Column("customer", "Client", TextField(64), "integer"))(text)


def test_text_is_stripped_raised_and_prefixed() -> None:
    column = Column("number", "No", TextField(40), "upper", prefix="UK-")
    assert text_parser(column)(" c12 ") == "UK-C12"
    assert text_parser(column)(" ") == ""


@pytest.mark.parametrize("text", ["x" * 41, "a\0b", "a\ud800b"])
def test_text_that_no_column_holds_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="No"):
        text_parser(Column("number", "No", TextField(40)))(text)


def test_email_is_checked() -> None:
    parse = text_parser(Column("customer_email", "Mail", TextField(254, "email")))
    assert parse("ap@example.com") == "ap@example.com"
    with pytest.raises(BadCell, match="not an email address"):
        parse("ap@example.com; boss@example.com")


def test_date_is_read_by_its_form() -> None:
    assert date_parser(Column("date", "Date", DateField()), "%d.%m.%Y")("03.02.2026") == date(
        2026, 2, 3
    )


@pytest.mark.parametrize("text", ["2026-02-03", "31.02.2026", "01.01.0021", "31.12.9999", "x"])
def test_what_is_no_likely_date_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="Date is not a"):
        date_parser(Column("date", "Date", DateField()), "%d.%m.%Y")(text)
