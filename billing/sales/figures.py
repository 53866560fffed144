"""What a customer was invoiced, was credited and paid over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import connection

from accounts.models import Customer
from portal.kit.dates.periods import Period, add_months, month_start, quarter_start
from portal.kit.money.currencies import quantise


class Step(StrEnum):
    """How many days one bar stands for, by PostgreSQL's names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# The longest period, in days, that each step still shows in a readable number of bars.
LONGEST = {
    Step.DAY: 31,
    Step.WEEK: 120,
    Step.MONTH: 3 * 366,
    Step.QUARTER: 8 * 366,
}


@dataclass(frozen=True, slots=True)
class SalesBar:
    """One step of the period: documents dated from `start` to `end`, both included. Amounts are
    totals of documents that are not void, in the customer's currency."""

    start: date
    end: date
    invoiced: Decimal
    credited: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Sales:
    """A period's bars without gaps, and their sums."""

    currency: str
    period: Period
    step: Step
    bars: list[SalesBar]

    @property
    def invoiced(self) -> Decimal:
        return sum((bar.invoiced for bar in self.bars), start=Decimal(0))

    @property
    def credited(self) -> Decimal:
        return sum((bar.credited for bar in self.bars), start=Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((bar.paid for bar in self.bars), start=Decimal(0))

    @property
    def is_empty(self) -> bool:
        return not any((self.invoiced, self.credited, self.paid))


def sales_for(customer: Customer, period: Period) -> Sales:
    """The customer's sales in `period`, in one statement, by a step that suits its length."""
    step = step_for(period)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_trunc(%s, day)::date, sum(invoiced), sum(credited), sum(paid)"
            " FROM billing_dailytotal WHERE customer_id = %s AND day BETWEEN %s AND %s"
            " GROUP BY 1",
            [step.value, customer.pk, period.start, period.end],
        )
        sums = {row[0]: row[1:] for row in cursor.fetchall()}
    bars = []
    start = step_start(period.start, step)
    while start <= period.end:
        following = next_start(start, step)
        amounts = sums.get(start, (Decimal(0),) * 3)
        bars.append(
            SalesBar(
                max(start, period.start),
                min(following - timedelta(1), period.end),
                *(quantise(amount, customer.currency) for amount in amounts),
            )
        )
        start = following
    return Sales(customer.currency, period, step, bars)


def latest_day(customer: Customer) -> date | None:
    """The day of the customer's latest document or payment that counts in the totals."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(day) FROM billing_dailytotal WHERE customer_id = %s", [customer.pk]
        )
        found: tuple[date | None] = cursor.fetchone()
    return found[0]


def step_for(period: Period) -> Step:
    return next((step for step, days in LONGEST.items() if period.days <= days), Step.YEAR)


def step_start(day: date, step: Step) -> date:
    """The first day of the step that `day` is in; weeks begin on Monday."""
    match step:
        case Step.DAY:
            return day
        case Step.WEEK:
            return day - timedelta(day.weekday())
        case Step.MONTH:
            return month_start(day)
        case Step.QUARTER:
            return quarter_start(day)
        case Step.YEAR:
            return date(day.year, 1, 1)


def next_start(start: date, step: Step) -> date:
    match step:
        case Step.DAY:
            return start + timedelta(1)
        case Step.WEEK:
            return start + timedelta(7)
        case Step.MONTH:
            return add_months(start, 1)
        case Step.QUARTER:
            return add_months(start, 3)
        case Step.YEAR:
            return add_months(start, 12)
