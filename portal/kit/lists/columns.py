"""A list's columns, declared once: the page, a phone's two lines, CSV and XLSX all read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from django.utils.functional import Promise

from portal.kit.files.spreadsheets import Amount, Cell
from portal.kit.files.spreadsheets import Row as ExportedRow

T = TypeVar("T")


class Status(Protocol):
    """A status in words behind a mark (`ui.state`)."""

    @property
    def label(self) -> str: ...
    @property
    def mark(self) -> str: ...


Value = Cell | Status


class Kind(StrEnum):
    """How a column's values are drawn. Amounts and counts are aligned to the end."""

    LINK = "link"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    AMOUNT = "amount"
    COUNT = "count"
    STATUS = "status"


class Phone(StrEnum):
    """Where a column stands in the two lines of a row on a phone; others do not show there."""

    TITLE = "title"
    EXTRA = "extra"
    FIGURE = "figure"
    DETAIL = "detail"
    STATUS = "status"


class Leaves(StrEnum):
    """When a column gives way to others: below 1,250 px, below 992 px, or never."""

    FIRST = "first"
    SECOND = "second"
    NEVER = ""


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column of a list whose rows are made of `T`.

    `value` gives what is drawn and exported. `sort` is the name in `?sort=`, where the list can be
    sorted by it. `is_labelled` puts the label before the value on a phone ("Due 30 Jul 2026").
    `is_main` is the figure that counts; `is_muted` steps back. `is_summed` is added up in the foot.
    A column with `is_shown` off is exported alone, one with `is_exported` off is only drawn.
    """

    name: str
    label: str | Promise
    value: Callable[[T], Value]
    kind: Kind = Kind.TEXT
    sort: str = ""
    leaves: Leaves = Leaves.NEVER
    phone: Phone | None = None
    is_labelled: bool = False
    is_main: bool = False
    is_muted: bool = False
    is_summed: bool = False
    is_shown: bool = True
    is_exported: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.AMOUNT, Kind.COUNT)

    @property
    def class_(self) -> str:
        """The classes of its cells (`styles/components/list-rows.css`)."""
        names = [
            "num" if self.is_number else "",
            "is-text" if self.kind == Kind.TEXT else "",
            f"leaves-{self.leaves}" if self.leaves else "",
            f"phone-{self.phone}" if self.phone else "",
            "is-main" if self.is_main else "",
            "is-muted" if self.is_muted else "",
            "has-label" if self.is_labelled else "",
        ]
        return " ".join(filter(None, names))


def shown(columns: Iterable[Column[T]]) -> list[Column[T]]:
    """The columns of the page."""
    return [one for one in columns if one.is_shown]


def headings(columns: Iterable[Column[T]]) -> list[str]:
    """The names of the exported columns, in the reader's language."""
    return [str(one.label) for one in columns if one.is_exported]


def exported_rows(columns: Iterable[Column[T]], items: Iterable[T]) -> Iterator[ExportedRow]:
    """One row for each of `items` under `headings`, read as they come."""
    values = [one.value for one in columns if one.is_exported]
    for item in items:
        yield [_cell(value(item)) for value in values]


def _cell(value: Value) -> Cell:
    if value is None or isinstance(value, str | int | Decimal | Amount | date):
        return value
    return value.label


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A row as it is drawn: `cells` stand under the shown columns. `key` is sent when it is
    selected; `is_struck` strikes its amounts through."""

    item: T
    key: str
    url: str
    cells: Sequence[tuple[Column[T], Value]]
    is_struck: bool = False


def rows_of(
    columns: Sequence[Column[T]],
    items: Iterable[T],
    *,
    key: Callable[[T], str],
    url: Callable[[T], str],
    is_struck: Callable[[T], bool] = lambda _item: False,
) -> list[Row[T]]:
    """The drawn rows of `items`."""
    drawn = shown(columns)
    return [
        Row(
            item=item,
            key=key(item),
            url=url(item),
            cells=[(column, column.value(item)) for column in drawn],
            is_struck=is_struck(item),
        )
        for item in items
    ]
