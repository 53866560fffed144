"""Statements that send themselves, as often as each customer chose."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import ContactPerson, Customer
from billing.statements.batches.batch import BatchOptions, add_customers, batch_for, unfinished
from billing.statements.batches.queueing import queue_chunks
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period, add_months, month_start, quarter_start

# A portal that is set up in the middle of a month does not begin with the month before.
LATEST_DAYS = 5
_Frequency = Customer.StatementFrequency


def ended_period(frequency: str, today: date) -> Period | None:
    """The last whole week, month or quarter before `today`, if it ended a few days ago."""
    starts = {
        _Frequency.WEEKLY: today - timedelta(days=today.weekday()),
        _Frequency.MONTHLY: month_start(today),
        _Frequency.QUARTERLY: quarter_start(today),
    }
    next_start = starts.get(_Frequency(frequency))
    if next_start is None or (today - next_start).days >= LATEST_DAYS:
        return None
    earlier = {
        _Frequency.WEEKLY: next_start - timedelta(days=7),
        _Frequency.MONTHLY: add_months(next_start, -1),
        _Frequency.QUARTERLY: add_months(next_start, -3),
    }
    return Period(earlier[_Frequency(frequency)], next_start - timedelta(days=1))


def queue_due_statements(today: date) -> int:
    """Jobs for every customer whose period has ended and who has a contact marked for statements.
    Who has neither a balance nor anything in the period is left out. Repeating it adds nothing."""
    count = 0
    for frequency in (_Frequency.WEEKLY, _Frequency.MONTHLY, _Frequency.QUARTERLY):
        period = ended_period(frequency, today)
        if period is None:
            continue
        customers = Customer.objects.filter(
            statement_frequency=frequency,
            pk__in=ContactPerson.objects.filter(receives_statements=True)
            .exclude(email="")
            .values("customer"),
        )
        if not customers.exists():
            continue
        batch = batch_for(Kind.BALANCE_FORWARD, period, today=today)
        add_customers(batch, customers)
        batch_options = BatchOptions(email=True, not_empty=True, due_only=True)
        count += queue_chunks(batch, unfinished(batch, customers, batch_options), batch_options)
    return count
