"""The questions that lists and the desk ask of tickets and shared documents."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.models import Customer, User
from billing.models.querysets import CustomerQuerySet

T = TypeVar("T", bound=models.Model)


class TicketQuerySet(CustomerQuerySet[T]):
    def seen_by(self, user: User, customer: Customer) -> Self:
        """The company's, and of the private ones this person's own."""
        return self.for_customer(customer).filter(Q(is_private=False) | Q(opened_by=user))

    def live(self) -> Self:
        return self.filter(status__in=["open", "awaiting_customer"])


class SharedDocumentQuerySet(CustomerQuerySet[T]):
    def seen_by(self, user: User, customer: Customer) -> Self:
        """What the company sees, less what is meant for other people of it."""
        audience = Q(only_for__isnull=True) | Q(only_for=user)
        return self.for_customer(customer).filter(audience, withdrawn_at__isnull=True)

    def expiring(self, today: date, until: date) -> Self:
        return self.filter(withdrawn_at__isnull=True, valid_until__range=(today, until))
