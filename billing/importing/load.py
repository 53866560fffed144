"""Writing what is new: documents and their postings, by COPY, triggers included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from billing.importing.customers import billing_addresses, create_customers
from billing.importing.diff import Comparison, Correction
from billing.importing.mapping import ImportMapping
from billing.importing.payments import ITEM_COLUMNS, load_payments
from billing.importing.plan import PlannedDocument
from billing.ledger.bulk import BulkEntry, post_all
from billing.models import Account, CreditNote, Invoice, JournalEntry, OpenItem
from portal.kit.db.copying import copy_rows, take_ids

Progress = Callable[[int], object]

DOCUMENT_COLUMNS = (
    "id",
    "customer_id",
    "currency",
    "number",
    "status",
    "issued_on",
    "total",
    "net_total",
    "tax_total",
    "note",
    "open_item_id",
    "created_at",
    "po_number",
    "order_reference",
    "billing_name",
    "billing_address",
    "shipping_address",
    "customer_tax_id",
)
LINE_COLUMNS = ("position", "sku", "description", "quantity", "unit_price", "tax_rate", "net")


def load(comparison: Comparison, mapping: ImportMapping, *, progress: Progress) -> int:
    """Write the new customers and documents in the caller's transaction.

    Returns how many customers were created. Calls `progress` with the documents written.
    """
    created = create_customers(comparison, mapping)
    documents = comparison.new
    addresses = billing_addresses(comparison.customers.values())
    items = dict(zip(map(id, documents), take_ids(OpenItem, len(documents)), strict=True))
    due = {id(document): _due_on(document, comparison) for document in documents}
    copy_rows(
        "billing_openitem",
        ITEM_COLUMNS,
        (
            (
                items[id(document)],
                comparison.customers[document.customer].pk,
                document.currency,
                document.kind.value,
                document.number,
                document.header.get("po_number", ""),
                document.issued_on,
                due[id(document)],
                document.total,
                0,
                0,
            )
            for document in documents
        ),
    )
    for kind, table in (
        (OpenItem.Kind.INVOICE, "invoice"),
        (OpenItem.Kind.CREDIT_NOTE, "creditnote"),
    ):
        chosen = [document for document in documents if document.kind == kind]
        _copy_documents(table, chosen, comparison, addresses, items, due, progress)
    post_all(_entries(documents, comparison, items))
    load_payments([document for document in documents if document.paid], comparison, items)
    _correct(comparison.corrected)
    return created


def _due_on(document: PlannedDocument, comparison: Comparison) -> Any:
    if document.kind != OpenItem.Kind.INVOICE:
        return None
    terms = comparison.customers[document.customer].payment_terms_days
    return document.due_on or document.issued_on + timedelta(terms)


def _copy_documents(
    table: str,
    documents: Sequence[PlannedDocument],
    comparison: Comparison,
    addresses: dict[int, str],
    items: dict[int, int],
    due: dict[int, Any],
    progress: Progress,
) -> None:
    is_invoice = table == "invoice"
    ids = take_ids(Invoice if is_invoice else CreditNote, len(documents))
    now = timezone.now()
    extra = ("due_on",) if is_invoice else ("reason",)
    copy_rows(
        f"billing_{table}",
        DOCUMENT_COLUMNS + extra,
        (
            (
                pk,
                customer.pk,
                document.currency,
                document.number,
                "issued",
                document.issued_on,
                document.total,
                document.net_total,
                document.tax_total,
                document.header.get("note", ""),
                items[id(document)],
                now,
                document.header.get("po_number", ""),
                document.header.get("order_reference", ""),
                customer.name,
                addresses.get(customer.pk, ""),
                "",
                customer.tax_id,
                due[id(document)] if is_invoice else "",
            )
            for pk, document in zip(ids, documents, strict=True)
            for customer in (comparison.customers[document.customer],)
        ),
    )

    def lines() -> Iterable[tuple[Any, ...]]:
        for pk, document in zip(ids, documents, strict=True):
            for position, line in enumerate(document.lines, start=1):
                yield (
                    pk,
                    position,
                    line.sku,
                    line.description,
                    line.quantity,
                    line.unit_price,
                    line.tax_rate,
                    line.net,
                )
            progress(1)

    owner = "invoice_id" if is_invoice else "credit_note_id"
    copy_rows(f"billing_{table}line", (owner, *LINE_COLUMNS), lines())


def _entries(
    documents: Iterable[PlannedDocument], comparison: Comparison, items: dict[int, int]
) -> Iterable[BulkEntry]:
    for document in documents:
        if not document.total:
            continue
        is_invoice = document.kind == OpenItem.Kind.INVOICE
        item = items[id(document)]
        yield BulkEntry(
            key=f"import:{document.kind.value}:{document.number}",
            kind=JournalEntry.Kind.INVOICE if is_invoice else JournalEntry.Kind.CREDIT_NOTE,
            customer_id=comparison.customers[document.customer].pk,
            currency=document.currency,
            effective_on=document.issued_on,
            amount=document.total,
            debit=(Account.RECEIVABLE, item) if is_invoice else (Account.SALES, None),
            credit=(Account.SALES, None) if is_invoice else (Account.RECEIVABLE, item),
        )


def _correct(corrections: Iterable[Correction]) -> None:
    """Bring notes and order references of documents that are there up to date."""
    for correction in corrections:
        new = (correction.kind.value, correction.pk, correction.note, correction.order_reference)
        with connection.cursor() as cursor:
            cursor.execute("SELECT correct_document(%s, %s, %s, %s)", new)
