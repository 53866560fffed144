"""Tables to export: CSV that streams, and XLSX written row by row.

Text that a spreadsheet would take for a formula stays text. Amounts and dates are numbers and dates
in XLSX; in CSV they are written the same way in every language, so that programs can read them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from portal.kit.files.storage import handed_over
from portal.kit.money.currencies import exponent, quantise
from portal.kit.web.downloads import safe_name


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell of a table whose rows have several currencies."""

    value: Decimal
    currency: str


Cell = str | int | Decimal | Amount | date | None
Row = Sequence[Cell]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What spreadsheets run: OWASP's list of characters that begin a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
SHEET_NAME_LENGTH = 31
# Of any currency there is.
MAX_DECIMALS = 4


def disarmed(text: str) -> str:
    """`text` as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The table as lines of CSV with a byte order mark, so that Excel reads it as UTF-8.

    Where reading `rows` fails, the last line says that the file is not complete.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([disarmed(one) for one in headings])
    try:
        for row in rows:
            yield writer.writerow([_plain(cell) for cell in row])
    except Exception:
        # Some programs keep what they got of an answer that breaks off.
        yield writer.writerow(
            [_("This file is incomplete: an error cut it off. Download it again.")]
        )
        raise


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Row]) -> StreamingHttpResponse:
    """The table as a CSV to be saved as `name`.csv, sent while it is read."""
    response = StreamingHttpResponse(
        csv_lines(headings, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{safe_name(name)}.csv"'
    return response


def xlsx_response(
    name: str, headings: Sequence[str], rows: Iterable[Row], *, currency: str = ""
) -> FileResponse:
    """The table as a spreadsheet to be saved as `name`.xlsx; `currency` tells the decimals of
    what is no `Amount`."""
    return FileResponse(
        xlsx_file(name, headings, rows, currency=currency),
        as_attachment=True,
        filename=f"{safe_name(name)}.xlsx",
        content_type=XLSX_TYPE,
    )


def xlsx_file(
    name: str, headings: Sequence[str], rows: Iterable[Row], *, currency: str = ""
) -> IO[bytes]:
    """The spreadsheet as an open temporary file at its start. Rows are written as they come, so
    memory stays flat."""
    with handed_over() as file:
        book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False,
                               "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
        formats = {
            decimals: book.add_format({"num_format": f"#,##0.{'0' * decimals}".rstrip(".")})
            for decimals in range(MAX_DECIMALS + 1)
        }
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True})
        sheet = book.add_worksheet(safe_name(name)[:SHEET_NAME_LENGTH])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 16)
        sheet.write_row(0, 0, headings, head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Amount):
                    sheet.write_number(number, column, cell.value, formats[exponent(cell.currency)])
                elif isinstance(cell, Decimal):
                    sheet.write_number(number, column, cell, formats[exponent(currency)])
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, cell)
        book.close()
    return file


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Amount):
        return str(quantise(cell.value, cell.currency))
    return disarmed(cell) if isinstance(cell, str) else str(cell)


class _Echo:
    """A file that hands back what is written to it, which is what `csv` needs to stream."""

    def write(self, text: str) -> str:
        return text
