"""What each company of a group owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from accounts.models import Customer
from billing.models import AccountBalance, DueTotal
from portal.kit.money.currencies import quantise


@dataclass(frozen=True, slots=True)
class CompanyBalance:
    """One company's line, in its own currency: no sum is made across companies."""

    customer: Customer
    outstanding: Decimal
    overdue: Decimal
    net: Decimal


def balances_of(customers: Sequence[Customer], *, today: date) -> list[CompanyBalance]:
    """A line for each of these companies, in their order. Two statements."""
    balances = AccountBalance.objects.in_bulk([one.pk for one in customers])
    late = Q(customer__in=list(customers), open__gt=0, due_on__lt=today)
    overdue = dict(DueTotal.objects.filter(late).values_list("customer").annotate(late=Sum("open")))
    return [
        CompanyBalance(
            customer=one,
            outstanding=_amount(balances[one.pk].outstanding if one.pk in balances else 0, one),
            overdue=_amount(overdue.get(one.pk, 0), one),
            net=_amount(balances[one.pk].net if one.pk in balances else 0, one),
        )
        for one in customers
    ]


def _amount(value: Decimal | int, customer: Customer) -> Decimal:
    return quantise(Decimal(value), customer.currency)
