"""The invoices behind a figure of the ageing: those of one customer and age, open on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Customer
from billing.balance import DAYS_PAST_DUE, Bucket
from portal.kit.money.currencies import quantise

# What is open now, less what took effect later: as in `aged_accounts`, for one customer.
ITEMS = """
    WITH later AS (
        SELECT item_id, sum(amount) AS amount FROM (
            SELECT posting.debit_item_id AS item_id, posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.customer_id = %(customer)s AND entry.effective_on > %(as_of)s
              AND posting.debit_account = 'receivable'
            UNION ALL
            SELECT posting.credit_item_id, -posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.customer_id = %(customer)s AND entry.effective_on > %(as_of)s
              AND posting.credit_account = 'receivable'
        ) side GROUP BY item_id
    ), open_then AS (
        SELECT item.id, item.number, item.reference, item.issued_on, item.due_on, item.total,
               item.open - coalesce(later.amount, 0) AS open
        FROM billing_openitem item LEFT JOIN later ON later.item_id = item.id
        WHERE item.customer_id = %(customer)s AND item.kind = 'invoice'
          AND item.issued_on <= %(as_of)s AND (item.open > 0 OR later.item_id IS NOT NULL)
          AND %(as_of)s - item.due_on BETWEEN coalesce(%(first)s::int, -100000)
                                          AND coalesce(%(last)s::int, 100000)
    )
    SELECT id, number, reference, issued_on, due_on, total, open, sum(open) OVER ()
    FROM open_then WHERE open <> 0 ORDER BY due_on, id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class AgedItem:
    """An invoice and what of it was open, in the customer's currency."""

    item_id: int
    number: str
    reference: str
    issued_on: date
    due_on: date
    total: Decimal
    open: Decimal


def aged_items(
    customer: Customer, *, as_of: date, bucket: Bucket | None, limit: int
) -> tuple[list[AgedItem], Decimal]:
    """The invoices of this age, or all without one, the oldest due first; and the sum of all of
    them, also beyond `limit`. One statement."""
    first, last = DAYS_PAST_DUE[bucket] if bucket else (None, None)
    given: dict[str, Any] = {
        "customer": customer.pk,
        "as_of": as_of,
        "first": first,
        "last": last,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, given)
        rows = cursor.fetchall()
    total = rows[0][-1] if rows else Decimal(0)
    items = [
        AgedItem(*row[:5], *(quantise(one, customer.currency) for one in row[5:7])) for row in rows
    ]
    return items, quantise(total, customer.currency)
