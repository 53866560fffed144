"""Credits and deposits applied with a payment: one plan, so one receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from billing.ledger.allocation import allocate
from billing.models import JournalEntry, OpenItem, Payment


@dataclass(frozen=True, slots=True)
class CreditApplication:
    """`amount` of a credit that settled an invoice with the payment's plan."""

    credit_source: OpenItem
    invoice: OpenItem
    amount: Decimal


def apply_credits_with_payment(
    payment: Payment, uses: Iterable[CreditApplication], *, on: date, by: User | None
) -> None:
    """Carry out what the plan said about credits, as far as both sides are still open.

    Within the transaction that recorded the payment; a second call changes nothing.
    """
    for use in uses:
        now = OpenItem.objects.in_bulk([use.credit_source.pk, use.invoice.pk])
        part = min(use.amount, now[use.credit_source.pk].open, now[use.invoice.pk].open)
        key = f"{_prefix(payment)}{use.credit_source.pk}:{use.invoice.pk}"
        if part > 0 and not JournalEntry.objects.filter(key=key).exists():
            allocate(
                source=now[use.credit_source.pk],
                invoice=now[use.invoice.pk],
                amount=part,
                effective_on=on,
                by=by,
                key=key,
            )


def credits_applied_with(payment: Payment) -> list[CreditApplication]:
    """What still stands of it. One statement where there is none, four where there is."""
    entries = JournalEntry.objects.filter(
        customer_id=payment.customer_id,
        key__startswith=_prefix(payment),
        reversed_by__isnull=True,
    )
    return [
        CreditApplication(posting.debit_item, posting.credit_item, posting.amount)
        for entry in entries.prefetch_related("postings__debit_item", "postings__credit_item")
        for posting in entry.postings.all()
        if posting.debit_item is not None and posting.credit_item is not None
    ]


def _prefix(payment: Payment) -> str:
    return f"credits:{payment.pk}:"
