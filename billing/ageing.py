"""How old what a customer owes is, by due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Customer
from billing.balance import DAYS_PAST_DUE, Balance, Bucket

# So many invoices of an age are counted; more are "more than 1,000".
MAX_COUNTED = 1000
# Read from the index of open invoices by due date, no further than the limit. A function around
# the days, such as coalesce, would keep the index from being asked behind the wall of companies.
COUNTS = """
    SELECT asked.bucket, (
        SELECT count(*) FROM (
            SELECT FROM billing_openitem item
            WHERE item.customer_id = %(customer)s AND item.kind = 'invoice' AND item.open > 0
              AND item.due_on BETWEEN asked.first AND asked.last
            LIMIT %(most)s
        ) counted
    )
    FROM unnest(%(buckets)s::text[], %(firsts)s::date[], %(lasts)s::date[])
        asked(bucket, first, last)
"""


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open amounts by bucket, in the customer's currency; `unapplied` credits and deposits are
    negative, so that `total` is the net balance."""

    currency: str
    amounts: dict[Bucket, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), start=Decimal(0))


def due_range(bucket: Bucket, today: date) -> tuple[date | None, date | None]:
    """The first and last due date of invoices in `bucket` on `today`; None is without end."""
    first, last = DAYS_PAST_DUE[bucket]
    return (
        None if last is None else today - timedelta(last),
        None if first is None else today - timedelta(first),
    )


def ageing_of(balance: Balance) -> Ageing:
    """The balance by age."""
    unapplied = -balance.credits - balance.deposits
    return Ageing(balance.currency, balance.by_age | {Bucket.UNAPPLIED: unapplied})


def open_counts(customer: Customer, *, today: date) -> dict[Bucket, int]:
    """How many invoices are open in each bucket, counted to MAX_COUNTED + 1. One statement."""
    ranges = [due_range(bucket, today) for bucket in DAYS_PAST_DUE]
    asked: dict[str, Any] = {
        "customer": customer.pk,
        "most": MAX_COUNTED + 1,
        "buckets": [str(bucket) for bucket in DAYS_PAST_DUE],
        "firsts": [first or date.min for first, _last in ranges],
        "lasts": [last or date.max for _first, last in ranges],
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, asked)
        return {Bucket(bucket): count for bucket, count in cursor.fetchall()}


def overdue_of(counts: dict[Bucket, int]) -> int:
    """How many of these are overdue."""
    return sum(counts.values()) - counts[Bucket.NOT_DUE]
