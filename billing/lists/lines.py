"""A document as a line of a list: what is open, its status, whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Customer
from billing.documents.applications import went_back
from billing.documents.status import (
    DocumentStatus,
    credit_status,
    invoice_status,
    payment_status,
    retainer_status,
)
from billing.models import Invoice, JournalEntry, OpenItem
from portal.kit.files.spreadsheets import Amount

Kind = JournalEntry.Kind
VOID = Invoice.Status.VOID


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document. `company` is empty where the list is of one company."""

    item: OpenItem
    status: DocumentStatus
    company: str = ""
    is_void: bool = False

    @property
    def total(self) -> Amount:
        return Amount(self.item.total, self.item.currency)

    @property
    def open(self) -> Amount:
        return Amount(self.item.open, self.item.currency)

    @property
    def settled(self) -> Amount | None:
        """What has been paid or used of it; nothing has of a void one."""
        return None if self.is_void else Amount(self.item.settled, self.item.currency)


# From items to lines: the items, the seller's today, the companies by id where several are listed.
Lines = Callable[[Sequence[OpenItem], date, Mapping[int, Customer]], list[DocumentLine]]


def _line(
    item: OpenItem, stored: str, status: DocumentStatus, companies: Mapping[int, Customer]
) -> DocumentLine:
    company = companies.get(item.customer_id)
    return DocumentLine(item, status, company.name if company else "", stored == VOID)


def invoice_lines(
    items: Sequence[OpenItem], today: date, companies: Mapping[int, Customer]
) -> list[DocumentLine]:
    lines = []
    for item in items:
        stored = item.invoice.status
        lines.append(_line(item, stored, invoice_status(item, stored, today), companies))
    return lines


def retainer_lines(
    items: Sequence[OpenItem], today: date, companies: Mapping[int, Customer]
) -> list[DocumentLine]:
    lines = []
    for item in items:
        stored = item.retainer.status
        lines.append(_line(item, stored, retainer_status(item, stored), companies))
    return lines


def credit_lines(
    items: Sequence[OpenItem], today: date, companies: Mapping[int, Customer]
) -> list[DocumentLine]:
    lines = []
    for item in items:
        stored = item.creditnote.status
        lines.append(_line(item, stored, credit_status(item, stored), companies))
    return lines


def deposit_lines(
    items: Sequence[OpenItem], today: date, companies: Mapping[int, Customer]
) -> list[DocumentLine]:
    lines = []
    for item in items:
        stored = item.payment.status
        lines.append(_line(item, stored, credit_status(item, stored), companies))
    return lines


def payment_lines(
    items: Sequence[OpenItem], today: date, companies: Mapping[int, Customer]
) -> list[DocumentLine]:
    """One statement: what went back of these payments."""
    back = went_back(item.pk for item in items)
    lines = []
    for item in items:
        stored, parts = item.payment.status, back.get(item.pk, {})
        status = payment_status(
            item,
            stored,
            refunded=parts.get(Kind.REFUND, Decimal(0)),
            taken_back=parts.get(Kind.DISPUTE, Decimal(0)),
        )
        lines.append(_line(item, stored, status, companies))
    return lines
