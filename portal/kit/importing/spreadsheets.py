"""XLSX and ODS: the first sheet, or the one the mapping names, as rows of text.

Each cell becomes the text that the mapping would read: dates in their column's form, numbers with
the fifteen digits that spreadsheets count with, text as it stands, leading zeros and all.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from portal.kit.importing.mapping import Columns

Row = tuple[int, list[str]]
MEGABYTE = 1024 * 1024
MAX_BYTES = 64 * MEGABYTE  # of the file
MAX_UNPACKED = 1024 * MEGABYTE
MAX_ROWS = 500_000
MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
PLACE = re.compile("([A-Z]+)([0-9]+)")


class BadSheet(Exception):
    """The spreadsheet cannot be read; the text goes on from the file's name."""


def is_spreadsheet(path: Path) -> bool:
    """Whether it is an XLSX or ODS by what is in it."""
    with path.open("rb") as raw:
        if raw.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(archive) != ""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return False


def read_sheet(path: Path, columns: Columns) -> Iterator[Row]:
    """Each row with the number that the spreadsheet shows. Raises BadSheet."""
    _check_size(path)
    try:
        # By a file and not by its path, whose ending would decide how it is read.
        with path.open("rb") as raw, CalamineWorkbook.from_filelike(raw) as book:
            name = columns.form.sheet or next(iter(book.sheet_names), "")
            sheet = book.get_sheet_by_name(name)
            text: Callable[[int, Any], str] | None = None
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if text is None and not any(str(cell).strip() for cell in cells):
                    continue
                if text is None:
                    header = [str(cell) for cell in cells]
                    text = _texts(header, columns)
                    yield number, header
                else:
                    yield number, [text(place, cell) for place, cell in enumerate(cells)]
    except WorksheetNotFound:
        names = ", ".join(book.sheet_names[:10])
        raise BadSheet(f"has no sheet {columns.form.sheet}; it has {names}") from None
    except (CalamineError, OSError, ValueError) as error:
        raise BadSheet(f"cannot be read: {error}") from None


def _texts(header: list[str], columns: Columns) -> Callable[[int, Any], str]:
    """What makes a cell of a column the text that the mapping reads."""
    formats = columns.date_formats()
    forms = [formats.get(name.strip(), "") for name in header]
    numbers = {column.name for column in columns.columns if column.is_number}
    decimal = columns.form.decimal
    is_number = [name.strip() in numbers for name in header]

    def text(place: int, cell: Any) -> str:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if isinstance(cell, (int, float)):
            written = f"{Decimal(f'{cell:.15g}'):f}"
            return written.replace(".", decimal) if is_number[place] else written
        if isinstance(cell, date):
            day = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
            form = forms[place] or ("%Y-%m-%d" if day.time() == time() else "%Y-%m-%d %H:%M:%S")
            return day.strftime(form)
        return str(cell)

    return text


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if {"mimetype", "content.xml"} <= names and archive.read("mimetype").startswith(ODS_TYPE):
        return "ods"
    return ""


def _check_size(path: Path) -> None:
    """Refuse what would fill the memory, before it is read: a few bytes can stand for millions of
    cells. Raises BadSheet."""
    if path.stat().st_size > MAX_BYTES:
        raise BadSheet(f"is larger than {MAX_BYTES // MEGABYTE} MB; save it as CSV")
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                raise BadSheet(f"is larger than {MAX_UNPACKED // MEGABYTE} MB when unpacked")
            look = _Extent()
            is_ods = _kind(archive) == "ods"
            for entry in archive.infolist():
                with archive.open(entry) as content:
                    if is_ods and entry.filename == "content.xml":
                        look.of_ods(content)
                    elif entry.filename.startswith("xl/worksheets/sheet"):
                        look.of_xlsx(content)
                    else:
                        _read_through(content)
    except (zipfile.BadZipFile, expat.ExpatError, OSError, EOFError, RuntimeError) as error:
        raise BadSheet(f"is damaged: {error}") from None
    except NotImplementedError:
        raise BadSheet("is packed in a way that cannot be read") from None


def _read_through(content: IO[bytes]) -> None:
    """So that an archive that lies about its sizes is found out here."""
    while content.read(MEGABYTE):
        pass


class _Extent:
    """How far the cells with something in them reach. Raises BadSheet beyond what is taken."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = 0

    def of_xlsx(self, content: IO[bytes]) -> None:
        self._parse(content, self._xlsx_element)

    def of_ods(self, content: IO[bytes]) -> None:
        self._parse(content, self._ods_element)

    def _parse(self, content: IO[bytes], element: Callable[[str, dict[str, str]], None]) -> None:
        self.row = self.column = self.rows = self.columns = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = element
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.ParseFile(content)

    def _xlsx_element(self, tag: str, values: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = int(values.get("r", self.row + 1)), 0
        elif tag == "c":
            found = PLACE.fullmatch(values.get("r", ""))
            self.column = _number_of(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
        elif tag in {"v", "is", "f"}:
            self._has(self.row, self.column)

    def _ods_element(self, tag: str, values: dict[str, str]) -> None:
        if tag == "table:table":
            self.row = self.rows = self.columns = 0
        elif tag == "table:table-row":
            self.row += int(values.get("table:number-rows-repeated", 1))
            self.column = 0
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self.column += int(values.get("table:number-columns-repeated", 1))
            if "office:value-type" in values or "calcext:value-type" in values:
                self._has(self.row, self.column)
        elif tag == "text:p" and self.column:
            self._has(self.row, self.column)

    def _has(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows > MAX_ROWS:
            raise BadSheet(f"has more than {MAX_ROWS:,} rows; save it as CSV")
        if self.columns > MAX_COLUMNS:
            raise BadSheet(f"has more than {MAX_COLUMNS:,} columns")
        if self.rows * self.columns > MAX_CELLS:
            raise BadSheet(f"has more than {MAX_CELLS:,} cells; save it as CSV")


def _refuse_doctype(*args: Any) -> None:
    raise BadSheet("defines its own XML, which no spreadsheet does")


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number
