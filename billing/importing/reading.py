"""Rows of an export become documents; what cannot is listed with line and reason."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from billing.importing.cells import BadCell
from billing.importing.mapping import ImportMapping
from billing.importing.rejections import Rejections

# What all rows of a document must say alike, where they say it.
AGREEING = ("customer", "date", "currency", "due_date", "settled_on", "paid_amount", "kind")
# What is each row's own; the rest is the document's, and most rows repeat it.
OF_LINE = ("sku", "description", "quantity", "unit_price", "tax_rate", "total", "net", "tax")
# What is taken from the first row that has it.
FIRST_GIVEN = (
    "po_number",
    "order_reference",
    "note",
    "customer_name",
    "customer_email",
    "customer_phone",
    "customer_tax_id",
    "street",
    "postcode",
    "city",
    "country",
)
OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}
# Stands after the last line; a quotation that was never closed swallows it.
END = "\0\0\0"


class BadFile(Exception):
    """The file cannot be read at all; the text says why in one line."""


@dataclass(slots=True)
class FileLine:
    """A line as the file has it; amounts may be below zero."""

    sku: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal


@dataclass(slots=True)
class FileDocument:
    """The rows of one number. `at` are their line numbers in the file, `problems` what is wrong
    with some of them."""

    number: str
    header: dict[str, Any] = field(default_factory=dict)
    lines: list[FileLine] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    total: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    problems: dict[int, str] = field(default_factory=dict)
    agreed: dict[str, Any] | None = None  # the last row's part that agrees with the header


Row = tuple[int, list[str]]


def read_documents(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    watch: Callable[[IO[bytes]], IO[bytes]] = lambda raw: raw,
) -> list[FileDocument]:
    """The sound documents of a file in the order in which they begin; rows of one may stand
    anywhere.

    A row that cannot be read is rejected together with the document it names. `watch` may wrap
    the raw file to follow the progress. Raises BadFile when the file, or a column, is missing.
    """
    documents: dict[str, FileDocument] = {}
    rows = read_rows(path, mapping, watch=watch)
    reader = _RowReader(mapping, next(rows)[1])
    for at, cells in rows:
        reader.take(at, cells, documents, rejections)
    for document in documents.values():
        if document.problems:
            rejections.add_broken(document.at, document.number, document.problems)
    return [document for document in documents.values() if not document.problems]


def read_rows(
    path: Path,
    mapping: ImportMapping,
    *,
    watch: Callable[[IO[bytes]], IO[bytes]] = lambda raw: raw,
) -> Iterator[Row]:
    """The header and each row that is not blank, with the number of the line it begins on.

    Raises BadFile when the file is not there, is empty, broken or in another encoding.
    """
    opener = OPENERS.get(path.suffix.lower())
    at, last = 1, 0
    ended = False

    def lines(text: IO[str]) -> Iterator[str]:
        nonlocal ended
        yield from text
        ended = True
        yield END

    try:
        with path.open("rb") as raw:
            watched = watch(raw)
            stream = opener(watched, "rb") if opener else watched
            text = io.TextIOWrapper(stream, encoding=mapping.encoding, newline="")
            table = csv.reader(
                lines(text),
                delimiter=mapping.delimiter,
                quotechar=mapping.quote or None,
                quoting=csv.QUOTE_MINIMAL if mapping.quote else csv.QUOTE_NONE,
            )
            for cells in table:
                if ended and cells == [END]:
                    if not last:
                        raise BadFile(f"{path} is empty.")
                    return
                if cells:
                    last = at
                    yield at, cells
                at = table.line_num + 1
        raise BadFile(f"{path} ends within a quotation that opens on line {last}.")
    except UnicodeError as error:
        raise BadFile(f"{path} is not in the encoding {mapping.encoding}: {error}.") from None
    except (csv.Error, EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        raise BadFile(f"{path} cannot be read near line {at}: {error}.") from None


class _Cells:
    """Some columns of a row to values; each different cell is parsed once, for many repeat."""

    def __init__(self, mapping: ImportMapping, names: list[str], *, of_line: bool) -> None:
        columns = [column for column in mapping.columns if (column.field in OF_LINE) == of_line]
        self.fields: list[tuple[str, int, Callable[[str], Any], dict[str, Any]]] = [
            (column.field, names.index(column.name), mapping.parser(column), {})
            for column in columns
        ]
        self.places = [place for _, place, _, _ in self.fields]

    def parse(self, cells: list[str]) -> tuple[dict[str, Any], str]:
        """The values by field, and the first reason why one is missing."""
        values: dict[str, Any] = {}
        problem = ""
        for name, place, parse, known in self.fields:
            cell = cells[place]
            try:
                values[name] = known[cell]
            except KeyError:
                try:
                    values[name] = known[cell] = parse(cell)
                except BadCell as error:
                    problem = problem or str(error)
        return values, problem


class _RowReader:
    """Rows to documents."""

    def __init__(self, mapping: ImportMapping, header: list[str]) -> None:
        """Find the mapping's columns in the header. Raises BadFile when one is not there."""
        names = [name.strip() for name in header]
        missing = sorted(mapping.column_names - set(names))
        if missing:
            raise BadFile(f"The file has no column {', '.join(missing)}; it has {_listed(names)}.")
        double = sorted(name for name in mapping.column_names if names.count(name) > 1)
        if double:
            raise BadFile(f"The file has more than one column {', '.join(double)}.")
        self.mapping = mapping
        self.width = len(header)
        self.of_document = _Cells(mapping, names, of_line=False)
        self.of_line = _Cells(mapping, names, of_line=True)
        self.known: dict[tuple[str, ...], tuple[dict[str, Any], str]] = {}
        self.skips = [(names.index(name), values) for name, values in mapping.skip]
        mapped = {column.field for column in mapping.columns}
        self.agreeing = [name for name in AGREEING if name in mapped]
        self.first_given = [name for name in FIRST_GIVEN if name in mapped]

    def take(
        self,
        at: int,
        cells: list[str],
        documents: dict[str, FileDocument],
        rejections: Rejections,
    ) -> None:
        """Add a row to the document it names, or to the rejected ones."""
        problem = ""
        if len(cells) != self.width:
            problem = f"{len(cells)} cells instead of {self.width}"
            cells = cells + [""] * (self.width - len(cells))
        elif any(cells[place].strip() in values for place, values in self.skips):
            rejections.skipped += 1
            return
        key = tuple([cells[place] for place in self.of_document.places])
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.of_document.parse(cells)
        header, header_problem = found
        line, line_problem = self.of_line.parse(cells)
        problem = problem or header_problem or line_problem
        number = header.get("number")
        if not number:
            rejections.add(at, problem or "no number")
            return
        document = documents.get(number)
        if document is None:
            document = documents[number] = FileDocument(number)
        document.at.append(at)
        problem = problem or self._agree(document, header) or self._add(document, line)
        if problem:
            document.problems[at] = problem

    def _agree(self, document: FileDocument, values: dict[str, Any]) -> str:
        """Take what a row says of its document; what is wrong with that, or nothing."""
        if document.agreed is values:
            return ""
        if not values["customer"]:
            return "no customer"
        if values["date"] is None:
            return "no date"
        header = document.header
        for name in self.agreeing:
            value = values[name]
            if value is not None and value != "" and header.setdefault(name, value) != value:
                return f"another {name.replace('_', ' ')} than in a row above: {value}"
        for name in self.first_given:
            if values[name]:
                header.setdefault(name, values[name])
        document.agreed = values
        return ""

    def _add(self, document: FileDocument, values: dict[str, Any]) -> str:
        if self.mapping.rows == "lines":
            return self._add_line(document, values)
        return self._add_whole(document, values)

    def _add_whole(self, document: FileDocument, values: dict[str, Any]) -> str:
        if document.lines:
            return "the number stands twice"
        if values["total"] is None:
            return "no total"
        document.total, document.net, document.tax = (
            values.get(name) for name in ("total", "net", "tax")
        )
        description = values.get("description") or self.mapping.defaults.description
        document.lines.append(
            FileLine("", description, Decimal(1), values["total"], self._rate(values))
        )
        return ""

    def _add_line(self, document: FileDocument, values: dict[str, Any]) -> str:
        quantity, price = values["quantity"], values["unit_price"]
        if quantity is None or price is None:
            return "no quantity" if quantity is None else "no unit price"
        document.lines.append(
            FileLine(
                values.get("sku", ""),
                values.get("description", ""),
                quantity,
                price,
                self._rate(values),
            )
        )
        return ""

    def _rate(self, values: dict[str, Any]) -> Decimal:
        rate: Decimal | None = values.get("tax_rate")
        return self.mapping.defaults.tax_rate if rate is None else rate


def _listed(names: list[str], most: int = 30) -> str:
    shown = ", ".join(name[:40] for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
