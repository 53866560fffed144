"""What the columns of an export mean: a TOML file, checked before a row is read."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any


class BadMapping(Exception):
    """The mapping cannot be used; the text says which key and what it takes."""


class BadCell(ValueError):
    """A cell does not hold what its column should; the text is the reason for the report."""


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
NUMBERS = {"quantity", "unit_price", "tax_rate", "total", "net", "tax", "paid_amount"}
REQUIRED = {
    "lines": {"number", "customer", "date", "quantity", "unit_price"},
    "documents": {"number", "customer", "date", "total"},
}
TRANSFORMS = {"strip", "integer", "upper"}
TOP_KEYS = {"file", "columns", "defaults", "credit_notes", "skip"}
FILE_KEYS = {"rows", "encoding", "delimiter", "quote", "decimal", "thousands", "date_format"}
COLUMN_KEYS = {"column", "transform", "prefix", "date_format"}
DEFAULT_KEYS = {"currency", "terms_days", "tax_rate", "customer_name", "description"}
CREDIT_KEYS = {"prefix", "value", "negative_total", "amounts"}
SKIP_KEYS = {"column", "equals"}
MOST_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from and how its text is cleaned."""

    field: str
    name: str
    transform: str = "strip"
    prefix: str = ""
    date_format: str = ""


@dataclass(frozen=True, slots=True)
class CreditRule:
    """Which documents are credit notes; `negative` says that their amounts stand below zero."""

    prefix: str = ""
    value: str = ""
    negative_total: bool = False
    negative: bool = True


@dataclass(frozen=True, slots=True)
class Defaults:
    currency: str = ""
    terms_days: int | None = None
    tax_rate: Decimal = Decimal(0)
    customer_name: str = "Customer {customer}"
    description: str = "As per document"


@dataclass(frozen=True, slots=True)
class ImportMapping:
    rows: str
    encoding: str
    delimiter: str
    quote: str
    decimal: str
    thousands: str
    date_format: str
    columns: tuple[Column, ...]
    defaults: Defaults
    credit: CreditRule
    skip: tuple[tuple[str, frozenset[str]], ...] = field(default=())

    @property
    def column_names(self) -> set[str]:
        """Every column of the file that the mapping speaks of."""
        return {column.name for column in self.columns} | {name for name, _ in self.skip}

    def parser(self, column: Column) -> Callable[[str], Any]:
        """What turns a cell of this column into its value, or raises BadCell."""
        if column.field in DATES:
            return _date_parser(column.date_format or self.date_format)
        if column.field in NUMBERS:
            return _number_parser(self.decimal, self.thousands)
        return _text_parser(column)


