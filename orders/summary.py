"""How many orders are under way, for the company's first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Customer
from orders.models import SalesOrder

Status = SalesOrder.Status


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """`waiting` for the seller's word, `confirmed` and being prepared, on `held`."""

    waiting: int
    confirmed: int
    held: int

    @property
    def count(self) -> int:
        return self.waiting + self.confirmed + self.held


def order_summary(customer: Customer) -> OrderSummary | None:
    """None where no order is under way. One statement."""
    found = SalesOrder.objects.for_customer(customer).live()
    counts = found.aggregate(
        waiting=Count("pk", filter=Q(status=Status.SUBMITTED)),
        confirmed=Count("pk", filter=Q(status=Status.CONFIRMED)),
        held=Count("pk", filter=Q(status=Status.ON_HOLD)),
    )
    summary = OrderSummary(**counts)
    return summary if summary.count else None
