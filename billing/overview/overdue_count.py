"""How many invoices are overdue: the figure beside the menu on every page."""

from __future__ import annotations

from datetime import date

from django.db import connection

# So many are counted; more are "99+".
MAX_COUNTED = 99

# Reads the index of what is open by due date, and no further than it counts.
OVERDUE = """
SELECT count(*) FROM (
    SELECT FROM billing_openitem
    WHERE customer_id = %s AND kind = 'invoice' AND open > 0 AND due_on < %s
    LIMIT %s
) overdue
"""


def overdue_count(customer_id: int, *, today: date) -> int:
    """The number of this account's overdue invoices, counted to MAX_COUNTED + 1. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE, [customer_id, today, MAX_COUNTED + 1])
        (count,) = cursor.fetchone()
    return int(count)
