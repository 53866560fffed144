"""The last payment a customer made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from accounts.models import Customer
from billing.models import Payment


@dataclass(frozen=True, slots=True)
class PaidDocument:
    """An invoice or retainer invoice, how much of a payment went to it, and what is still open."""

    number: str
    kind: str
    amount: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class LastPayment:
    payment: Payment
    documents: list[PaidDocument]


def last_payment_of(customer: Customer) -> LastPayment | None:
    """The latest payment that is not void and what it was used for, in two statements."""
    payment = (
        Payment.objects.for_customer(customer)
        .exclude(status=Payment.Status.VOID)
        .select_related("open_item")
        .order_by("-received_on", "-id")
        .first()
    )
    return LastPayment(payment, documents_paid_by(payment)) if payment else None


DOCUMENTS_PAID = """
    SELECT item.number, item.kind, sum(used.amount), item.open FROM (
        SELECT posting.credit_item_id AS item_id, posting.amount, posting.entry_id
        FROM billing_posting posting
        JOIN billing_journalentry entry ON entry.id = posting.entry_id
        WHERE posting.debit_item_id = %(item)s AND entry.kind = 'allocation'
        UNION ALL
        SELECT share.credit_item_id, share.amount, share.entry_id
        FROM billing_posting receipt
        JOIN billing_posting share ON share.entry_id = receipt.entry_id
        WHERE receipt.credit_item_id = %(item)s AND receipt.debit_account = 'cash'
          AND share.credit_account = 'retainer'
    ) used
    JOIN billing_openitem item ON item.id = used.item_id
    WHERE NOT EXISTS (SELECT FROM billing_journalentry WHERE reverses_id = used.entry_id)
    GROUP BY item.id ORDER BY item.due_on, item.id
"""


def documents_paid_by(payment: Payment) -> list[PaidDocument]:
    """What the payment's allocations, and its share in retainer invoices, stand at now.

    One statement; several allocations to one document are added up.
    """
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS_PAID, {"item": payment.open_item_id})
        return [PaidDocument(*row) for row in cursor.fetchall()]
