"""What the columns of an export mean: a TOML file, checked before a row is read."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from billing.importing.cells import (
    DATES,
    NUMBERS,
    TEXTS,
    TRANSFORMS,
    Column,
    date_parser,
    number_parser,
    text_parser,
)

BOTH_FORMS = {"number", "customer", "date"}
OF_FORM = {
    "lines": {"quantity", "unit_price", "sku"},
    "documents": {"total", "net", "tax"},
}
REQUIRED = {
    "lines": BOTH_FORMS | {"quantity", "unit_price"},
    "documents": BOTH_FORMS | {"total"},
}
TOP_KEYS = {"file", "columns", "defaults", "credit_notes", "skip"}
FILE_KEYS = {"rows", "encoding", "delimiter", "quote", "decimal", "thousands", "date_format"}
DEFAULT_KEYS = {"currency", "terms_days", "tax_rate", "customer_name", "description"}
CREDIT_KEYS = {"prefix", "value", "negative_total", "amounts"}
SKIP_KEYS = {"column", "equals"}
LONGEST_NAME = 130  # of the pattern, so that the customer's number fits in


class BadMapping(Exception):
    """The mapping cannot be used; the text says which key and what it takes."""


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

    def name_of(self, customer: str) -> str:
        """How a customer is called of whom the file has only a number."""
        return self.customer_name.replace("{customer}", customer)


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
            return date_parser(column, column.date_format or self.date_format)
        if column.field in NUMBERS:
            return number_parser(column, self.decimal, self.thousands)
        return text_parser(column)


def read_mapping(path: Path) -> ImportMapping:
    """The mapping of a TOML file. Raises BadMapping with one line that names the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMapping(f"{path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path} is not TOML: {error}.") from None
    _only(content, TOP_KEYS, "The mapping")
    settings = _Table.of(content, "file", FILE_KEYS)
    rows = settings.choice("rows", ("lines", "documents"))
    form = settings.text("date_format", "%Y-%m-%d")
    _check_date_format("file.date_format", form)
    columns = _columns(content, rows)
    delimiter, quote = settings.character("delimiter", ","), settings.character("quote", '"')
    decimal, thousands = settings.choice("decimal", (".", ",")), settings.character("thousands", "")
    if delimiter == quote or delimiter in {"", "\0", "\r", "\n"}:
        raise BadMapping("file.delimiter takes one character other than file.quote.")
    if quote in {" ", "\0", "\r", "\n"}:
        raise BadMapping("file.quote takes one character, or nothing where cells are not quoted.")
    if thousands == decimal or thousands.isalnum() or thousands in {"+", "-"}:
        raise BadMapping("file.thousands takes a sign other than file.decimal, or nothing.")
    return ImportMapping(
        rows=rows,
        encoding=_encoding(settings.text("encoding", "utf-8")),
        delimiter=delimiter,
        quote=quote,
        decimal=decimal,
        thousands=thousands,
        date_format=form,
        columns=columns,
        defaults=_defaults(_Table.of(content, "defaults", DEFAULT_KEYS), columns),
        credit=_credit(_Table.of(content, "credit_notes", CREDIT_KEYS), columns),
        skip=tuple(_skip(content.get("skip", []))),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the mapping, whose complaints name the key in full."""

    name: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, content: Mapping[str, Any], name: str, allowed: Iterable[str]) -> _Table:
        values = content.get(name, {})
        if not isinstance(values, dict):
            raise BadMapping(f"{name} is a table: [{name}].")
        _only(values, allowed, name)
        return cls(name, values)

    def text(self, key: str, default: str) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.bad(key, "a text")
        return value

    def character(self, key: str, default: str) -> str:
        value = self.text(key, default)
        if len(value) > 1:
            raise self.bad(key, "one character")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """One of the texts allowed, of which the first is the default."""
        choices = list(choices)
        value = self.values.get(key, choices[0])
        if value not in choices:
            raise self.bad(key, " or ".join(f'"{choice}"' for choice in choices))
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.bad(key, "true or false")
        return value

    def bad(self, key: str, takes: str) -> BadMapping:
        return BadMapping(f"{self.name}.{key} is {self.values.get(key)!r}; it takes {takes}.")


def _only(table: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    unknown = set(table) - set(allowed)
    if unknown:
        raise BadMapping(
            f"{where} has {', '.join(sorted(unknown))}; it takes {', '.join(sorted(allowed))}."
        )


def _encoding(name: str) -> str:
    try:
        "a".encode(name)  # refuses codecs that are not of text, too
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise BadMapping(
            f"file.encoding is {name!r}; it takes a name such as utf-8 or latin-1."
        ) from None
    return "utf-8-sig" if found == "utf-8" else found  # with or without a byte order mark


def _check_date_format(key: str, form: str) -> None:
    day = datetime(2001, 2, 13)  # noqa: DTZ001 - only its digits matter
    try:
        is_day = datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007
    except ValueError:
        is_day = False
    if not is_day:
        raise BadMapping(f"{key} is {form!r}; it takes a form of a whole date, such as %d.%m.%Y.")


def _columns(content: Mapping[str, Any], rows: str) -> tuple[Column, ...]:
    other = next(name for name in OF_FORM if name != rows)
    table = _Table.of(content, "columns", set(TEXTS) | DATES | set(NUMBERS))
    misplaced = set(table.values) & OF_FORM[other]
    if misplaced:
        raise BadMapping(
            f'columns has {", ".join(sorted(misplaced))}, which only file.rows = "{other}" takes.'
        )
    missing = REQUIRED[rows] - set(table.values)
    if missing:
        raise BadMapping(f"columns lacks {', '.join(sorted(missing))}.")
    return tuple(_column(name, value) for name, value in table.values.items())


def _column(name: str, value: Any) -> Column:
    if isinstance(value, str):
        value = {"column": value}
    where = f"columns.{name}"
    if not isinstance(value, dict) or not isinstance(value.get("column"), str):
        raise BadMapping(f"{where} takes the name of a column, or a table with column.")
    _only(value, {"column"} | _options_of(name), where)
    table = _Table(where, value)
    transform = table.choice("transform", TRANSFORMS)
    form = table.text("date_format", "")
    if form:
        _check_date_format(f"{where}.date_format", form)
    return Column(name, value["column"].strip(), transform, table.text("prefix", ""), form)


def _options_of(name: str) -> set[str]:
    if name in TEXTS:
        return {"transform", "prefix"}
    return {"date_format"} if name in DATES else set()


def _defaults(table: _Table, columns: tuple[Column, ...]) -> Defaults:
    currency = table.text("currency", "")
    if not currency and all(column.field != "currency" for column in columns):
        raise BadMapping("Say the currency: defaults.currency, or a column for it.")
    if currency and not is_currency(currency):
        raise table.bad("currency", "a code such as EUR")
    terms = table.values.get("terms_days")
    if terms is not None and not (type(terms) is int and 0 <= terms <= 3650):
        raise table.bad("terms_days", "a number of days, at most 3650")
    rate = table.values.get("tax_rate", 0)
    if type(rate) not in {int, float} or not 0 <= rate < 100 or round(rate, 3) != rate:
        raise table.bad("tax_rate", "per cent, from 0 to below 100, with three decimals at most")
    name = table.text("customer_name", Defaults().customer_name)
    if len(name) > LONGEST_NAME or "{" in name.replace("{customer}", "") or not name.strip():
        raise table.bad("customer_name", "a text that may hold {customer} and no other braces")
    description = table.text("description", Defaults().description)
    if len(description) > TEXTS["description"]:
        raise table.bad("description", f"{TEXTS['description']} characters at most")
    return Defaults(currency, terms, Decimal(str(rate)), name, description)


def is_currency(text: str) -> bool:
    """Whether it is written as a currency's code is."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def _credit(table: _Table, columns: tuple[Column, ...]) -> CreditRule:
    value = table.text("value", "")
    if value and all(column.field != "kind" for column in columns):
        raise BadMapping("credit_notes.value needs columns.kind to compare with.")
    return CreditRule(
        table.text("prefix", ""),
        value,
        table.flag("negative_total"),
        table.choice("amounts", ("negative", "positive")) == "negative",
    )


def _skip(rules: Any) -> Iterable[tuple[str, frozenset[str]]]:
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise BadMapping("skip is a list of tables: [[skip]].")
    for rule in rules:
        _only(rule, SKIP_KEYS, "skip")
        name, values = rule.get("column"), rule.get("equals")
        if not isinstance(name, str) or not isinstance(values, list):
            raise BadMapping("skip takes column, a name, and equals, a list of texts.")
        if not all(isinstance(value, str) for value in values):
            raise BadMapping("skip.equals takes a list of texts.")
        yield name.strip(), frozenset(value.strip() for value in values)
