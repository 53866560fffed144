"""Rows that stay out, and the file that lists them and can be imported in its turn."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.kit.importing.cells import BadCell
from portal.kit.importing.mapping import Columns
from portal.kit.importing.tables import OWN_COLUMNS, BadFile, how_written, read_rows
from portal.kit.text.characters import printable


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row stays out. `is_form`: a date, number or sign in it could not be read."""

    number: str
    reason: str
    is_form: bool = False


class Rejections:
    """Lines of the file with the reason why each stays out."""

    def __init__(self) -> None:
        self.rows: dict[int, Rejection] = {}
        self.skipped = 0

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def misread(self) -> int:
        """How many rows could not be read for their form."""
        return sum(row.is_form for row in self.rows.values())

    def add(self, at: int, reason: str, number: str = "", *, is_form: bool = False) -> None:
        self.rows[at] = Rejection(number, reason, is_form)

    def add_all(
        self, at: Iterable[int], number: str, reason: str, *, is_form: bool = False
    ) -> None:
        """Every row of a document stays out for the same reason."""
        for line in at:
            self.add(line, reason, number, is_form=is_form)

    def add_broken(
        self, at: Iterable[int], number: str, problems: Mapping[int, BadCell], *, of: str
    ) -> None:
        """Every row of a record (`of` says what it is) stays out: with rows missing it would be
        wrong."""
        other = f"another row of this {of} is rejected: line {min(problems)}"
        for line in at:
            found = problems.get(line)
            self.add(line, str(found or other), number, is_form=found is not None and found.is_form)

    def reasons(self) -> list[tuple[str, int]]:
        """The reasons without their particulars, the most frequent first."""
        kinds = (_kind(row.number, printable(row.reason)) for row in self.rows.values())
        return Counter(kinds).most_common()

    def write(self, report: Path, path: Path, columns: Columns) -> None:
        """The rows that stay out as the file `path` has them, in its order, each behind its line,
        number and reason. Written as the mapping reads, so that the report can be corrected and
        imported as it is: no cell is changed. Raises BadFile."""
        try:
            report.parent.mkdir(parents=True, exist_ok=True)
            self._write(report, path, columns)
        except (OSError, csv.Error) as error:
            reason = getattr(error, "strerror", "") or error
            raise BadFile(f"The report {report} cannot be written: {reason}.") from None

    def _write(self, report: Path, path: Path, columns: Columns) -> None:
        quote, written = columns.form.quote, how_written(path, columns.form)
        with report.open("w", newline="", encoding=written.encoding, errors="replace") as file:
            if written.says_delimiter:
                file.write(f"sep={written.delimiter}\r\n")
            writer = csv.writer(
                file,
                delimiter=written.delimiter,
                quotechar=quote or None,
                quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            )
            rows = read_rows(path, columns)
            header = next(rows)[1]
            writer.writerow([*_own_names(header), *header])
            for at, cells in rows:
                row = self.rows.get(at)
                if row is not None:
                    own = [str(at), row.number, row.reason]
                    writer.writerow(
                        [*(_plain(one, quote, written.delimiter) for one in own), *cells]
                    )


def _own_names(header: list[str]) -> list[str]:
    """The report's own columns, with a number where the file has such columns."""
    taken = {name.strip() for name in header}
    ending, count = "", 1
    while any(f"{name}{ending}" in taken for name in OWN_COLUMNS):
        count += 1
        ending = f" {count}"
    return [f"{name}{ending}" for name in OWN_COLUMNS]


def _plain(text: str, quote: str, delimiter: str) -> str:
    """One printable line, that needs no quotes where the file has none."""
    text = printable(text)
    return text if quote else text.replace(delimiter, " ")


def _kind(number: str, reason: str) -> str:
    return reason.removeprefix(f"{number} ").split(":", 1)[0].split(" for ", 1)[0]
