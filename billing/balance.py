"""The only definition of what a customer owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import Customer
from portal.kit.money import quantise


@dataclass(frozen=True, slots=True)
class Balance:
    """What is open on a customer's account, in its currency.

    Unpaid `retainers` are asked for and not owed. `processing` is on its way from the bank: it
    lowers what can be paid now, not what is owed.
    """

    currency: str
    outstanding: Decimal
    overdue: Decimal
    credits: Decimal
    deposits: Decimal
    retainers: Decimal
    processing: Decimal

    @property
    def net(self) -> Decimal:
        """Outstanding invoices − available credits − deposits; below zero the seller owes."""
        return self.outstanding - self.credits - self.deposits

    @property
    def payable(self) -> Decimal:
        """What can be paid now: outstanding invoices less what is on its way."""
        return self.outstanding - self.processing


def balance_for(customer: Customer, *, today: date) -> Balance:
    """The customer's balance, in one statement whatever the history.

    `today` is the seller's date: what was due before it is overdue.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outstanding, credits, deposits, retainers,"
            " (SELECT coalesce(sum(open), 0) FROM billing_duetotal"
            "  WHERE customer_id = %s AND open > 0 AND due_on < %s)"
            " FROM billing_accountbalance WHERE customer_id = %s",
            [customer.pk, today, customer.pk],
        )
        row = cursor.fetchone() or (Decimal(0),) * 5
    outstanding, credits, deposits, retainers, overdue = (
        quantise(amount, customer.currency) for amount in row
    )
    return Balance(
        currency=customer.currency,
        outstanding=outstanding,
        overdue=overdue,
        credits=credits,
        deposits=deposits,
        retainers=retainers,
        processing=quantise(Decimal(0), customer.currency),
    )
