"""When customers' money comes: the weighted median of days after the due date, over a year.

An allocation counts with its amount, on the day it took effect; what was taken back counts for
nothing. With fewer than five invoices a customer has no habit, and what all do together stands in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from billing.models import PaymentHabit

YEAR = timedelta(365)
MIN_INVOICES = 5
# By customer, and once over all: the first day by which half and nine tenths of the amount came.
HABITS = """
    WITH paid AS (
        SELECT posting.customer_id, posting.credit_item_id AS item_id, posting.amount,
               entry.effective_on - item.due_on AS days
        FROM billing_journalentry entry
        JOIN billing_posting posting ON posting.entry_id = entry.id
        JOIN billing_openitem item ON item.id = posting.credit_item_id
        JOIN billing_openitem source ON source.id = posting.debit_item_id
        WHERE entry.kind = 'allocation' AND entry.effective_on BETWEEN %(first)s AND %(today)s
          AND posting.credit_account = 'receivable' AND item.kind = 'invoice'
          AND source.kind = 'payment'
          AND NOT EXISTS (SELECT FROM billing_journalentry undone
                          WHERE undone.reverses_id = entry.id)
    ), every AS (
        SELECT customer_id, item_id, amount, days FROM paid
        UNION ALL
        SELECT NULL, item_id, amount, days FROM paid
    ), running AS (
        SELECT customer_id, item_id, amount, days,
               sum(amount) OVER (PARTITION BY customer_id ORDER BY days) AS come,
               sum(amount) OVER (PARTITION BY customer_id) AS total
        FROM every
    )
    SELECT customer_id,
           min(days) FILTER (WHERE come >= total * 0.5),
           min(days) FILTER (WHERE come >= total * 0.9),
           count(DISTINCT item_id),
           round(100 * coalesce(sum(amount) FILTER (WHERE days <= 0), 0) / max(total))::int
    FROM running GROUP BY customer_id
    HAVING count(DISTINCT item_id) >= %(least)s OR customer_id IS NULL
"""


@transaction.atomic
def reckon_habits(today: date) -> int:
    """Reckon every habit anew, in place of those before; how many customers have one. Three
    statements, of which one reads a year of allocations."""
    given: dict[str, Any] = {"first": today - YEAR, "today": today, "least": MIN_INVOICES}
    with connection.cursor() as cursor:
        cursor.execute(HABITS, given)
        rows = cursor.fetchall()
    PaymentHabit.objects.all().delete()
    PaymentHabit.objects.bulk_create(
        [
            PaymentHabit(
                customer_id=customer_id,
                median_days=median,
                late_days=late,
                payments=payments,
                on_time_percent=on_time,
            )
            for customer_id, median, late, payments, on_time in rows
        ],
        batch_size=2000,
    )
    return sum(row[0] is not None for row in rows)
