"""Posting many events at once, by COPY. The same tables, constraints and triggers as `post`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import Organization
from billing.models import Account, JournalEntry
from billing.models.entry_rules import day_problem, require
from portal.kit.db.copying import copy_rows, take_ids

BulkSide = tuple[Account, int | None]


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """An event with one posting; sides are an account and, on item accounts, the item's id."""

    key: str
    kind: JournalEntry.Kind
    customer_id: int
    currency: str
    effective_on: date
    amount: Decimal
    debit: BulkSide
    credit: BulkSide


def post_all(entries: Iterable[BulkEntry]) -> None:
    """Post new events in the caller's transaction. A key that stands already raises
    IntegrityError: whoever brings events in bulk knows which are new. Raises Refusal for a day
    after the seller's today."""
    entries = list(entries)
    today = Organization.current().today()
    for day in {entry.effective_on for entry in entries}:
        require(day_problem(day, today))
    ids = take_ids(JournalEntry, len(entries))
    copy_rows(
        "billing_journalentry",
        ("id", "customer_id", "currency", "key", "kind", "effective_on", "note"),
        (
            (pk, e.customer_id, e.currency, e.key, e.kind.value, e.effective_on, "")
            for pk, e in zip(ids, entries, strict=True)
        ),
    )
    with _planned_for_many():
        copy_rows(
            "billing_posting",
            (
                "entry_id",
                "customer_id",
                "currency",
                "amount",
                "debit_account",
                "debit_item_id",
                "credit_account",
                "credit_item_id",
            ),
            (
                (
                    pk,
                    e.customer_id,
                    e.currency,
                    e.amount,
                    e.debit[0].value,
                    e.debit[1],
                    e.credit[0].value,
                    e.credit[1],
                )
                for pk, e in zip(ids, entries, strict=True)
            ),
        )


@contextmanager
def _planned_for_many() -> Iterator[None]:
    """Keep the trigger's statements from looking rows up one by one.

    After a dry run the planner takes the tables for empty, and looking through the whole of them
    once a posting would go on for hours. Plans are kept by session, hence forgotten on both sides.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; DISCARD PLANS")
        yield
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT; DISCARD PLANS")
