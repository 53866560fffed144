"""What the columns of an export mean: a TOML file, checked before a row is read."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.kit.importing.cells import (
    TRANSFORMS,
    ChoiceField,
    Column,
    DateField,
    Field,
    FlagField,
    NumberField,
    choice_parser,
    date_parser,
    flag_parser,
    number_parser,
    text_parser,
)

FILE_KEYS = {"encoding", "delimiter", "quote", "decimal", "thousands", "date_format", "sheet"}
SKIP_KEYS = {"column", "equals"}


class BadMapping(Exception):
    """The mapping cannot be used; the text says which key and what it takes."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """How a file writes its rows, dates and numbers; a spreadsheet only has a `sheet`."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    date_format: str = "%Y-%m-%d"
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The mapped columns of a file, the form they are written in, and the rows to be skipped."""

    form: FileForm
    columns: tuple[Column, ...]
    skip: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def column_names(self) -> set[str]:
        """Every column of the file that the mapping speaks of."""
        return {column.name for column in self.columns} | {name for name, _ in self.skip}

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns}

    def date_formats(self) -> dict[str, str]:
        """How each column of dates is written, by its name."""
        return {
            column.name: column.date_format or self.form.date_format
            for column in self.columns
            if isinstance(column.kind, DateField)
        }

    def parser(self, column: Column) -> Callable[[str], Any]:
        """What turns a cell of this column into its value, or raises BadCell."""
        parse = self._plain_parser(column)
        if not column.values:
            return parse
        values = dict(column.values)
        return lambda cell: parse(values.get(cell.strip(), cell))

    def _plain_parser(self, column: Column) -> Callable[[str], Any]:
        match column.kind:
            case DateField():
                return date_parser(column, column.date_format or self.form.date_format)
            case NumberField():
                return number_parser(column, self.form.decimal, self.form.thousands)
            case FlagField():
                return flag_parser(column)
            case ChoiceField():
                return choice_parser(column)
        return text_parser(column)


def read_toml(path: Path, tables: Collection[str]) -> dict[str, Any]:
    """A TOML file that has no other tables than these. Raises BadMapping."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMapping(f"{path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path} is not TOML: {error}.") from None
    only(content, tables, "The mapping")
    return content


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the mapping, whose complaints name the key in full."""

    name: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, content: Mapping[str, Any], name: str, allowed: Iterable[str]) -> Table:
        values = content.get(name, {})
        if not isinstance(values, dict):
            raise BadMapping(f"{name} is a table: [{name}].")
        only(values, allowed, name)
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

    def days(self, key: str, most: int) -> int | None:
        value = self.values.get(key)
        if value is not None and not (type(value) is int and 0 <= value <= most):
            raise self.bad(key, f"a number of days, at most {most}")
        return value

    def bad(self, key: str, takes: str) -> BadMapping:
        return BadMapping(f"{self.name}.{key} is {self.values.get(key)!r}; it takes {takes}.")


def only(table: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """Raise BadMapping where the table has a key that is not allowed."""
    unknown = set(table) - set(allowed)
    if unknown:
        raise BadMapping(
            f"{where} has {', '.join(sorted(unknown))}; it takes {', '.join(sorted(allowed))}."
        )


def read_file_form(settings: Table) -> FileForm:
    """How the file is written, of the table [file]. Raises BadMapping."""
    form = settings.text("date_format", "%Y-%m-%d")
    _check_date_format("file.date_format", form)
    delimiter, quote = settings.character("delimiter", ","), settings.character("quote", '"')
    decimal, thousands = settings.choice("decimal", (".", ",")), settings.character("thousands", "")
    if delimiter == quote or delimiter in {"", "\0", "\r", "\n"}:
        raise BadMapping("file.delimiter takes one character other than file.quote.")
    if quote in {" ", "\0", "\r", "\n"}:
        raise BadMapping("file.quote takes one character, or nothing where cells are not quoted.")
    if thousands == decimal or thousands.isalnum() or thousands in {"+", "-"}:
        raise BadMapping("file.thousands takes a sign other than file.decimal, or nothing.")
    encoding = _encoding(settings.text("encoding", "utf-8"))
    sheet = settings.text("sheet", "")
    return FileForm(encoding, delimiter, quote, decimal, thousands, form, sheet)


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


def read_columns(
    content: Mapping[str, Any], fields: Mapping[str, Field], required: Collection[str]
) -> tuple[Column, ...]:
    """The columns of the table [columns]. Raises BadMapping where one is unknown or lacking."""
    table = Table.of(content, "columns", fields)
    missing = set(required) - set(table.values)
    if missing:
        raise BadMapping(f"columns lacks {', '.join(sorted(missing))}.")
    return tuple(_column(name, fields[name], value) for name, value in table.values.items())


def _column(name: str, kind: Field, value: Any) -> Column:
    if isinstance(value, str):
        value = {"column": value}
    where = f"columns.{name}"
    if not isinstance(value, dict) or not isinstance(value.get("column"), str):
        raise BadMapping(f"{where} takes the name of a column, or a table with column.")
    only(value, {"column"} | Column(name, "", kind).options, where)
    table = Table(where, value)
    transform = table.choice("transform", TRANSFORMS)
    form = table.text("date_format", "")
    if form:
        _check_date_format(f"{where}.date_format", form)
    return Column(
        name,
        value["column"].strip(),
        kind,
        transform,
        table.text("prefix", ""),
        form,
        _values(table),
    )


def _values(table: Table) -> tuple[tuple[str, str], ...]:
    values = table.values.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
        raise table.bad("values", 'a table of texts, such as { "M" = "monthly" }')
    return tuple((key.strip(), value) for key, value in values.items())


def read_skip(content: Mapping[str, Any]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Columns and the texts that make a row be skipped. Raises BadMapping."""
    rules = content.get("skip", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise BadMapping("skip is a list of tables: [[skip]].")
    return tuple(map(_skip, rules))


def _skip(rule: dict[str, Any]) -> tuple[str, frozenset[str]]:
    only(rule, SKIP_KEYS, "skip")
    name, values = rule.get("column"), rule.get("equals")
    if not isinstance(name, str) or not isinstance(values, list):
        raise BadMapping("skip takes column, a name, and equals, a list of texts.")
    if not all(isinstance(value, str) for value in values):
        raise BadMapping("skip.equals takes a list of texts.")
    return name.strip(), frozenset(value.strip() for value in values)
