"""What each customer owes, by age, on any day.

The same buckets as the customer's own page (`billing.balance`). On the seller's today the totals
kept beside the postings are read. For an earlier day, what took effect later is taken off what is
open now, as statements do: so the sum over all customers is the ledger's balance on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from billing.balance import Bucket
from portal.kit.money.currencies import quantise

# Buckets in the order of the columns below.
AGES = (Bucket.NOT_DUE, Bucket.DAYS_1_30, Bucket.DAYS_31_60, Bucket.DAYS_61_90, Bucket.OVER_90)
# Both tables hold few rows a customer, kept by the postings' trigger.
OPEN_TODAY = """
    SELECT due.customer_id, due.due_on, due.open AS owed
    FROM billing_duetotal due WHERE due.open > 0
"""
UNAPPLIED_TODAY = """
    SELECT customer_id, credits + deposits AS unapplied
    FROM billing_accountbalance WHERE credits + deposits > 0
"""
# Each side of a posting is a branch of its own, as on statements.
THEN_OPEN = """
    later AS (
        SELECT item_id, sum(amount) AS amount FROM (
            SELECT posting.debit_item_id AS item_id, posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.effective_on > %(as_of)s AND posting.debit_account = 'receivable'
            UNION ALL
            SELECT posting.credit_item_id, -posting.amount
            FROM billing_journalentry entry
            JOIN billing_posting posting ON posting.entry_id = entry.id
            WHERE entry.effective_on > %(as_of)s AND posting.credit_account = 'receivable'
        ) side
        GROUP BY item_id
    ), then_open AS (
        SELECT item.customer_id, item.kind, item.due_on,
               CASE item.kind WHEN 'invoice' THEN item.open ELSE -item.open END
                 - coalesce(later.amount, 0) AS signed_open
        FROM billing_openitem item LEFT JOIN later ON later.item_id = item.id
        WHERE item.kind IN ('invoice', 'credit_note', 'payment') AND item.issued_on <= %(as_of)s
          AND (item.open > 0 OR later.item_id IS NOT NULL)
    ),
"""
OPEN_THEN = """
    SELECT customer_id, due_on, signed_open AS owed
    FROM then_open WHERE kind = 'invoice' AND signed_open <> 0
"""
UNAPPLIED_THEN = """
    SELECT customer_id, -sum(signed_open) AS unapplied
    FROM then_open WHERE kind <> 'invoice' GROUP BY customer_id
"""
ACCOUNTS = """
    WITH {before} owing AS ({owing}), unapplied AS ({unapplied}),
    aged AS (
        SELECT customer_id,
               coalesce(sum(owed) FILTER (WHERE due_on >= %(as_of)s), 0) AS not_due,
               coalesce(sum(owed) FILTER (WHERE %(as_of)s - due_on BETWEEN 1 AND 30), 0) AS d30,
               coalesce(sum(owed) FILTER (WHERE %(as_of)s - due_on BETWEEN 31 AND 60), 0) AS d60,
               coalesce(sum(owed) FILTER (WHERE %(as_of)s - due_on BETWEEN 61 AND 90), 0) AS d90,
               coalesce(sum(owed) FILTER (WHERE %(as_of)s - due_on > 90), 0) AS older,
               min(due_on) AS oldest
        FROM owing GROUP BY customer_id
    ), accounts AS MATERIALIZED (
        SELECT customer.id, customer.name, customer.account_number,
               coalesce(not_due, 0) AS not_due, coalesce(d30, 0) AS d30, coalesce(d60, 0) AS d60,
               coalesce(d90, 0) AS d90, coalesce(older, 0) AS older,
               coalesce(unapplied.unapplied, 0) AS unapplied, oldest,
               coalesce(d30, 0) + coalesce(d60, 0) + coalesce(d90, 0) + coalesce(older, 0)
                 AS overdue,
               coalesce(not_due, 0) + coalesce(d30, 0) + coalesce(d60, 0) + coalesce(d90, 0)
                 + coalesce(older, 0) - coalesce(unapplied.unapplied, 0) AS balance
        FROM aged FULL JOIN unapplied USING (customer_id)
        JOIN accounts_customer customer ON customer.id = customer_id
        WHERE customer.currency = %(currency)s
          AND (%(query)s = '' OR customer.name ILIKE %(words)s
               OR customer.account_number ILIKE %(prefix)s)
    ), chosen AS (
        SELECT * FROM accounts WHERE {chosen}
    )
"""
SUMS = """
    SELECT count(*), sum(not_due), sum(d30), sum(d60), sum(d90), sum(older), sum(unapplied)
    FROM chosen
