"""What the file says has been paid becomes payments, allocated to their invoices."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from billing.importing.diff import Comparison
from billing.importing.paid import PaidSince, paid_key
from billing.importing.plan import PlannedDocument
from billing.ledger.allocation import Share
from billing.ledger.bulk import BulkEntry, post_all
from billing.models import Account, JournalEntry, OpenItem, Payment
from billing.payments.entry import PREFIX, record_payment
from portal.kit.db.copying import copy_rows, take_ids
from portal.kit.db.numbering import next_numbers

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


def load_payments(
    documents: Sequence[PlannedDocument], comparison: Comparison, items: dict[int, int]
) -> None:
    """A payment for each new invoice that the file calls paid, allocated to it."""
    payments = dict(zip(map(id, documents), take_ids(OpenItem, len(documents)), strict=True))
    numbers = dict(zip(map(id, documents), next_numbers(PREFIX, len(documents)), strict=True))
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
            key=paid_key(d.number, d.paid, d.paid_on or d.issued_on),
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


def record_paid(document: PlannedDocument, comparison: Comparison, since: PaidSince) -> None:
    """What the file says has been paid on an invoice since an earlier import; what is no longer
    open on the invoice stays on the payment."""
    item = OpenItem.objects.get(kind=OpenItem.Kind.INVOICE, number=document.number)
    day = document.paid_on or document.issued_on
    record_payment(
        customer=comparison.customers[document.customer],
        amount=since.booked,
        method=Payment.Method.BANK_TRANSFER,
        received_on=day,
        reference=document.number,
        shares=[Share(item, min(since.booked, item.open))] if item.open else [],
        key=paid_key(document.number, document.paid, day, since.known).removeprefix("payment:"),
    )
