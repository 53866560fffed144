"""The customers' lists as tables: what CSV and XLSX have of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.documents.status import (
    DocumentStatus,
    credit_status,
    invoice_status,
    payment_status,
    retainer_status,
)
from billing.lists import AskedList
from billing.models import OpenItem
from portal.kit.exports import Amount, Cell, Row

AT_A_TIME = 2000

Column = tuple[str | Promise, Callable[[OpenItem], Cell]]


def _total(item: OpenItem) -> Amount:
    return Amount(item.total, item.currency)


def _open(item: OpenItem) -> Amount:
    return Amount(item.open, item.currency)


def _settled(item: OpenItem) -> Amount:
    return Amount(item.settled, item.currency)


def _method(item: OpenItem) -> str:
    return str(item.payment.get_method_display())


NUMBER: Column = (_("Number"), lambda item: item.number)
REFERENCE: Column = (_("Reference"), lambda item: item.reference)
DATE: Column = (_("Date"), lambda item: item.issued_on)
DUE: Column = (_("Due date"), lambda item: item.due_on)
METHOD: Column = (_("Method"), _method)

COLUMNS: Mapping[str, Sequence[Column]] = {
    "invoices": (
        NUMBER,
        (_("PO number"), lambda item: item.reference),
        DATE,
        DUE,
        (_("Total"), _total),
        (_("Amount due"), _open),
    ),
    "credits": (
        NUMBER,
        REFERENCE,
        DATE,
        (_("Total"), _total),
        (_("Used"), lambda item: None if item.creditnote.status == "void" else _settled(item)),
        (_("Unused"), _open),
    ),
    "deposits": (
        NUMBER,
        DATE,
        METHOD,
        REFERENCE,
        (_("Amount"), _total),
        (_("Used or refunded"), _settled),
        (_("Unused"), _open),
    ),
    "retainers": (
        NUMBER,
        (_("Description"), lambda item: item.retainer.description),
        DATE,
        DUE,
        (_("Amount"), _total),
        (_("Unpaid"), _open),
    ),
    "payments": (
        NUMBER,
        DATE,
        METHOD,
        REFERENCE,
        (_("Amount"), _total),
        (_("Used"), lambda item: None if item.payment.status == "void" else _settled(item)),
    ),
}
STANDINGS: Mapping[str, Callable[[OpenItem, date], DocumentStatus]] = {
    "invoices": lambda item, today: invoice_status(item, item.invoice.status, today),
    "credits": lambda item, today: credit_status(item, item.creditnote.status),
    "retainers": lambda item, today: retainer_status(item, item.retainer.status),
    "payments": lambda item, today: payment_status(item, item.payment.status),
}


def headings(asked: AskedList) -> list[str]:
    """The names of the columns, in the reader's language."""
    names = [str(heading) for heading, _cell in COLUMNS[asked.list.name]]
    company = [str(_("Company"))] if asked.form.companies else []
    status = [str(_("Status"))] if asked.list.name in STANDINGS else []
    return [*company, *names, str(_("Currency")), *status]


def rows(asked: AskedList, *, today: date) -> Iterator[Row]:
    """One row a document, in the page's order, read piece by piece."""
    columns = [cell for _heading, cell in COLUMNS[asked.list.name]]
    standing = STANDINGS.get(asked.list.name)
    has_companies = bool(asked.form.companies)
    for item in asked.all().iterator(AT_A_TIME):
        row: list[Cell] = [asked.form.company_of(item)] if has_companies else []
        row += [cell(item) for cell in columns]
        row.append(item.currency)
        if standing is not None:
            row.append(standing(item, today).label)
        yield row
