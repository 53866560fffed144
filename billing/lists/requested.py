"""A list of documents as somebody asks for it: on a page, in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Customer
from billing.lists.columns import COMPANY, DocumentColumn
from billing.lists.definitions import DocumentList
from billing.lists.filters import DocumentFilterForm
from billing.lists.lines import DocumentLine
from billing.models import OpenItem
from portal.kit.files.spreadsheets import Row as ExportedRow
from portal.kit.lists.columns import Row, exported_rows, headings, rows_of
from portal.kit.lists.definition import AskedList

AT_A_TIME = 2000
# What a row needs of its item; each list adds what it needs of the document.
FIELDS = (
    "customer_id",
    "currency",
    "kind",
    "number",
    "reference",
    "issued_on",
    "due_on",
    "total",
    "open",
)


@dataclass(frozen=True, slots=True)
class AskedDocuments:
    """A list of the documents of `companies`, narrowed as asked."""

    source: DocumentList
    asked: AskedList[OpenItem, DocumentLine]
    companies: Sequence[Customer]
    today: date

    @property
    def columns(self) -> list[DocumentColumn]:
        """Those of the list; whose a document is said only where there are several companies."""
        is_group = len(self.companies) > 1
        return [one for one in self.source.list.columns if is_group or one is not COMPANY]

    @property
    def currencies(self) -> list[str]:
        return sorted({one.currency for one in self.companies})

    def lines(self, items: Sequence[OpenItem]) -> list[DocumentLine]:
        is_group = len(self.companies) > 1
        by_id: Mapping[int, Customer] = {one.pk: one for one in self.companies} if is_group else {}
        return self.source.lines(items, self.today, by_id)

    def rows(
        self,
        columns: Sequence[DocumentColumn],
        items: Sequence[OpenItem],
        page_of: Callable[[str], str],
    ) -> list[Row[DocumentLine]]:
        """The rows of a page; `page_of` gives a document's address by its number."""
        return rows_of(
            columns,
            self.lines(items),
            key=lambda line: line.item.number,
            url=lambda line: page_of(line.item.number),
            is_struck=lambda line: line.is_void,
        )

    def headings(self) -> list[str]:
        return headings(self.columns)

    def exported(self, items: QuerySet[OpenItem]) -> Iterator[ExportedRow]:
        """One row a document, read piece by piece."""
        found = items.iterator(AT_A_TIME)
        while some := list(islice(found, AT_A_TIME)):
            yield from exported_rows(self.columns, self.lines(some))


def ask(
    source: DocumentList, params: QueryDict, *, companies: Sequence[Customer], today: date
) -> AskedDocuments:
    """What `?status=`, the filters and `?sort=` ask for, of these companies."""

    def form_of(query: QueryDict) -> DocumentFilterForm:
        return source.filters(query, companies, today=today)

    wanted = [f"{source.document}__{name}" for name in source.fields]
    items = source.of(OpenItem.objects.for_customers(companies))
    items = items.select_related(source.document).only(*FIELDS, *wanted)
    asked = source.list.asked(params, items=items, form_of=form_of, today=today)
    return AskedDocuments(source, asked, companies, today)
