"""The rows of a file, whatever it is called: CSV, plain or packed, XLSX or ODS."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal.kit.importing.mapping import Columns, FileForm
from portal.kit.importing.spreadsheets import BadSheet, is_spreadsheet, read_sheet

Row = tuple[int, list[str]]
Watch = Callable[[IO[bytes]], IO[bytes]]
PACKED: dict[bytes, tuple[str, Callable[..., Any]]] = {
    b"\x1f\x8b": (".gz", gzip.open),
    b"\xfd7zXZ\x00": (".xz", lzma.open),
}
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NO_TABLES = {
    b"\xd0\xcf\x11\xe0": "an old or protected Excel file; save it as XLSX without a password",
    b"PK\x03\x04": "a ZIP archive",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}
BROKEN = (csv.Error, EOFError, OSError, lzma.LZMAError, zlib.error)
LOOKED_AT = 4096
MAX_CONTROLS = 0.1  # of what is looked at; a text has hardly any
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
SEPARATOR = re.compile('"?sep=(.)"?\\s*', re.IGNORECASE)
# Stands after the last line; a quotation that was never closed swallows it.
END = "\0\0\0"
# The columns that a report of rejected rows puts in front (`rejections`).
OWN_COLUMNS = ("Rejected: line", "Rejected: number", "Rejected: reason")


class BadFile(Exception):
    """The file cannot be read at all; the text says why in one line."""


def read_rows(path: Path, columns: Columns, *, watch: Watch = lambda raw: raw) -> Iterator[Row]:
    """The header and each row with something in it, with the number of the line it begins on.

    Cells that a row lacks at its end are empty, as Excel writes them. What a report of rejected
    rows has put in front is left out. `watch` may wrap a file of text to follow the progress.
    Raises BadFile when the file is not there, is empty, broken, no table, or in another encoding.
    """
    rows = _sheet_rows(path, columns) if is_spreadsheet(path) else _text_rows(path, columns, watch)
    first = next((row for row in rows if any(cell.strip() for cell in row[1])), None)
    if first is None:
        raise BadFile(f"{path} is empty.")
    at, header = first
    while header and not header[-1].strip():
        header.pop()
    own = _own_columns(header, columns)
    width = len(header)
    yield at, header[own:]
    for row in rows:
        cells = row[1]
        if own:
            cells = cells[own:]
            row = row[0], cells  # noqa: PLW2901 - the same row without what a report put in front
        if len(cells) == width - own and cells[0] and not cells[0].isspace():
            yield row  # as nearly all are
        elif any(map(str.strip, cells)):
            _fit(cells, width - own)
            yield row


def _fit(cells: list[str], width: int) -> None:
    """Add the empty cells that Excel has dropped at the end, and drop those it has added."""
    if len(cells) < width:
        cells.extend([""] * (width - len(cells)))
    elif not any(map(str.strip, cells[width:])):
        del cells[width:]


@dataclass(frozen=True, slots=True)
class Written:
    """How a file is written in fact, whatever the mapping says: a byte order mark tells the
    encoding, a line `sep=;` what parts the cells. A spreadsheet is listed as UTF-8."""

    encoding: str
    delimiter: str
    says_delimiter: bool


def how_written(path: Path, form: FileForm) -> Written:
    """What the file itself says, and the mapping of the rest. Raises BadFile."""
    if is_spreadsheet(path):
        return Written("utf-8-sig", form.delimiter, says_delimiter=False)
    with path.open("rb") as raw:
        _, head = _unpacked(path, raw, lambda same: same)
    encoding = next((MARKS[mark] for mark in MARKS if head.startswith(mark)), form.encoding)
    first = head.decode(encoding, errors="ignore").split("\n")[0]
    found = SEPARATOR.fullmatch(first)
    return Written(encoding, found[1] if found else form.delimiter, found is not None)


def _own_columns(header: list[str], columns: Columns) -> int:
    """How many columns of a report stand in front; none where the mapping speaks of them."""
    names = [name.strip() for name in header[: len(OWN_COLUMNS)]]
    if len(names) < len(OWN_COLUMNS) or columns.column_names & set(names):
        return 0
    endings = {
        name.removeprefix(own) if name.startswith(own) else "?"
        for name, own in zip(names, OWN_COLUMNS, strict=True)
    }
    is_own = len(endings) == 1 and re.fullmatch("( [0-9]+)?", endings.pop())
    return len(OWN_COLUMNS) if is_own else 0


def _sheet_rows(path: Path, columns: Columns) -> Iterator[Row]:
    try:
        yield from read_sheet(path, columns)
    except BadSheet as error:
        raise BadFile(f"{path} {error}.") from None


def _text_rows(path: Path, columns: Columns, watch: Watch) -> Iterator[Row]:
    encoding = columns.form.encoding
    try:
        written = how_written(path, columns.form)
        encoding = written.encoding
        with path.open("rb") as raw:
            stream, head = _unpacked(path, raw, watch)
            _refuse_binary(path, head, encoding)
            text = io.TextIOWrapper(stream, encoding=encoding, newline="")
            yield from _parsed(path, text, columns.form.quote, written)
    except UnicodeError as error:
        raise BadFile(f"{path} is not in the encoding {encoding}: {error}.") from None
    except BROKEN as error:
        raise BadFile(f"{path} cannot be read: {error}.") from None


def _unpacked(path: Path, raw: IO[bytes], watch: Watch) -> tuple[Any, bytes]:
    """The text's bytes, unpacked by what they are, and how they begin."""
    begins = raw.read(6)
    raw.seek(0)
    stream: Any = watch(raw)
    packed = next((found for mark, found in PACKED.items() if begins.startswith(mark)), None)
    if packed is not None:
        stream = packed[1](stream, "rb")
    elif path.suffix.lower() in {ending for ending, _ in PACKED.values()}:
        raise BadFile(f"{path} cannot be read: it is no {path.suffix.lower()} archive.")
    return stream, stream.peek(LOOKED_AT)[:LOOKED_AT]


def _refuse_binary(path: Path, head: bytes, encoding: str) -> None:
    for mark, what in NO_TABLES.items():
        if head.lstrip()[: len(mark)].lower() == mark.lower():
            raise BadFile(f"{path} is {what}, and no CSV, XLSX or ODS.")
    text = head.decode(encoding, errors="ignore")
    if len(CONTROLS.findall(text)) > MAX_CONTROLS * len(text):
        raise BadFile(f"{path} is no text in the encoding {encoding}, and no XLSX or ODS.")


def _parsed(path: Path, text: IO[str], quote: str, written: Written) -> Iterator[Row]:
    skipped = 1 if written.says_delimiter else 0
    ended = False

    def lines() -> Iterator[str]:
        nonlocal ended
        if skipped:
            next(text)
        yield from text
        ended = True
        yield END

    table = csv.reader(
        lines(),
        delimiter=written.delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=True,
    )
    at = 1 + skipped
    try:
        for cells in table:
            if ended and cells == [END]:
                return
            if cells:
                yield at, cells
            at = table.line_num + 1 + skipped
    except BROKEN as error:
        raise BadFile(_broken(path, at, str(error))) from None


def _broken(path: Path, at: int, error: str) -> str:
    if "unexpected end" in error:
        return f"{path} ends within a quotation that opens on line {at}."
    if "expected after" in error:
        return f"{path} has an unpaired quotation mark in the row that begins on line {at}."
    if "field larger" in error:
        error += "; is a quotation mark never closed?"
    return f"{path} cannot be read near line {at}: {error}."
