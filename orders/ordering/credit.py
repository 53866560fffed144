"""Whether an order fits into the customer's credit limit.

Exposure is what the account owes after credits and deposits, never below zero, and what live orders
will still be invoiced for, with tax. Orders on hold claim no credit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import Customer
from billing.balance import balance_for
from portal.kit.money.currencies import quantise

NOT_INVOICED = """
    SELECT coalesce(sum(line.net * greatest(
               line.ordered - line.cancelled - line.returned - line.invoiced + line.credited, 0)
                        / line.ordered * (1 + line.tax_rate / 100)), 0)
    FROM orders_orderline line JOIN orders_salesorder sales ON sales.id = line.order_id
    WHERE sales.customer_id = %s AND sales.status IN ('submitted', 'confirmed')
"""


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """How one more order of `order_total` stands to the limit; in the customer's currency.
    `limit` is None where the customer has none."""

    currency: str
    limit: Decimal | None
    owed: Decimal
    not_invoiced: Decimal
    order_total: Decimal

    @property
    def after(self) -> Decimal:
        return self.owed + self.not_invoiced + self.order_total

    @property
    def over(self) -> Decimal:
        """By how much the limit would be exceeded; 0 where it is not."""
        return max(self.after - self.limit, Decimal(0)) if self.limit is not None else Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """What is left of the limit before this order."""
        if self.limit is None:
            return None
        return max(self.limit - self.owed - self.not_invoiced, Decimal(0))

    @property
    def is_over(self) -> bool:
        return self.over > 0


def credit_check(customer: Customer, order_total: Decimal, *, today: date) -> CreditCheck:
    """Where this order would take the account. Two statements. Whoever decides by it has locked
    the account (`billing.ledger.posting.lock_account`)."""
    owed = max(balance_for(customer, today=today).net, Decimal(0))
    with connection.cursor() as cursor:
        cursor.execute(NOT_INVOICED, [customer.pk])
        (not_invoiced,) = cursor.fetchone()
    return CreditCheck(
        customer.currency,
        customer.credit_limit,
        owed,
        quantise(not_invoiced, customer.currency),
        order_total,
    )
