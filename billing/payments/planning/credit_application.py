"""Credits and deposits used along with a payment: one plan, so one receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from billing.ledger.allocation import allocate
from billing.models import JournalEntry, OpenItem, Payment
from billing.payments.failpoints import reached


@dataclass(frozen=True, slots=True)
class Along:
    """`amount` of a fund that settled an invoice with the payment's plan."""

    fund: OpenItem
    invoice: OpenItem
    amount: Decimal


def use_along(payment: Payment, uses: Iterable[Along], *, on: date, by: User | None) -> None:
    """Carry out what the plan said about credits, as far as both sides are still open.

    Within the transaction that recorded the payment; a second call changes nothing.
    """
    for use in uses:
        now = OpenItem.objects.in_bulk([use.fund.pk, use.invoice.pk])
        part = min(use.amount, now[use.fund.pk].open, now[use.invoice.pk].open)
        key = f"{_prefix(payment)}{use.fund.pk}:{use.invoice.pk}"
        if part > 0 and not JournalEntry.objects.filter(key=key).exists():
            allocate(
                source=now[use.fund.pk],
                invoice=now[use.invoice.pk],
                amount=part,
                effective_on=on,
                by=by,
                key=key,
            )
            reached("credit used")


def settled_along(payment: Payment) -> list[Along]:
    """What still stands of it. One statement where there is none, four where there is."""
    entries = JournalEntry.objects.filter(
        customer_id=payment.customer_id,
        key__startswith=_prefix(payment),
        reversed_by__isnull=True,
    )
    return [
        Along(posting.debit_item, posting.credit_item, posting.amount)
        for entry in entries.prefetch_related("postings__debit_item", "postings__credit_item")
        for posting in entry.postings.all()
        if posting.debit_item is not None and posting.credit_item is not None
    ]


def _prefix(payment: Payment) -> str:
    return f"along:{payment.pk}:"
