from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Customer
from billing.balance import Balance
from billing.credit_limit import credit_limit_status


def _balance(outstanding: int, unused: int) -> Balance:
    zero = Decimal(0)
    return Balance("EUR", Decimal(outstanding), zero, Decimal(unused), zero, zero, zero)


@pytest.mark.parametrize(
    ("outstanding", "unused", "used", "available"),
    [
        (0, 0, 0, 1000),
        (400, 0, 400, 600),
        (400, 100, 300, 700),
        (100, 400, 0, 1000),  # what the seller owes raises no limit
        (1200, 0, 1200, -200),
    ],
)
def test_open_invoices_use_credit_and_unused_credit_gives_it_back(
    outstanding: int, unused: int, used: int, available: int
) -> None:
    customer = Customer(currency="EUR", credit_limit=Decimal(1000))

    limit_status = credit_limit_status(customer, _balance(outstanding, unused))

    assert (limit_status.used, limit_status.available) == (used, available)


def test_without_a_limit_nothing_runs_out() -> None:
    limit_status = credit_limit_status(
        Customer(currency="EUR", credit_limit=None), _balance(400, 0)
    )

    assert (limit_status.limit, limit_status.available) == (None, None)