"""
ROWS = """
    SELECT id, name, account_number, not_due, d30, d60, d90, older, unapplied, oldest
    FROM chosen ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


class Show(StrEnum):
    """Which accounts are listed."""

    BALANCE = "balance"
    OVERDUE = "overdue"
    UNAPPLIED = "unapplied"
    IN_FAVOUR = "in-favour"


CHOSEN = {
    Show.BALANCE: "balance <> 0 OR overdue > 0 OR unapplied > 0",
    Show.OVERDUE: "overdue > 0",
    Show.UNAPPLIED: "unapplied > 0",
    Show.IN_FAVOUR: "balance < 0",
}
# How the list can be sorted; a leading minus turns it round. The id breaks ties.
SORTS = {
    "name": "lower(name)",
    "overdue": "overdue",
    "not-due": "not_due",
    "1-30": "d30",
    "31-60": "d60",
    "61-90": "d90",
    "over-90": "older",
    "unapplied": "unapplied",
    "balance": "balance",
    "oldest": "oldest",
}
DEFAULT_SORT = "-overdue"


@dataclass(frozen=True, slots=True)
class AgedSums:
    """Amounts in one currency. `unapplied` credits and deposits are not negative here; the
    balance takes them off."""

    currency: str
    by_age: dict[Bucket, Decimal]
    unapplied: Decimal

    @property
    def outstanding(self) -> Decimal:
        return sum(self.by_age.values(), start=Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.outstanding - self.by_age[Bucket.NOT_DUE]

    @property
    def balance(self) -> Decimal:
        return self.outstanding - self.unapplied


@dataclass(frozen=True, slots=True)
class AgedAccount(AgedSums):
    """One customer's row. `oldest_due_on` is the due date of its oldest open invoice."""

    customer_id: int
    name: str
    account_number: str
    oldest_due_on: date | None

    def days_overdue(self, as_of: date) -> int:
        """How late the oldest open invoice is; 0 where nothing is."""
        return max((as_of - self.oldest_due_on).days, 0) if self.oldest_due_on else 0


@dataclass(frozen=True, slots=True)
class Question:
    """Which accounts, on which day. `today` is the seller's; `as_of` is never after it."""

    as_of: date
    today: date
    currency: str
    query: str = ""
    show: Show = Show.BALANCE
    sort: str = DEFAULT_SORT


def sums_of(asked: Question) -> tuple[int, AgedSums]:
    """How many accounts there are, and their amounts together. One statement."""
    ((count, *amounts),) = _rows(asked, SUMS)
    return count, AgedSums(asked.currency, *_amounts(amounts, asked.currency))


def accounts_of(asked: Question, *, limit: int | None, offset: int = 0) -> list[AgedAccount]:
    """The accounts in the order asked for; all of them without `limit`. One statement."""
    return [_account(row, asked.currency) for row in _rows(asked, ROWS, limit, offset)]


def _account(row: tuple[Any, ...], currency: str) -> AgedAccount:
    customer_id, name, number, *amounts, oldest = row
    by_age, unapplied = _amounts(amounts, currency)
    return AgedAccount(currency, by_age, unapplied, customer_id, name, number, oldest)


def _amounts(
    amounts: Iterable[Decimal | None], currency: str
) -> tuple[dict[Bucket, Decimal], Decimal]:
    *ages, unapplied = (quantise(one or Decimal(0), currency) for one in amounts)
    return dict(zip(AGES, ages, strict=True)), unapplied


def _rows(
    asked: Question, what: str, limit: int | None = None, offset: int = 0
) -> list[tuple[Any, ...]]:
    is_today = asked.as_of >= asked.today
    accounts = ACCOUNTS.format(
        before="" if is_today else THEN_OPEN,
        owing=OPEN_TODAY if is_today else OPEN_THEN,
        unapplied=UNAPPLIED_TODAY if is_today else UNAPPLIED_THEN,
        chosen=CHOSEN[asked.show],
    )
    query = " ".join(asked.query.split())
    escaped = query.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    given: dict[str, Any] = {
        "as_of": asked.as_of,
        "currency": asked.currency,
        "query": query,
        "words": f"%{escaped}%",
        "prefix": f"{escaped}%",
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(accounts + what.format(order=_order(asked.sort)), given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _order(sort: str) -> str:
    name = sort.removeprefix("-")
    column = SORTS.get(name, SORTS[DEFAULT_SORT.removeprefix("-")])
    is_descending = sort.startswith("-") or name not in SORTS
    return f"{column} {'DESC' if is_descending else 'ASC'} NULLS LAST, id"
