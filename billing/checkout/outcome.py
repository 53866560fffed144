"""What became of an online payment, as its page tells it: what it settled, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from accounts.models import Customer
from billing.models import AttemptLine, OpenItem, PaymentAttempt

NEXT = 3


@dataclass(frozen=True, slots=True)
class Paid:
    """A document and how much of it this payment settles, credits applied with it included."""

    item: OpenItem
    amount: Decimal
    from_credits: Decimal

    @property
    def is_invoice(self) -> bool:
        return self.item.kind == OpenItem.Kind.INVOICE


@dataclass(frozen=True, slots=True)
class StillOpen:
    """The customer's open invoices: how many and how much, what of it is overdue, and the next
    to pay."""

    count: int
    amount: Decimal
    overdue: int
    next: list[OpenItem]


def paid_by(attempt: PaymentAttempt) -> list[Paid]:
    """The documents by due date. One statement."""
    lines = attempt.lines.select_related("item", "credit_source").order_by(
        "item__due_on", "item_id", "pk"
    )
    by_item: dict[int, list[AttemptLine]] = {}
    for line in lines:
        by_item.setdefault(line.item_id, []).append(line)
    return [
        Paid(
            item=parts[0].item,
            amount=_sum(parts),
            from_credits=_sum([part for part in parts if part.credit_source_id]),
        )
        for parts in by_item.values()
    ]


def _sum(lines: Sequence[AttemptLine]) -> Decimal:
    return sum((line.amount for line in lines), start=Decimal(0))


def still_open(customer: Customer, *, today: date) -> StillOpen:
    """What the customer owes now. Two statements."""
    open_ones = OpenItem.objects.for_customer(customer).invoices().filter(open__gt=0)
    found = open_ones.order_by().aggregate(
        count=Count("pk"), amount=Sum("open"), overdue=Count("pk", filter=Q(due_on__lt=today))
    )
    return StillOpen(
        count=found["count"],
        amount=found["amount"] or Decimal(0),
        overdue=found["overdue"],
        next=list(open_ones.order_by("due_on", "pk")[:NEXT]),
    )
