"""What stands on a statement.

A statement is read from the postings by the day they take effect, never from documents: so the
closing balance of one period is the opening balance of the next, the balance on that day, and the
sum of its ageing. Amounts are signed as the customer reads them: a debit is owed, a credit is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.ageing import Ageing
from billing.balance import DAYS_PAST_DUE, Bucket
from portal.kit.dates.periods import Period
from portal.kit.money.currencies import quantise

Row = tuple[Any, ...]
# From so many days past due on all are in one bucket.
MOST_DAYS = DAYS_PAST_DUE[Bucket.OVER_90][0]

# Now less what took effect later: a month's end is near now, however long the history. Moves
# between two open items (allocations) change no balance.
TOTALS = """
    SELECT asked.id,
           coalesce(max(balance.outstanding - balance.credits - balance.deposits), 0)
             - coalesce(sum(moved.amount), 0),
           coalesce(max(balance.outstanding - balance.credits - balance.deposits), 0)
             - coalesce(sum(moved.amount) FILTER (WHERE moved.effective_on > %(end)s), 0)
    FROM unnest(%(customers)s::bigint[]) asked(id)
    LEFT JOIN billing_accountbalance balance ON balance.customer_id = asked.id
    LEFT JOIN LATERAL (
        SELECT entry.effective_on,
               CASE WHEN posting.debit_account = 'receivable' THEN posting.amount
                    ELSE -posting.amount END AS amount
        FROM billing_journalentry entry
        JOIN billing_posting posting ON posting.entry_id = entry.id
        WHERE entry.customer_id = asked.id AND entry.effective_on >= %(start)s
          AND (posting.debit_account = 'receivable') <> (posting.credit_account = 'receivable')
    ) moved ON true
    GROUP BY asked.id
"""
MOVEMENTS = """
    SELECT entry.customer_id, entry.effective_on, entry.kind, undone.kind,
           item.kind, item.number, item.reference, item.due_on,
           CASE WHEN posting.debit_account = 'receivable' THEN posting.amount
                ELSE -posting.amount END
    FROM billing_journalentry entry
    JOIN billing_posting posting ON posting.entry_id = entry.id
    JOIN billing_openitem item ON item.id = CASE WHEN posting.debit_account = 'receivable'
        THEN posting.debit_item_id ELSE posting.credit_item_id END
    LEFT JOIN billing_journalentry undone ON undone.id = entry.reverses_id
    WHERE entry.customer_id = ANY(%(customers)s::bigint[])
      AND entry.effective_on BETWEEN %(start)s AND %(end)s
      AND (posting.debit_account = 'receivable') <> (posting.credit_account = 'receivable')
    ORDER BY entry.customer_id, entry.effective_on, entry.id, posting.id
"""
# What is open now, and what was settled later, each by its own index. Each side of a posting is a
# branch of its own too. As two rows of one join (VALUES), the planner takes
# what was posted later for a single row and goes through all of it once for each item.
THEN_OPEN = """
    WITH later AS (
        SELECT item_id, sum(amount) AS amount FROM (
            SELECT posting.debit_item_id AS item_id, posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.customer_id = ANY(%(customers)s::bigint[])
              AND entry.effective_on > %(end)s AND posting.debit_account = 'receivable'
            UNION ALL
            SELECT posting.credit_item_id, -posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.customer_id = ANY(%(customers)s::bigint[])
              AND entry.effective_on > %(end)s AND posting.credit_account = 'receivable'
        ) side
        GROUP BY item_id
    ), then_open AS (
        SELECT item.*,
               CASE item.kind WHEN 'invoice' THEN item.open ELSE -item.open END
                 - coalesce(later.amount, 0) AS signed_open
        FROM billing_openitem item LEFT JOIN later ON later.item_id = item.id
        WHERE item.customer_id = ANY(%(customers)s::bigint[])
          AND item.kind IN ('invoice', 'credit_note', 'payment')
          AND item.open > 0
        UNION ALL
        SELECT item.*, -later.amount
        FROM later JOIN billing_openitem item ON item.id = later.item_id
        WHERE item.kind IN ('invoice', 'credit_note', 'payment') AND item.open = 0
    )
"""
OPEN_ITEMS = """
    SELECT customer_id, issued_on, kind, number, reference, due_on,
           CASE kind WHEN 'invoice' THEN total ELSE -total END, signed_open
    FROM then_open WHERE signed_open <> 0
    ORDER BY customer_id, kind = 'invoice' DESC, due_on NULLS LAST, issued_on, id
"""
# The same by age alone: days past due, no more of them than the last bucket begins with, and none
# for what is in the customer's favour.
OPEN_BY_AGE = """
    SELECT customer_id,
           CASE kind WHEN 'invoice'
                THEN least(greatest(%(end)s::date - due_on, 0), %(most_days)s) END AS days,
           sum(signed_open)
    FROM then_open WHERE signed_open <> 0
    GROUP BY 1, 2