def read_mapping(path: Path) -> ImportMapping:
    """The mapping of a TOML file. Raises BadMapping with one line that names the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMapping(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path} is not TOML: {error}") from None
    _only(content, TOP_KEYS, "the mapping")
    settings = _table(content, "file", FILE_KEYS)
    rows = settings.get("rows", "lines")
    if rows not in REQUIRED:
        raise BadMapping(f'file.rows is {rows!r}; it takes "lines" or "documents".')
    columns = tuple(_column(name, value) for name, value in _columns(content).items())
    missing = REQUIRED[rows] - {column.field for column in columns}
    if missing:
        raise BadMapping(f"columns lacks {', '.join(sorted(missing))}.")
    return ImportMapping(
        rows=rows,
        encoding=_text(settings, "encoding", "utf-8-sig"),
        delimiter=_character(settings, "delimiter", ","),
        quote=_character(settings, "quote", '"'),
        decimal=_character(settings, "decimal", "."),
        thousands=_text(settings, "thousands", ""),
        date_format=_text(settings, "date_format", "%Y-%m-%d"),
        columns=columns,
        defaults=_defaults(_table(content, "defaults", DEFAULT_KEYS), columns),
        credit=_credit(_table(content, "credit_notes", CREDIT_KEYS), columns),
        skip=_skip(content.get("skip", [])),
    )


def _only(table: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = set(table) - allowed
    if unknown:
        raise BadMapping(
            f"{where} has {', '.join(sorted(unknown))}; it takes {', '.join(sorted(allowed))}."
        )


def _table(content: Mapping[str, Any], name: str, allowed: set[str]) -> Mapping[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise BadMapping(f"{name} is a table.")
    _only(table, allowed, name)
    return table


def _text(table: Mapping[str, Any], key: str, default: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise BadMapping(f"{key} is {value!r}; it takes a text.")
    return value


def _character(table: Mapping[str, Any], key: str, default: str) -> str:
    value = _text(table, key, default)
    if len(value) != 1:
        raise BadMapping(f"{key} is {value!r}; it takes one character.")
    return value


def _columns(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return _table(content, "columns", set(TEXTS) | DATES | NUMBERS)


def _column(name: str, value: Any) -> Column:
    if isinstance(value, str):
        return Column(name, value)
    if not isinstance(value, dict) or not isinstance(value.get("column"), str):
        raise BadMapping(f"columns.{name} takes the name of a column, or a table with column.")
    _only(value, COLUMN_KEYS, f"columns.{name}")
    transform = _text(value, "transform", "strip")
    if transform not in TRANSFORMS:
        raise BadMapping(
            f"columns.{name}.transform is {transform!r}; it takes {', '.join(sorted(TRANSFORMS))}."
        )
    return Column(
        name,
        value["column"],
        transform,
        _text(value, "prefix", ""),
        _text(value, "date_format", ""),
    )


def _defaults(table: Mapping[str, Any], columns: tuple[Column, ...]) -> Defaults:
    currency = _text(table, "currency", "")
    if not currency and all(column.field != "currency" for column in columns):
        raise BadMapping("Say the currency: defaults.currency, or a column for it.")
    if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise BadMapping(f"defaults.currency is {currency!r}; it takes a code such as EUR.")
    terms = table.get("terms_days")
    if terms is not None and not (isinstance(terms, int) and 0 <= terms <= 3650):
        raise BadMapping(f"defaults.terms_days is {terms!r}; it takes a number of days.")
    rate = table.get("tax_rate", 0)
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate < 100:
        raise BadMapping(f"defaults.tax_rate is {rate!r}; it takes per cent, from 0 to below 100.")
    name = _text(table, "customer_name", "Customer {customer}")
    try:
        name.format(customer="1")
    except (KeyError, IndexError, ValueError):
        raise BadMapping(
            "defaults.customer_name may hold {customer} and no other braces."
        ) from None
    return Defaults(
        currency, terms, Decimal(str(rate)), name, _text(table, "description", "As per document")
    )


def _credit(table: Mapping[str, Any], columns: tuple[Column, ...]) -> CreditRule:
    amounts = _text(table, "amounts", "negative")
    if amounts not in {"negative", "positive"}:
        raise BadMapping(f'credit_notes.amounts is {amounts!r}; it takes "negative" or "positive".')
    value = _text(table, "value", "")
    if value and all(column.field != "kind" for column in columns):
        raise BadMapping("credit_notes.value needs columns.kind to compare with.")
    negative_total = table.get("negative_total", False)
    if not isinstance(negative_total, bool):
        raise BadMapping("credit_notes.negative_total takes true or false.")
    return CreditRule(_text(table, "prefix", ""), value, negative_total, amounts == "negative")


def _skip(rules: Any) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(rules, list):
        raise BadMapping("skip is a list of tables: [[skip]].")
    found = []
    for rule in rules:
        _only(rule, SKIP_KEYS, "skip")
        values = rule.get("equals")
        if not isinstance(rule.get("column"), str) or not isinstance(values, list):
            raise BadMapping("skip takes column, a name, and equals, a list of texts.")
        found.append((rule["column"], frozenset(map(str, values))))
    return tuple(found)


def _text_parser(column: Column) -> Callable[[str], str]:
    longest = TEXTS[column.field]

    def parse(cell: str) -> str:
        text = cell.strip()
        if "\0" in text:
            raise BadCell(f"{column.name} holds a NUL character")
        if column.transform == "integer" and text:
            text = _integer(column, text)
        elif column.transform == "upper":
            text = text.upper()
        text = f"{column.prefix}{text}" if text else ""
        if len(text) > longest:
            raise BadCell(f"{column.name} is longer than {longest} characters")
        return text

    return parse


def _integer(column: Column, text: str) -> str:
    try:
        number = Decimal(text)
        is_whole = number.is_finite() and number == number.to_integral_value()
    except InvalidOperation:
        is_whole = False
    if not is_whole:
        raise BadCell(f"{column.name} is not a whole number: {text[:40]}")
    return str(int(number))


def _date_parser(form: str) -> Callable[[str], date | None]:
    def parse(cell: str) -> date | None:
        text = cell.strip()
        if not text:
            return None
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - documents bear days
        except ValueError:
            raise BadCell(f"not a date of the form {form}: {text[:40]}") from None

    return parse


def _number_parser(decimal: str, thousands: str) -> Callable[[str], Decimal | None]:
    def parse(cell: str) -> Decimal | None:
        text = cell.strip()
        if not text:
            return None
        plain = text.replace(thousands, "") if thousands else text
        if decimal != ".":
            plain = plain.replace(".", "?").replace(decimal, ".")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            raise BadCell(f"not a number: {text[:40]}") from None
        if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
            raise BadCell(f"not an amount: {text[:40]}")
        return number

    return parse
