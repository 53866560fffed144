"""Staff's lists of documents as CSV and XLSX: what is ticked, or all that the filter shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.events import record
from portal.kit.files.spreadsheets import Amount, Cell, Row, csv_response, xlsx_response
from portal.kit.staff.admin import StaffAdmin

# A spreadsheet is written before it is sent; longer ones are taken as CSV, which streams.
MAX_ROWS = 50_000
AT_A_TIME = 2000
EXPORTS = ("export_csv", "export_xlsx")

Column = tuple[str | Promise, Callable[[Any], Cell]]


def _open(document: Any) -> Amount | None:
    item = document.open_item
    return Amount(item.open, document.currency) if item else None


NUMBER: Column = (gettext_lazy("Number"), str)
CUSTOMER: Sequence[Column] = (
    (gettext_lazy("Customer"), lambda one: one.customer.name),
    (gettext_lazy("Account number"), lambda one: one.customer.account_number),
)
TOTAL: Column = (gettext_lazy("Total"), lambda one: Amount(one.total, one.currency))
OPEN: Column = (gettext_lazy("Open"), _open)
END: Sequence[Column] = (
    (gettext_lazy("Currency"), lambda one: one.currency),
    (gettext_lazy("Status"), lambda one: str(one.get_status_display())),
)
DATE: Column = (gettext_lazy("Date"), lambda one: one.issued_on)
INVOICE_COLUMNS = (
    NUMBER,
    *CUSTOMER,
    (gettext_lazy("PO number"), lambda one: one.po_number),
    DATE,
    (gettext_lazy("Due date"), lambda one: one.due_on),
    TOTAL,
    OPEN,
    *END,
)
RETAINER_COLUMNS = (
    NUMBER,
    *CUSTOMER,
    (gettext_lazy("Description"), lambda one: one.description),
    DATE,
    (gettext_lazy("Due date"), lambda one: one.due_on),
    TOTAL,
    OPEN,
    *END,
)
CREDIT_NOTE_COLUMNS = (NUMBER, *CUSTOMER, DATE, TOTAL, OPEN, *END)
PAYMENT_COLUMNS = (
    NUMBER,
    *CUSTOMER,
    (gettext_lazy("Date"), lambda one: one.received_on),
    (gettext_lazy("Method"), lambda one: str(one.get_method_display())),
    (gettext_lazy("Reference"), lambda one: one.reference),
    (gettext_lazy("Amount"), lambda one: Amount(one.amount, one.currency)),
    OPEN,
    *END,
)


class ExportingAdmin(StaffAdmin):
    """A list with two `EXPORTS` among its actions: they hand out `export_columns` of the chosen
    rows."""

    export_columns: ClassVar[Sequence[Column]] = ()

    @admin.action(description=gettext_lazy("Download as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase:
        self._recorded("CSV")
        return csv_response(self._name(), self._headings(), self._rows(queryset))

    @admin.action(description=gettext_lazy("Download as XLSX"), permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase | None:
        if queryset.order_by()[: MAX_ROWS + 1].count() > MAX_ROWS:
            text = _(
                "XLSX files are limited to %s rows. Download a CSV instead, or narrow the list."
            )
            self.message_user(request, text % MAX_ROWS, messages.ERROR)
            return None
        self._recorded("XLSX")
        return xlsx_response(self._name(), self._headings(), self._rows(queryset))

    def _name(self) -> str:
        return str(self.opts.verbose_name_plural)

    def _recorded(self, file_format: str) -> None:
        record("document.downloaded", subject=f"{self._name()} ({file_format})")

    def _headings(self) -> list[str]:
        return [str(heading) for heading, _cell in self.export_columns]

    def _rows(self, queryset: QuerySet[Any]) -> Iterator[Row]:
        related = queryset.select_related("customer", "open_item")
        for document in related.iterator(AT_A_TIME):
            yield [cell(document) for _heading, cell in self.export_columns]
