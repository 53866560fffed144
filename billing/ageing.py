"""How old what a customer owes is, by due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Customer
from billing.balance import DAYS_PAST_DUE, Balance, Bucket, balance_for


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open amounts by bucket, in the customer's currency; `unapplied` credits and deposits are
    negative, so that `total` is the net balance."""

    currency: str
    amounts: dict[Bucket, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), start=Decimal(0))


def due_range(bucket: Bucket, today: date) -> tuple[date | None, date | None]:
    """The first and last due date of invoices in `bucket` on `today`; None is without end."""
    first, last = DAYS_PAST_DUE[bucket]
    return (
        None if last is None else today - timedelta(last),
        None if first is None else today - timedelta(first),
    )


def ageing_of(balance: Balance) -> Ageing:
    """The balance by age."""
    unapplied = -balance.credits - balance.deposits
    return Ageing(balance.currency, balance.by_age | {Bucket.UNAPPLIED: unapplied})


def ageing_for(customer: Customer, *, today: date) -> Ageing:
    """The ageing of what is open on the seller's `today`, in one statement."""
    return ageing_of(balance_for(customer, today=today))
