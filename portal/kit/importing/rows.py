"""Rows to values by field: what is common to every kind of record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from portal.kit.importing.cells import BadCell
from portal.kit.importing.mapping import Columns
from portal.kit.importing.tables import BadFile


class Header:
    """The names of a file's columns, and where the mapped ones stand.

    Raises BadFile when a mapped column is not there, or stands twice.
    """

    def __init__(self, columns: Columns, header: list[str]) -> None:
        self.names = [name.strip() for name in header]
        missing = sorted(columns.column_names - set(self.names))
        if missing:
            raise BadFile(
                f"The file has no column {', '.join(missing)}; it has {_listed(self.names)}."
            )
        double = sorted(name for name in columns.column_names if self.names.count(name) > 1)
        if double:
            raise BadFile(f"The file has more than one column {', '.join(double)}.")
        self.width = len(header)
        self.skips = [(self.names.index(name), values) for name, values in columns.skip]
        self.ignored = [name for name in self.names if name and name not in columns.column_names]

    def is_skipped(self, cells: list[str]) -> bool:
        """Whether the mapping says that rows like this one are none."""
        return any(cells[place].strip() in values for place, values in self.skips)

    def problem(self, cells: list[str]) -> BadCell | None:
        """What is wrong with the row as a whole: more cells than columns."""
        if len(cells) <= self.width:
            return None
        return BadCell(f"{len(cells)} cells instead of {self.width}", is_form=True)


class Cells:
    """Some columns of a row to values; each different cell is parsed once, for many repeat."""

    def __init__(self, columns: Columns, header: Header, fields: Collection[str]) -> None:
        chosen = [column for column in columns.columns if column.field in fields]
        self.fields: list[tuple[str, int, Callable[[str], Any], dict[str, Any]]] = [
            (column.field, header.names.index(column.name), columns.parser(column), {})
            for column in chosen
        ]
        self.places = [place for _, place, _, _ in self.fields]

    def parse(self, cells: list[str]) -> tuple[dict[str, Any], BadCell | None]:
        """The values by field, and the first reason why one is missing; one of form comes first."""
        values: dict[str, Any] = {}
        problem: BadCell | None = None
        for name, place, parse, known in self.fields:
            cell = cells[place]
            try:
                values[name] = known[cell]
            except KeyError:
                try:
                    values[name] = known[cell] = parse(cell)
                except BadCell as error:
                    problem = worse(problem, error)
        return values, problem


def worse(first: BadCell | None, second: BadCell | None) -> BadCell | None:
    """The problem to be told: the first, unless only the second is one of form."""
    if first is None or (second is not None and second.is_form and not first.is_form):
        return second
    return first


def _listed(names: Collection[str], most: int = 30) -> str:
    def shown() -> Iterator[str]:
        yield from (name[:40] for name, _ in zip(names, range(most), strict=False))

    text = ", ".join(shown())
    return text if len(names) <= most else f"{text} and {len(names) - most} more"
