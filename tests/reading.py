"""Figures as tests ask for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Customer
from billing.ageing import Ageing, ageing_of
from billing.balance import balance_for
from billing.statements.figures import TOTALS, _rows
from portal.kit.money.currencies import quantise


def ageing_for(customer: Customer, *, today: date) -> Ageing:
    """The ageing of what is open on the seller's `today`."""
    return ageing_of(balance_for(customer, today=today))


def balance_on(customer: Customer, day: date) -> Decimal:
    """The net balance at the end of `day`."""
    ((_pk, _opening, closing),) = _rows(
        TOTALS, {"customers": [customer.pk], "start": day, "end": day}
    )
    return quantise(closing, customer.currency)
