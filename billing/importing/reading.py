"""Rows of an export become documents; what cannot is listed with line and reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from billing.importing.mapping import FIELDS, ImportMapping
from portal.kit.importing.cells import BadCell
from portal.kit.importing.rejections import Rejections
from portal.kit.importing.rows import Cells, Header, worse
from portal.kit.importing.tables import read_rows

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
    problems: dict[int, BadCell] = field(default_factory=dict)
    agreed: dict[str, Any] | None = None  # the last row's part that agrees with the header


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """The sound documents of a file, and its columns of which the mapping says nothing."""

    documents: list[FileDocument]
    ignored_columns: list[str]


def read_documents(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    watch: Callable[[IO[bytes]], IO[bytes]] = lambda raw: raw,
) -> ReadDocuments:
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
            rejections.add_broken(document.at, document.number, document.problems, of="document")
    sound = [document for document in documents.values() if not document.problems]
    return ReadDocuments(sound, reader.header.ignored)


class _RowReader:
    """Rows to documents."""

    def __init__(self, mapping: ImportMapping, header: list[str]) -> None:
        """Find the mapping's columns in the header. Raises BadFile when one is not there."""
        self.header = Header(mapping, header)
        self.width, self.skips = self.header.width, bool(mapping.skip)
        self.mapping = mapping
        self.of_document = Cells(mapping, self.header, FIELDS.keys() - set(OF_LINE))
        self.of_line = Cells(mapping, self.header, OF_LINE)
        self.known: dict[tuple[str, ...], tuple[dict[str, Any], BadCell | None]] = {}
        mapped = mapping.fields
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
        problem = self.header.problem(cells) if len(cells) != self.width else None
        if self.skips and problem is None and self.header.is_skipped(cells):
            rejections.skipped += 1
            return
        key = tuple([cells[place] for place in self.of_document.places])
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.of_document.parse(cells)
        header, header_problem = found
        line, line_problem = self.of_line.parse(cells)
        if header_problem or line_problem:
            problem = problem or worse(header_problem, line_problem)
        number = header.get("number")
        if not number:
            reason, is_form = (str(problem), problem.is_form) if problem else ("no number", False)
            rejections.add(at, reason, is_form=is_form)
            return
        document = documents.get(number)
        if document is None:
            document = documents[number] = FileDocument(number)
        document.at.append(at)
        if problem is None:
            reason = self._agree(document, header) or self._add(document, line)
            problem = BadCell(reason) if reason else None
        if problem is not None:
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
