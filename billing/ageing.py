"""How old what a customer owes is, by due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import connection

from accounts.models import Customer
from portal.kit.money import quantise


class Bucket(StrEnum):
    """Days past the due date."""

    NOT_DUE = "not-due"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    OVER_90 = "over-90"
    UNAPPLIED = "unapplied"


# First and last day past due of each bucket of invoices; None is without end.
DAYS_PAST_DUE: dict[Bucket, tuple[int | None, int | None]] = {
    Bucket.NOT_DUE: (None, 0),
    Bucket.DAYS_1_30: (1, 30),
    Bucket.DAYS_31_60: (31, 60),
    Bucket.DAYS_61_90: (61, 90),
    Bucket.OVER_90: (91, None),
}


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


def ageing_for(customer: Customer, *, today: date) -> Ageing:
    """The ageing of what is open on the seller's `today`, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(open) FILTER (WHERE due_on >= %(today)s), 0),"
            " coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 1 AND 30), 0),"
            " coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 31 AND 60), 0),"
            " coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 61 AND 90), 0),"
            " coalesce(sum(open) FILTER (WHERE %(today)s - due_on > 90), 0),"
            " coalesce((SELECT -credits - deposits FROM billing_accountbalance"
            "  WHERE customer_id = %(customer)s), 0)"
            " FROM billing_duetotal WHERE customer_id = %(customer)s AND open > 0",
            {"today": today, "customer": customer.pk},
        )
        row = cursor.fetchone()
    amounts = (quantise(amount, customer.currency) for amount in row)
    return Ageing(customer.currency, dict(zip(Bucket, amounts, strict=True)))
