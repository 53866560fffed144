"""When what is owed can be expected to come, by week.

What is open of each due date is expected on that date and the customer's usual days late
(`billing.receivables.habits`; where they have no habit, those of all customers). *Best* is the due
date itself, *late* the days by which nine tenths of the money has come. What should have come by
then already is expected this week at best, and stands apart otherwise: no habit says when. What is
disputed is expected on no day. Every column adds up to what is outstanding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from portal.kit.money.currencies import quantise

WEEKS = 8
WEEK = timedelta(7)
EXPECTED = """
    WITH usual AS (
        SELECT median_days, late_days FROM billing_paymenthabit WHERE customer_id IS NULL
    ), disputed AS (
        SELECT item.customer_id, item.due_on, sum(item.open) AS amount
        FROM billing_invoicedispute dispute
        JOIN billing_invoice invoice ON invoice.id = dispute.invoice_id
        JOIN billing_openitem item ON item.id = invoice.open_item_id
        WHERE dispute.settled_at IS NULL AND item.open > 0
        GROUP BY item.customer_id, item.due_on
    ), owing AS (
        SELECT due.due_on, due.open - coalesce(disputed.amount, 0) AS amount,
               coalesce(disputed.amount, 0) AS disputed,
               greatest(coalesce(habit.median_days, usual.median_days, 0), 0) AS median_days,
               greatest(coalesce(habit.late_days, usual.late_days, 0), 0) AS late_days
        FROM billing_duetotal due
        JOIN accounts_customer customer ON customer.id = due.customer_id
        LEFT JOIN disputed
          ON disputed.customer_id = due.customer_id AND disputed.due_on = due.due_on
        LEFT JOIN billing_paymenthabit habit ON habit.customer_id = due.customer_id
        LEFT JOIN usual ON true
        WHERE due.open > 0 AND customer.currency = %(currency)s
    ), days AS (
        SELECT greatest(due_on, %(today)s) AS best, due_on + median_days AS expected,
               due_on + late_days AS late, amount, disputed
        FROM owing
    )
    SELECT way, CASE WHEN day < %(today)s THEN -1
                     ELSE least((day - %(monday)s) / 7, %(weeks)s) END AS week, sum(amount)
    FROM days CROSS JOIN LATERAL (VALUES ('best', best), ('expected', expected), ('late', late))
        AS ways(way, day)
    GROUP BY 1, 2
    UNION ALL
    SELECT 'disputed', 0, coalesce(sum(disputed), 0) FROM days
"""


@dataclass(frozen=True, slots=True)
class ExpectedWeek:
    """Amounts in one currency. `starts_on` is a Monday; the last week has everything later."""

    starts_on: date
    best: Decimal
    expected: Decimal
    late: Decimal
    is_last: bool


@dataclass(frozen=True, slots=True)
class ExpectedCash:
    """`past` is what should have come already by the expected and the late day; `disputed` is in no
    week."""

    currency: str
    weeks: list[ExpectedWeek]
    past_expected: Decimal
    past_late: Decimal
    disputed: Decimal

    @property
    def outstanding(self) -> Decimal:
        """What is owed together: the sum of every column with what stands apart."""
        return sum((week.best for week in self.weeks), start=self.disputed)

    @property
    def highest(self) -> Decimal:
        """The largest figure, for the length of bars."""
        return max(
            (max(one.best, one.expected, one.late) for one in self.weeks), default=Decimal(0)
        )


def expected_cash(today: date, *, currency: str) -> ExpectedCash:
    """The seller's week of `today` and those after. One statement, which reads no postings."""
    monday = today - timedelta(today.weekday())
    given: dict[str, Any] = {"today": today, "monday": monday, "weeks": WEEKS, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, given)
        found = {(way, week): amount for way, week, amount in cursor.fetchall()}

    def amount(way: str, week: int) -> Decimal:
        return quantise(found.get((way, week), Decimal(0)), currency)

    return ExpectedCash(
        currency=currency,
        weeks=[
            ExpectedWeek(
                starts_on=monday + week * WEEK,
                best=amount("best", week),
                expected=amount("expected", week),
                late=amount("late", week),
                is_last=week == WEEKS,
            )
            for week in range(WEEKS + 1)
        ],
        past_expected=amount("expected", -1),
        past_late=amount("late", -1),
        disputed=amount("disputed", 0),
    )
