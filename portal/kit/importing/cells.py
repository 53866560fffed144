"""Cells of an export to values. What a cell cannot mean is a BadCell, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.kit.text.characters import bad_in_identifier, bad_in_line, bad_in_text
from portal.kit.text.identifiers import why_no_identifier
from portal.kit.text.names import is_company_name

TRANSFORMS = ("strip", "integer", "upper")
WHOLE = re.compile(r"([+-]?)0*([0-9]+)(?:\.0*)?")
C1 = re.compile("[\x80-\x9f]")
# A year outside is a slip, such as 0021 for 2021.
FIRST_YEAR, LAST_YEAR = 1900, 2199
SHOWN = 40  # characters of a cell that a reason repeats
YES = frozenset({"1", "true", "yes", "y", "x", "ja", "j", "oui", "si", "sí", "on"})
NO = frozenset({"0", "false", "no", "n", "nein", "non", "off"})

TextKind = Literal[
    "text", "line", "identifier", "number in addresses", "email", "emails", "company"
]


class BadCell(ValueError):
    """A cell does not hold what its column should; the text is the reason for the report.

    `is_form` says that it is a date, a number or a sign that cannot be read: the mapping may be
    wrong, and with it what was read of other rows.
    """

    def __init__(self, reason: str, *, is_form: bool = False) -> None:
        super().__init__(reason)
        self.is_form = is_form


@dataclass(frozen=True, slots=True)
class TextField:
    """Text of at most `longest` characters. Lines and identifiers hold no line breaks."""

    longest: int
    kind: TextKind = "line"


@dataclass(frozen=True, slots=True)
class DateField:
    """A day."""


@dataclass(frozen=True, slots=True)
class NumberField:
    """An exact number with at most so many digits before the decimal sign, and decimals."""

    digits: int
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class FlagField:
    """Yes or no, in words, as 1 and 0, or as an x."""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of these words, in any case."""

    choices: tuple[str, ...]


Field = TextField | DateField | NumberField | FlagField | ChoiceField


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from and how its text is cleaned. `values` replaces whole cells."""

    field: str
    name: str
    kind: Field
    transform: str = "strip"
    prefix: str = ""
    date_format: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_number(self) -> bool:
        return isinstance(self.kind, NumberField)

    @property
    def options(self) -> set[str]:
        """What a mapping may say of it beside its name."""
        if isinstance(self.kind, TextField):
            return {"transform", "prefix", "values"}
        return {"date_format"} if isinstance(self.kind, DateField) else {"values"}


def text_parser(column: Column) -> Callable[[str], str]:
    """Text without the space around it, composed (NFC), transformed, within the field's length."""
    kind = column.kind
    assert isinstance(kind, TextField)  # noqa: S101 - tells the type checker

    def parse(cell: str) -> str:
        text = cell.strip()
        if not text:
            return ""
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if column.transform == "integer":
            text = _integer(column, text)
        elif column.transform == "upper":
            text = text.upper()
        text = f"{column.prefix}{text}"
        _check_text(column, text, kind.kind)
        if len(text) > kind.longest:
            raise BadCell(f"{column.name} is longer than {kind.longest} characters")
        return text

    return parse


def _check_text(column: Column, text: str, kind: TextKind) -> None:
    if kind == "number in addresses":
        why = why_no_identifier(text)
        if why:
            raise BadCell(f"{column.name} {why}: {text[:SHOWN]}")
        return
    look = {"text": bad_in_text, "identifier": bad_in_identifier}.get(kind, bad_in_line)
    bad = look(text)
    if bad:
        hint = "; the file may be in the encoding cp1252" if C1.search(text) else ""
        raise BadCell(f"{column.name} holds a character that cannot be printed ({bad}){hint}")
    if kind == "company" and not is_company_name(text):
        raise BadCell(f"{column.name} holds an address and no name: {text[:SHOWN]}")
    if kind in {"email", "emails"}:
        for address in text.split(";") if kind == "emails" else [text]:
            _check_email(column, address.strip())


def _integer(column: Column, text: str) -> str:
    """`17850.0` is 17850. No powers of ten: what a spreadsheet has shortened names nobody."""
    found = WHOLE.fullmatch(text)
    if found is None:
        raise BadCell(f"{column.name} is not a whole number: {text[:SHOWN]}", is_form=True)
    sign, digits = found.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits


def _check_email(column: Column, text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise BadCell(f"{column.name} is not an email address: {text[:SHOWN]}") from None


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
                f"{column.name} is not a date of the form {form}: {text[:SHOWN]}", is_form=True
            ) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadCell(f"{column.name} is not a likely date: {text[:SHOWN]}", is_form=True)
        return day

    return parse


def number_parser(column: Column, decimal: str, thousands: str) -> Callable[[str], Decimal | None]:
    """An exact number; nothing where the cell is empty.

    Thousands must stand where thousands are, so that `12.50` is refused where the point parts
    thousands instead of becoming 1250. A minus may follow the digits.
    """
    pattern = _number_pattern(decimal, thousands)
    kind = column.kind
    assert isinstance(kind, NumberField)  # noqa: S101 - tells the type checker
    digits, decimals = kind.digits, kind.decimals

    def parse(cell: str) -> Decimal | None:
        text = cell.strip()
        if not text:
            return None
        found = pattern.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
        before, whole, part, after = found.groups() if found else ("", "", "", "")
        if not (whole or part) or (before and after):
            raise BadCell(f"{column.name} is not a number: {text[:SHOWN]}", is_form=True)
        whole = re.sub("[^0-9]", "", whole or "").lstrip("0") or "0"
        if len(whole) > digits:
            raise BadCell(f"{column.name} is too large: {text[:SHOWN]}", is_form=True)
        part = (part or "").rstrip("0")
        if decimals is not None and len(part) > decimals:
            raise BadCell(
                f"{column.name} has more than {decimals} decimals: {text[:SHOWN]}", is_form=True
            )
        return Decimal(f"{before or after}{whole}{part and '.'}{part}")

    return parse


def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = "[0-9]+"
    if thousands:
        # Where a space parts them, so does one that does not break.
        mark = "[ \u00a0\u202f]" if thousands == " " else re.escape(thousands)
        whole = f"[0-9]{{1,3}}(?:{mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|{whole}"
    return re.compile(rf"([+-]?)({whole})?(?:{re.escape(decimal)}([0-9]*))?(-?)")


def flag_parser(column: Column) -> Callable[[str], bool | None]:
    """Yes or no; nothing where the cell is empty."""

    def parse(cell: str) -> bool | None:
        text = cell.strip().casefold()
        if text and text not in YES | NO:
            raise BadCell(f"{column.name} takes yes or no: {cell.strip()[:SHOWN]}")
        return text in YES if text else None

    return parse


def choice_parser(column: Column) -> Callable[[str], str]:
    """One of the field's words; nothing where the cell is empty."""
    kind = column.kind
    assert isinstance(kind, ChoiceField)  # noqa: S101 - tells the type checker

    def parse(cell: str) -> str:
        text = cell.strip().lower()
        if text and text not in kind.choices:
            known = ", ".join(kind.choices)
            raise BadCell(f"{column.name} takes {known}: {cell.strip()[:SHOWN]}")
        return text

    return parse
