"""How long money stays out: the figures a credit controller is measured by.

Each is defined here once. Sales are invoices less credit notes by their own day, from the totals
kept beside the postings; no figure reads postings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from billing.receivables.aged_accounts import AgedSums
from portal.kit.dates.periods import add_months, month_start

# Sales are counted back no further than this.
MAX_MONTHS = 24
# The window of the plain figures, in days.
WINDOW = 90
TENTH = Decimal("0.1")
SALES = """
    SELECT date_trunc('month', total.day)::date, sum(total.invoiced - total.credited),
           sum(total.invoiced - total.credited) FILTER (WHERE total.day > %(window)s)
    FROM billing_dailytotal total JOIN accounts_customer customer ON customer.id = total.customer_id
    WHERE customer.currency = %(currency)s AND total.day BETWEEN %(first)s AND %(as_of)s
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Sales:
    """Sales up to a day, in one currency: by first day of the month, and of the last 90 days."""

    by_month: dict[date, Decimal]
    recent: Decimal


@dataclass(frozen=True, slots=True)
class CollectionFigures:
    """Days, to one decimal; None where there were no sales to measure by.

    `count_back` (days sales outstanding, count-back): whole months are taken backwards until their
    sales use up the balance; the last counts in part. `simple` is balance / sales of 90 days × 90.
    `best_possible` takes what is not yet due instead of the balance: it would be reached if every
    customer paid on the due date. `delinquent` is what lateness adds: simple − best possible.
    `is_longer` says that 24 months of sales are less than the balance.
    """

    count_back: Decimal | None
    simple: Decimal | None
    best_possible: Decimal | None
    delinquent: Decimal | None
    is_longer: bool = False


def sales_until(as_of: date, *, currency: str) -> Sales:
    """Sales of all customers of this currency in the 24 months up to `as_of`. One statement."""
    given: dict[str, Any] = {
        "currency": currency,
        "as_of": as_of,
        "first": add_months(month_start(as_of), 1 - MAX_MONTHS),
        "window": as_of - timedelta(WINDOW),
    }
    with connection.cursor() as cursor:
        cursor.execute(SALES, given)
        rows = cursor.fetchall()
    recent = sum((one or Decimal(0) for _month, _sales, one in rows), start=Decimal(0))
    return Sales({month: sales for month, sales, _recent in rows}, recent)


def figures_of(sums: AgedSums, sales: Sales, *, as_of: date) -> CollectionFigures:
    """The figures for what was open on `as_of`. Pure."""
    balance = max(sums.balance, Decimal(0))
    count_back, is_longer = _count_back(balance, sales, as_of)
    simple = best = delinquent = None
    if sales.recent > 0:
        simple = _days(balance / sales.recent * WINDOW)
        best = _days(min(sums.outstanding - sums.overdue, balance) / sales.recent * WINDOW)
        delinquent = simple - best
    return CollectionFigures(count_back, simple, best, delinquent, is_longer)


def collection_effectiveness(
    *, opening: Decimal, sales: Decimal, closing: Decimal, closing_not_due: Decimal
) -> Decimal | None:
    """What was collected of what could be, in percent to one decimal: (opening + sales −
    closing) / (opening + sales − closing that is not due). None where nothing could be."""
    possible = opening + sales - closing_not_due
    if possible <= 0:
        return None
    return _days((opening + sales - closing) / possible * 100)


def _count_back(balance: Decimal, sales: Sales, as_of: date) -> tuple[Decimal | None, bool]:
    if not any(one > 0 for one in sales.by_month.values()):
        return None, False
    days = Decimal(0)
    month, end = month_start(as_of), as_of
    for _ in range(MAX_MONTHS):
        length = (end - month).days + 1
        sold = sales.by_month.get(month, Decimal(0))
        if sold >= balance:
            return _days(days + (length * balance / sold if sold else 0)), False
        balance -= sold
        days += length
        month, end = add_months(month, -1), month - timedelta(1)
    return _days(days), True


def _days(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
