"""The questions that lists and capabilities ask of open items and documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self, TypeVar

from django.db import models

from accounts.models import Customer

T = TypeVar("T", bound=models.Model)


class CustomerQuerySet(models.QuerySet[T]):
    """Rows that belong to a customer. Customers' pages reach them only by these two."""

    def for_customer(self, customer: Customer) -> Self:
        return self.filter(customer=customer)

    def for_customers(self, customers: Sequence[Customer]) -> Self:
        """Those of a group of companies (`request.companies`); one alone keeps its own index."""
        if len(customers) == 1:
            return self.filter(customer=customers[0])
        return self.filter(customer__in=list(customers))


class DocumentQuerySet(CustomerQuerySet[T]):
    def issued(self) -> Self:
        """Everything a customer may know of: no drafts."""
        return self.exclude(status="draft")


class OpenItemQuerySet(CustomerQuerySet[T]):
    def invoices(self) -> Self:
        return self.filter(kind="invoice")

    def credit_notes(self) -> Self:
        return self.filter(kind="credit_note")

    def payments(self) -> Self:
        return self.filter(kind="payment")

    def retainers(self) -> Self:
        return self.filter(kind="retainer")

    def open(self) -> Self:
        """What is not settled (invoices, retainers) or not used up (credit notes, payments)."""
        return self.filter(open__gt=0)

    def overdue(self, today: date) -> Self:
        return self.filter(open__gt=0, due_on__lt=today)

    def payable(self) -> Self:
        """What a customer can pay now, oldest due first."""
        return self.filter(kind__in=["invoice", "retainer"], open__gt=0).order_by("due_on", "id")
