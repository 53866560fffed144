"""How many orders and estimates are under way, for the company's first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Customer
from orders.models import Estimate, SalesOrder

Status = SalesOrder.Status


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """Orders that wait for the seller's word (`waiting`), are confirmed and being prepared, or on
    hold (`held`); estimates that wait for the customer's answer."""

    waiting: int
    confirmed: int
    held: int
    estimates: int

    @property
    def count(self) -> int:
        return self.waiting + self.confirmed + self.held + self.estimates


def order_summary(customer: Customer) -> OrderSummary | None:
    """None where nothing is under way. Two statements."""
    found = SalesOrder.objects.for_customer(customer).live()
    counts = found.aggregate(
        waiting=Count("pk", filter=Q(status=Status.SUBMITTED)),
        confirmed=Count("pk", filter=Q(status=Status.CONFIRMED)),
        held=Count("pk", filter=Q(status=Status.ON_HOLD)),
    )
    sent = Estimate.objects.for_customer(customer).filter(status=Estimate.Status.SENT)
    summary = OrderSummary(**counts, estimates=sent.count())
    return summary if summary.count else None
