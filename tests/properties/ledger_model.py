"""What a customer owes, told naively: lists and sums, no database, no cleverness.

The state machine plays the same events to this model and to the ledger and compares.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(eq=False)
class Item:
    """A document: an invoice, credit note, payment or retainer of one customer."""

    customer: int
    kind: str
    total: Decimal
    issued_on: date
    due_on: date | None = None
    status: str = "issued"
    open: Decimal = ZERO
    reopened_on: date = date.min
    refunded: bool = False
    retainer_shares: list[tuple[Item, Decimal]] = field(default_factory=list)

    @property
    def untouched(self) -> bool:
        return self.status == "issued" and self.open == self.total


@dataclass(eq=False)
class Allocation:
    source: Item
    invoice: Item
    amount: Decimal
    day: date
    live: bool = True


class Model:
    """Every event answers whether it is allowed, and happens if it is."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.allocations: list[Allocation] = []

    def issue(self, item: Item) -> bool:
        if item.total < 0 or (item.total == 0 and item.kind in ("payment", "retainer")):
            return False
        item.open = item.total
        self.items.append(item)
        return True

    def pay(self, payment: Item, shares: list[tuple[Item, Decimal]]) -> bool:
        wanted: defaultdict[Item, Decimal] = defaultdict(Decimal)
        for item, amount in shares:
            wanted[item] += amount
        if (
            any(amount <= 0 for _item, amount in shares)
            or any(item.customer != payment.customer for item in wanted)
            or any(item.kind not in ("invoice", "retainer") for item in wanted)
            or any(amount > item.open for item, amount in wanted.items())
            or sum(wanted.values()) > payment.total
            or not self.issue(payment)
        ):
            return False
        for item, amount in shares:
            if item.kind == "invoice":
                self.allocate(payment, item, amount, payment.issued_on)
            else:
                item.open -= amount
                payment.retainer_shares.append((item, amount))
        return True

    def allocate(self, source: Item, invoice: Item, amount: Decimal, day: date) -> bool:
        if (
            source.kind not in ("payment", "credit_note")
            or invoice.kind != "invoice"
            or source.customer != invoice.customer
            or not 0 < amount <= min(source.open, invoice.open)
        ):
            return False
        source.open -= amount
        invoice.open -= amount
        effective = max(
            day, source.issued_on, invoice.issued_on, source.reopened_on, invoice.reopened_on
        )
        self.allocations.append(Allocation(source, invoice, amount, effective))
        return True

    def take_back(self, allocation: Allocation, day: date) -> bool:
        if allocation.live:
            allocation.live = False
            effective = max(
                day,
                allocation.day,
                allocation.source.reopened_on,
                allocation.invoice.reopened_on,
            )
            for item in (allocation.source, allocation.invoice):
                item.open += allocation.amount
                item.reopened_on = effective
        return True

    def refund(self, source: Item, amount: Decimal) -> bool:
        if source.kind not in ("payment", "credit_note") or not 0 < amount <= source.open:
            return False
        source.open -= amount
        source.refunded = True
        return True

    def write_off(self, invoice: Item) -> bool:
        if invoice.open == 0:
            return False
        invoice.open = ZERO
        invoice.status = "written_off"
        return True

    def void(self, item: Item, day: date) -> bool:
        if item.kind == "payment":
            if item.status == "void" or item.refunded:
                return False
            for allocation in self.allocations:
                if allocation.source is item:
                    self.take_back(allocation, day)
            for retainer, amount in item.retainer_shares:
                retainer.open += amount
        elif not item.untouched:
            return False
        item.open = ZERO
        item.status = "void"
        return True

    def open_sum(self, customer: int, kind: str) -> Decimal:
        return sum((i.open for i in self.items if (i.customer, i.kind) == (customer, kind)), ZERO)

    def net(self, customer: int) -> Decimal:
        owed, credit, deposits = (
            self.open_sum(customer, kind) for kind in ("invoice", "credit_note", "payment")
        )
        return owed - credit - deposits

    def due_totals(self) -> dict[tuple[int, date], Decimal]:
        """Open by customer and due date, where anything is open."""
        sums: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)
        for item in self.items:
            if item.kind == "invoice" and item.open and item.due_on:
                sums[item.customer, item.due_on] += item.open
        return dict(sums)

    def daily_totals(self) -> dict[tuple[int, date, str], Decimal]:
        """Totals by customer, day and kind of the documents that are not void."""
        sums: defaultdict[tuple[int, date, str], Decimal] = defaultdict(Decimal)
        for item in self.items:
            if item.status != "void" and item.total and item.kind != "retainer":
                sums[item.customer, item.issued_on, item.kind] += item.total
        return dict(sums)