"""


class Kind(models.TextChoices):
    """The three forms of a statement."""

    BALANCE_FORWARD = "balance-forward", _("Balance forward")
    OPEN_ITEMS = "open-items", _("Open items")
    ACTIVITY = "activity", _("Activity")


@dataclass(frozen=True, slots=True)
class Movement:
    """One document, payment or reversal in the period. Either `debit` or `credit` is zero;
    `balance` is what was owed after it."""

    day: date
    entry_kind: str
    undone_kind: str
    item_kind: str
    number: str
    reference: str
    due_on: date | None
    debit: Decimal
    credit: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A document with something open at the period's end; `original` and `open` are below zero on
    what is in the customer's favour. Not yet due: `days_overdue` is zero."""

    day: date
    item_kind: str
    number: str
    reference: str
    due_on: date | None
    original: Decimal
    open: Decimal
    days_overdue: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's account over `period`, in the account's currency."""

    customer: Customer
    kind: Kind
    period: Period
    opening: Decimal
    closing: Decimal
    ageing: Ageing
    movements: list[Movement] = field(default_factory=list)
    open_lines: list[OpenLine] = field(default_factory=list)

    @property
    def currency(self) -> str:
        return str(self.customer.currency)

    @property
    def debits(self) -> Decimal:
        return sum((one.debit for one in self.movements), start=Decimal(0))

    @property
    def credits(self) -> Decimal:
        return sum((one.credit for one in self.movements), start=Decimal(0))

    @property
    def line_count(self) -> int:
        return len(self.open_lines if self.kind == Kind.OPEN_ITEMS else self.movements)

    @property
    def has_activity(self) -> bool:
        return bool(self.movements)


def statement_of(customer: Customer, kind: Kind, period: Period) -> Statement:
    """One customer's statement, in three statements of SQL whatever its length."""
    return next(statements_of([customer], kind, period))


def statements_of(customers: Sequence[Customer], kind: Kind, period: Period) -> Iterator[Statement]:
    """A statement for each of these customers, in their order; three statements of SQL for all
    of them together."""
    asked = {
        "customers": [one.pk for one in customers],
        "start": period.start,
        "end": period.end,
        "most_days": MOST_DAYS,
    }
    totals = {pk: (opening, closing) for pk, opening, closing in _rows(TOTALS, asked)}
    shows_open = kind == Kind.OPEN_ITEMS
    left = _by_customer(_rows(THEN_OPEN + (OPEN_ITEMS if shows_open else OPEN_BY_AGE), asked))
    moved = _by_customer(_rows(MOVEMENTS, asked))
    for customer in customers:
        opening, closing = (quantise(one, customer.currency) for one in totals[customer.pk])
        rows = left.get(customer.pk, [])
        open_lines = [_open_line(row, period.end) for row in rows] if shows_open else []
        by_age = [(_days_of(line), line.open) for line in open_lines] or [row[1:] for row in rows]
        yield Statement(
            customer=customer,
            kind=kind,
            period=period,
            opening=opening,
            closing=closing,
            ageing=_ageing(by_age, customer.currency),
            movements=_running(moved.get(customer.pk, []), opening),
            open_lines=open_lines,
        )


def _running(rows: Iterable[Row], opening: Decimal) -> list[Movement]:
    movements = []
    balance = opening
    for _pk, day, kind, undone, item_kind, number, reference, due_on, amount in rows:
        balance += amount
        movements.append(
            Movement(
                day=day,
                entry_kind=kind,
                undone_kind=undone or "",
                item_kind=item_kind,
                number=number,
                reference=reference,
                due_on=due_on if item_kind == "invoice" else None,
                debit=max(amount, Decimal(0)),
                credit=max(-amount, Decimal(0)),
                balance=balance,
            )
        )
    return movements


def _open_line(row: Row, end: date) -> OpenLine:
    _pk, day, kind, number, reference, due_on, original, left = row
    return OpenLine(
        day=day,
        item_kind=kind,
        number=number,
        reference=reference,
        due_on=due_on,
        original=original,
        open=left,
        days_overdue=max((end - due_on).days, 0) if kind == "invoice" else 0,
    )


def _ageing(by_days: Iterable[tuple[int | None, Decimal]], currency: str) -> Ageing:
    """What was open at the end by days past due, which are None for what is in the customer's
    favour; its total is the closing balance."""
    zero = quantise(Decimal(0), currency)
    amounts = dict.fromkeys([*DAYS_PAST_DUE, Bucket.UNAPPLIED], zero)
    for days, amount in by_days:
        amounts[_bucket(days)] += amount
    return Ageing(currency, amounts)


def _days_of(line: OpenLine) -> int | None:
    return line.days_overdue if line.item_kind == "invoice" else None


def _bucket(days: int | None) -> Bucket:
    if days is None:
        return Bucket.UNAPPLIED
    for bucket, (_first, last) in DAYS_PAST_DUE.items():
        if last is not None and days <= last:
            return bucket
    return Bucket.OVER_90


def _by_customer(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _rows(sql: str, asked: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows: list[Row] = cursor.fetchall()
    return rows
