"""Rows of an export become documents; what cannot is listed with line and reason."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from billing.importing.mapping import BadCell, ImportMapping
from billing.importing.rejections import Rejections

HEADER = (
    "customer",
    "date",
    "due_date",
    "settled_on",
    "paid_amount",
    "currency",
    "po_number",
    "order_reference",
    "note",
    "kind",
    "customer_name",
    "customer_email",
    "customer_phone",
    "customer_tax_id",
    "street",
    "postcode",
    "city",
    "country",
)
LINE = ("sku", "description", "quantity", "unit_price", "tax_rate")
OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}


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
    """The rows of one number. `at` are their line numbers in the file."""

    number: str
    header: dict[str, Any]
    lines: list[FileLine] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    total: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    problem: str = ""


def read_documents(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    watch: Callable[[IO[bytes]], IO[bytes]] = lambda raw: raw,
) -> list[FileDocument]:
    """The documents of a file in the order in which they begin; rows of one may stand anywhere.

    A row that cannot be read is rejected together with the document it names. `watch` may wrap
    the raw file to follow the progress. Raises BadFile when the file, or a column, is missing.
    """
    documents: dict[str, FileDocument] = {}
    reader = _RowReader(mapping)
    with path.open("rb") as raw:
        for at, cells in _rows(path, watch(raw), mapping, reader):
            reader.take(at, cells, documents, rejections)
    return list(documents.values())


def _rows(
    path: Path, raw: IO[bytes], mapping: ImportMapping, reader: _RowReader
) -> Iterator[tuple[int, list[str]]]:
    """Each row after the header with the number of the line it begins on."""
    opener = OPENERS.get(path.suffix)
    stream = opener(raw, "rb") if opener else raw
    try:
        with io.TextIOWrapper(stream, encoding=mapping.encoding, newline="") as text:
            table = csv.reader(text, delimiter=mapping.delimiter, quotechar=mapping.quote)
            header = next(table, None)
            if header is None:
                raise BadFile(f"{path} is empty.")
            reader.learn(header)
            at = table.line_num + 1
            for cells in table:
                if cells:
                    yield at, cells
                at = table.line_num + 1
    except (UnicodeDecodeError, LookupError) as error:
        raise BadFile(f"{path} is not in the encoding {mapping.encoding}: {error}") from None
    except (csv.Error, EOFError, OSError, lzma.LZMAError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from None


class _RowReader:
    """Cells to values, each different cell parsed once: an export repeats itself."""

    def __init__(self, mapping: ImportMapping) -> None:
        self.mapping = mapping
        self.width = 0
        self.fields: list[tuple[str, int, Callable[[str], Any], dict[str, Any]]] = []
        self.skips: list[tuple[int, frozenset[str]]] = []

    def learn(self, header: list[str]) -> None:
        """Find the mapping's columns in the header. Raises BadFile when one is not there."""
        places = {name.strip(): place for place, name in enumerate(header)}
        missing = sorted(self.mapping.column_names - set(places))
        if missing:
            raise BadFile(
                f"The file has no column {', '.join(missing)}; it has {', '.join(places)}."
            )
        self.width = len(header)
        self.fields = [
            (column.field, places[column.name], self.mapping.parser(column), {})
            for column in self.mapping.columns
        ]
        self.skips = [(places[name], values) for name, values in self.mapping.skip]

    def take(
        self,
        at: int,
        cells: list[str],
        documents: dict[str, FileDocument],
        rejections: Rejections,
    ) -> None:
        if len(cells) != self.width:
            rejections.add(at, f"{len(cells)} cells instead of {self.width}")
            return
        if any(cells[place].strip() in values for place, values in self.skips):
            rejections.skipped += 1
            return
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
        number = values.get("number")
        if not number:
            rejections.add(at, problem or "no number")
            return
        document = documents.get(number)
        if document is None:
            document = documents[number] = FileDocument(
                number, {name: values[name] for name in HEADER if values.get(name)}
            )
        document.at.append(at)
        problem = problem or self._add(document, values)
        if problem and not document.problem:
            document.problem = f"line {at}: {problem}"

    def _add(self, document: FileDocument, values: dict[str, Any]) -> str:
        """Add a row to its document; what is wrong with it, or nothing."""
        if not values.get("customer"):
            return "no customer"
        if values["customer"] != document.header.get("customer"):
            return "another customer than the document's first row"
        if values.get("date") is None:
            return "no date"
        if self.mapping.rows == "lines":
            return self._add_line(document, values)
        return self._add_whole(document, values)

    def _add_whole(self, document: FileDocument, values: dict[str, Any]) -> str:
        if document.lines:
            return "the number stands twice"
        document.total, document.net, document.tax = (
            values.get(name) for name in ("total", "net", "tax")
        )
        if document.total is None:
            return "no total"
        document.lines.append(
            FileLine(
                values.get("sku", ""),
                values.get("description") or self.mapping.defaults.description,
                Decimal(1),
                document.total,
                self._rate(values),
            )
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


def first_day(document: FileDocument) -> date:
    """The day of the document's first row."""
    day: date = document.header["date"]
    return day
