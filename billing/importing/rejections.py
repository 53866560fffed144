"""Rows that stay out, and the report that lists them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from billing.importing.mapping import ImportMapping

# What a spreadsheet takes for a formula, unless a number follows.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9.,]+\Z)")


class Rejections:
    """Lines of the file with the reason why each stays out."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, str]] = {}
        self.skipped = 0

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, at: int, reason: str, number: str = "") -> None:
        self.rows[at] = number, reason

    def add_document(self, at: Iterable[int], number: str, reason: str) -> None:
        """Every row of a document stays out for the same reason."""
        for line in at:
            self.add(line, reason, number)

    def add_broken(self, at: Iterable[int], number: str, problems: Mapping[int, str]) -> None:
        """Every row of a document stays out: one with lines missing would be wrong."""
        other = f"another row of this document is rejected: line {min(problems)}"
        for line in at:
            self.add(line, problems.get(line, other), number)

    def reasons(self) -> list[tuple[str, int]]:
        """The reasons without their particulars, the most frequent first."""
        kinds = (_kind(number, reason) for number, reason in self.rows.values())
        return Counter(kinds).most_common()

    def write(
        self, path: Path, rows: Iterable[tuple[int, list[str]]], mapping: ImportMapping
    ) -> None:
        """The report: the rows that stay out as the file has them, in its order, each behind its
        line, document and reason. Written as the mapping reads, so that it can be corrected and
        imported in its turn. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding=mapping.encoding, errors="replace") as file:
            writer = csv.writer(file, delimiter=mapping.delimiter, quotechar=mapping.quote or '"')
            rows = iter(rows)
            writer.writerow(["line", "document", "reason", *next(rows)[1]])
            for at, cells in rows:
                found = self.rows.get(at)
                if found is not None:
                    writer.writerow([at, *map(_as_text, (*found, *cells))])


def _kind(number: str, reason: str) -> str:
    return reason.removeprefix(f"{number} ").split(":", 1)[0].split(" for ", 1)[0]


def _as_text(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell
