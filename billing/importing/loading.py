"""Writing what is new: customers, documents and their postings, by COPY, triggers included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Address, Customer
from accounts.numbering import next_account_numbers
from billing.importing.comparing import PAID_KEY, Comparison
from billing.importing.mapping import ImportMapping
from billing.importing.planning import PlannedDocument
from billing.ledger.bulk import BulkEntry, copy_rows, post_all, take_ids
from billing.models import Account, JournalEntry, OpenItem, Payment
from portal.kit.numbering import next_numbers

Progress = Callable[[int], object]

ITEM_COLUMNS = (
    "id",
    "customer_id",
    "currency",
    "kind",
    "number",
    "reference",
    "issued_on",
    "due_on",
    "total",
    "open",
    "lock_hint",
)
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
PAYMENT_COLUMNS = (
    "customer_id",
    "currency",
    "number",
    "status",
    "method",
    "received_on",
    "amount",
    "reference",
    "note",
    "open_item_id",
    "recorded_at",
)


def load(comparison: Comparison, mapping: ImportMapping, *, progress: Progress) -> int:
    """Write the new customers and documents in the caller's transaction.

    Returns how many customers were created. Calls `progress` with the documents written.
    """
    created = create_customers(comparison, mapping)
    documents = comparison.new
    addresses = _addresses(comparison.customers.values())
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
    _load_payments([document for document in documents if document.paid], comparison, items)
    return created


def create_customers(comparison: Comparison, mapping: ImportMapping) -> int:
    """Customers that the file names and nobody knows yet, with a billing address if it has one."""
    first: dict[str, PlannedDocument] = {}
    for document in comparison.new:
        if document.customer not in comparison.customers:
            first.setdefault(document.customer, document)
    numbers = next_account_numbers(len(first))
    customers = Customer.objects.bulk_create(
        [
            Customer(
                account_number=number,
                external_reference=reference,
                name=document.header.get("customer_name")
                or mapping.defaults.customer_name.format(customer=reference),
                email=document.header.get("customer_email", ""),
                phone=document.header.get("customer_phone", ""),
                tax_id=document.header.get("customer_tax_id", ""),
                currency=document.currency,
                payment_terms_days=30
                if mapping.defaults.terms_days is None
                else mapping.defaults.terms_days,
            )
            for (reference, document), number in zip(first.items(), numbers, strict=True)
        ],
        batch_size=2000,
    )
    Address.objects.bulk_create(
        [
            Address(
                customer=customer,
                kind=Address.Kind.BILLING,
                is_default=True,
                line1=document.header.get("street", ""),
                postcode=document.header.get("postcode", ""),
                city=document.header.get("city", ""),
                country=document.header.get("country", ""),
            )
            for customer, document in zip(customers, first.values(), strict=True)
            if any(document.header.get(name) for name in ("street", "city", "country"))
        ],
        batch_size=2000,
    )
    comparison.customers |= {customer.external_reference or "": customer for customer in customers}
    return len(customers)


def _addresses(customers: Iterable[Customer]) -> dict[int, str]:
    """Each customer's billing address as text, for the documents' snapshots."""
    found: dict[int, str] = {}
    chosen = Address.objects.filter(
        customer__in=[customer.pk for customer in customers], kind=Address.Kind.BILLING
    ).order_by("-is_default", "id")
    for address in chosen:
        found.setdefault(address.customer_id, "\n".join(address.lines))
    return found


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
    ids = _ids(f"billing_{table}", len(documents))
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


def _ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


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


def _load_payments(
    documents: Sequence[PlannedDocument], comparison: Comparison, items: dict[int, int]
) -> None:
    """A payment for each new invoice that the file calls paid, allocated to it."""
    payments = dict(zip(map(id, documents), take_ids(OpenItem, len(documents)), strict=True))
    numbers = dict(zip(map(id, documents), next_numbers("PAY-", len(documents)), strict=True))
    accounts = {id(d): comparison.customers[d.customer].pk for d in documents}
    copy_rows(
        "billing_openitem",
        ITEM_COLUMNS,
        (
            (
                payments[id(d)],
                accounts[id(d)],
                d.currency,
                OpenItem.Kind.PAYMENT.value,
                numbers[id(d)],
                d.number,
                d.paid_on,
                None,
                d.paid,
                0,
                0,
            )
            for d in documents
        ),
    )
    now = timezone.now()
    copy_rows(
        "billing_payment",
        PAYMENT_COLUMNS,
        (
            (
                accounts[id(d)],
                d.currency,
                numbers[id(d)],
                Payment.Status.RECEIVED.value,
                Payment.Method.BANK_TRANSFER.value,
                d.paid_on,
                d.paid,
                d.number,
                "",
                payments[id(d)],
                now,
            )
            for d in documents
        ),
    )
    post_all(
        BulkEntry(
            key=paid_key(d.number, d.paid),
            kind=JournalEntry.Kind.PAYMENT,
            customer_id=accounts[id(d)],
            currency=d.currency,
            effective_on=d.paid_on or d.issued_on,
            amount=d.paid,
            debit=(Account.CASH, None),
            credit=(Account.RECEIVABLE, payments[id(d)]),
        )
        for d in documents
    )
    post_all(
        BulkEntry(
            key=f"allocation:import:{d.number}",
            kind=JournalEntry.Kind.ALLOCATION,
            customer_id=accounts[id(d)],
            currency=d.currency,
            effective_on=max(d.paid_on or d.issued_on, d.issued_on),
            amount=min(d.paid, d.total),
            debit=(Account.RECEIVABLE, payments[id(d)]),
            credit=(Account.RECEIVABLE, items[id(d)]),
        )
        for d in documents
        if d.total
    )


def paid_key(number: str, paid: Decimal) -> str:
    """The idempotency key of what an import records as paid up to `paid`."""
    return f"{PAID_KEY}{number}:{paid}"
