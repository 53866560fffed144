"""The only definition of what a customer owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db import connection

from accounts.models import Customer
from portal.kit.money.currencies import quantise


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

# Both tables hold few rows a customer, kept by the postings' trigger.
BALANCE = """
    SELECT coalesce(max(outstanding), 0), coalesce(max(credits), 0), coalesce(max(deposits), 0),
           coalesce(max(retainers), 0),
           coalesce(sum(open) FILTER (WHERE due_on >= %(today)s), 0),
           coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 1 AND 30), 0),
           coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 31 AND 60), 0),
           coalesce(sum(open) FILTER (WHERE %(today)s - due_on BETWEEN 61 AND 90), 0),
           coalesce(sum(open) FILTER (WHERE %(today)s - due_on > 90), 0),
           (SELECT coalesce(sum(line.amount), 0)
            FROM billing_paymentattempt attempt
            JOIN billing_attemptline line ON line.attempt_id = attempt.id
            JOIN billing_openitem item ON item.id = line.item_id AND item.kind = 'invoice'
            WHERE attempt.customer_id = %(customer)s AND attempt.state = 'processing'
              AND line.is_live AND line.credit_source_id IS NULL),
           (SELECT coalesce(sum(least(item.open, paid.amount)), 0)
            FROM billing_openitem item
            JOIN LATERAL (
                SELECT sum(share.amount) AS amount
                FROM billing_posting receipt
                JOIN billing_posting share ON share.entry_id = receipt.entry_id
                WHERE receipt.credit_item_id = item.id AND receipt.debit_account = 'cash'
                  AND share.credit_account = 'retainer'
                  AND NOT EXISTS (SELECT FROM billing_journalentry undone
                                  WHERE undone.reverses_id = receipt.entry_id)
            ) paid ON paid.amount > 0
            WHERE item.customer_id = %(customer)s AND item.kind = 'payment' AND item.open > 0),
           min(due_on)
    FROM billing_accountbalance balance
    LEFT JOIN billing_duetotal due ON due.customer_id = balance.customer_id AND due.open > 0
    WHERE balance.customer_id = %(customer)s
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is open on a customer's account, in its currency.

    Unpaid `retainers` are asked for and not owed. `processing` is on its way from the bank: it
    lowers what can be paid now, not what is owed. `by_age` is the outstanding part by days past
    the due date; `oldest_due_on` is the due date of its oldest invoice. `retainer_payments` is the
    part of the deposits that was paid for retainer invoices and is still unused.
    """

    currency: str
    outstanding: Decimal
    credits: Decimal
    deposits: Decimal
    retainers: Decimal
    processing: Decimal
    by_age: dict[Bucket, Decimal]
    retainer_payments: Decimal = Decimal(0)
    oldest_due_on: date | None = None

    @property
    def overdue(self) -> Decimal:
        """What of it was due before today."""
        return self.outstanding - self.by_age[Bucket.NOT_DUE]

    @property
    def net(self) -> Decimal:
        """Outstanding invoices − available credits − deposits; below zero the seller owes."""
        return self.outstanding - self.credits - self.deposits

    @property
    def unused(self) -> Decimal:
        """Credits and deposits that can settle invoices."""
        return self.credits + self.deposits

    @property
    def in_favour(self) -> Decimal:
        """What the seller owes the customer, zero where it is the other way round."""
        return max(-self.net, Decimal(0))

    @property
    def is_settled(self) -> bool:
        """Whether nothing at all is open."""
        return not (self.outstanding or self.unused or self.retainers or self.processing)

    @property
    def payable(self) -> Decimal:
        """What can be paid now: outstanding invoices less what is on its way."""
        return self.outstanding - self.processing


def balance_for(customer: Customer, *, today: date) -> Balance:
    """The customer's balance, in one statement whatever the history.

    `today` is the seller's date: what was due before it is overdue.
    """
    with connection.cursor() as cursor:
        cursor.execute(BALANCE, {"customer": customer.pk, "today": today})
        *found, oldest_due_on = cursor.fetchone()
    amounts = [quantise(amount, customer.currency) for amount in found]
    outstanding, credits, deposits, retainers, *by_age, processing, retainer_payments = amounts
    return Balance(
        currency=customer.currency,
        outstanding=outstanding,
        credits=credits,
        deposits=deposits,
        retainers=retainers,
        processing=processing,
        by_age=dict(zip(DAYS_PAST_DUE, by_age, strict=True)),
        retainer_payments=retainer_payments,
        oldest_due_on=oldest_due_on,
    )
