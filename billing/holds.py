"""What ends a customer's hold, and ending it once that has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum, Window

from accounts.company.account_hold import release_hold
from accounts.models import Customer
from billing.balance import balance_for
from billing.ledger.posting import lock_account
from billing.models import OpenItem
from portal.kit.money.currencies import quantise

Release = Customer.HoldRelease
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReleaseConditions:
    """What ends the hold.

    `items` are the invoices to pay, oldest due first, at most as many as were asked for; `count`
    says how many there are. Settling `amount` of them ends the hold by itself if
    `is_automatic`; otherwise staff end it, and they are a hint. `net`, what the account owes in
    all, is known where the limit decides.
    """

    release: Release
    currency: str
    items: Sequence[OpenItem]
    count: int
    amount: Decimal
    limit: Decimal | None = None
    net: Decimal | None = None

    @property
    def is_automatic(self) -> bool:
        return self.release != Release.BY_STAFF

    @property
    def is_met(self) -> bool:
        """Whether the hold may end by itself now."""
        return self.is_automatic and self.amount <= NOTHING

    @property
    def is_below_limit(self) -> bool:
        return self.release == Release.BELOW_LIMIT

    @property
    def pay_query(self) -> str:
        """What makes the pay page propose these invoices."""
        return urlencode([("invoice", item.number) for item in self.items])

    @property
    def left_out(self) -> int:
        """How many invoices are to pay beside `items`."""
        return self.count - len(self.items)


def release_conditions(customer: Customer, *, today: date, most: int) -> ReleaseConditions:
    """What ends this customer's hold, with at most `most` of the invoices to pay.

    One statement, or two where the credit limit decides. `today` is the seller's date.
    """
    if customer.hold_release == Release.BELOW_LIMIT and customer.credit_limit is not None:
        return _below_limit(customer, customer.credit_limit, today, most)
    return _nothing_overdue(customer, today, most)


@transaction.atomic
def release_if_met(customer: Customer, *, today: date) -> bool:
    """End the hold if what ends it has happened; whether it did.

    The account is locked first, so that of several at once one ends it, and a payment taken
    back meanwhile counts.
    """
    lock_account(customer)
    customer = Customer.objects.get(pk=customer.pk)
    if not customer.is_on_hold:
        return False
    out = release_conditions(customer, today=today, most=0)
    return out.is_met and release_hold(customer, why=str(out.release.label))


def held_customers() -> QuerySet[Customer]:
    """Those whose hold may end by itself."""
    held = Customer.objects.filter(status=Customer.Status.ON_HOLD)
    return held.exclude(hold_release=Release.BY_STAFF).order_by("pk")


def _nothing_overdue(customer: Customer, today: date, most: int) -> ReleaseConditions:
    overdue = OpenItem.objects.for_customer(customer).invoices().overdue(today)
    rows = overdue.annotate(of_all=Window(Count("pk")), in_all=Window(Sum("open"))).order_by(
        "due_on", "id"
    )
    # At least one, for it carries the sum.
    found = list(rows[: max(most, 1)])
    return ReleaseConditions(
        release=Release(customer.hold_release),
        currency=customer.currency,
        items=found[:most],
        count=found[0].of_all if found else 0,
        amount=_sum(found[0].in_all if found else NOTHING, customer),
    )


def _below_limit(customer: Customer, limit: Decimal, today: date, most: int) -> ReleaseConditions:
    net = balance_for(customer, today=today).net
    over = max(net - limit, NOTHING)
    found: list[Any] = []
    if over and most:
        rows = (
            OpenItem.objects.for_customer(customer)
            .invoices()
            .open()
            .annotate(
                # What would have been paid before it comes to this one.
                before=Window(Sum("open"), order_by=[F("due_on").asc(), F("id").asc()]) - F("open")
            )
            .filter(before__lt=over)
            .annotate(of_all=Window(Count("pk")))
            .order_by("due_on", "id")
        )
        found = list(rows[:most])
    return ReleaseConditions(
        release=Release.BELOW_LIMIT,
        currency=customer.currency,
        items=found,
        count=found[0].of_all if found else 0,
        amount=_sum(over, customer),
        limit=limit,
        net=net,
    )


def _sum(amount: Decimal, customer: Customer) -> Decimal:
    return quantise(amount, customer.currency)
