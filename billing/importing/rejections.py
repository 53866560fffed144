"""Rows that stay out, for the report."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path


class Rejections:
    """Lines of the file with the reason why each stays out."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str]] = []
        self.skipped = 0

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, at: int, reason: str, number: str = "") -> None:
        self.rows.append((at, number, reason))

    def add_document(self, at: Iterable[int], number: str, reason: str) -> None:
        """Every row of a document stays out: one with lines missing would be wrong."""
        self.rows.extend((line, number, reason) for line in at)

    def reasons(self) -> list[tuple[str, int]]:
        """The reasons without their particulars, the most frequent first."""
        return Counter(_kind(reason) for _, _, reason in self.rows).most_common()

    def write(self, path: Path) -> None:
        """The report: one line of CSV for each row that stays out, in the file's order."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "document", "reason"])
            writer.writerows(
                (line, _as_text(number), _as_text(reason))
                for line, number, reason in sorted(self.rows)
            )


def _kind(reason: str) -> str:
    return reason.split(": ", 1)[1] if reason.startswith("line ") else reason


def _as_text(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
