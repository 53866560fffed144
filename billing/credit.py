"""How much credit a customer has left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Customer
from billing.balance import Balance


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """`limit` is None when the customer has none; `available` may be below zero."""

    currency: str
    limit: Decimal | None
    used: Decimal

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.used


def credit_standing(customer: Customer, balance: Balance) -> CreditStanding:
    """Open invoices use credit; unused credits and deposits give it back, never below zero."""
    return CreditStanding(
        currency=customer.currency,
        limit=customer.credit_limit,
        used=max(balance.net, Decimal(0)),
    )
