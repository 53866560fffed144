"""The ledger proved: everything recomputed from the postings and compared with what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.kit.money.currencies import quantise

QUERIES = Path(__file__).resolve().parent.parent / "sql" / "check"
CHECKS = (
    "open_items",
    "account_balances",
    "due_totals",
    "daily_totals",
    "documents",
    "document_lines",
    "document_status",
    "entries",
    "reversals",
    "effective_dates",
    "days",
)


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference: what is kept of `object`, and what it should be."""

    object: str
    stored: str
    recomputed: str

    def __str__(self) -> str:
        return f"{self.object}: stored {self.stored}, recomputed {self.recomputed}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ledger holds in one currency. Void documents and drafts count for nothing."""

    currency: str
    customers: int
    invoices: int
    invoiced: Decimal
    credit_notes: int
    credited: Decimal
    payments: int
    paid: Decimal
    outstanding: Decimal
    credits: Decimal
    deposits: Decimal

    @property
    def net(self) -> Decimal:
        return self.outstanding - self.credits - self.deposits


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """The figures by currency, and every difference found; none is how it should be."""

    figures: list[Figures]
    drift: list[Drift]


def check_ledger() -> LedgerCheck:
    """Recompute everything from the postings. Changes nothing and holds no locks.

    Sees the ledger as it is at one moment; inside a caller's transaction, as that sees it.
    """
    with _one_moment():
        # One statement, so that what the postings say is summed up once for all checks.
        drift = _rows(" UNION ALL ".join(f"({_query(name)})" for name in CHECKS))
        figures = _rows(_query("figures"))
    return LedgerCheck([_figures(*row) for row in figures], [Drift(*row) for row in drift])


@contextmanager
def _one_moment() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text()


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # It goes through everything, and right after an import the planner may not know how much.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_query("recomputed") + query)
        rows = list(cursor.fetchall())
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT")
    return rows


def _figures(currency: str, *numbers: int | Decimal) -> Figures:
    shown: Any = (quantise(n, currency) if isinstance(n, Decimal) else n for n in numbers)
    return Figures(currency, *shown)
