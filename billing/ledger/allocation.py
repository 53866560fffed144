"""Using payments and credit notes to settle invoices, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from billing.ledger.posting import (
    Event,
    LedgerRefusal,
    Move,
    lock_account,
    post_together,
    receivable,
)
from billing.ledger.reversal import reverse
from billing.models import JournalEntry, OpenItem

SOURCES = (OpenItem.Kind.PAYMENT, OpenItem.Kind.CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class Share:
    """`amount` of a sum meant for `item`."""

    item: OpenItem
    amount: Decimal


def propose_oldest_first(items: Iterable[OpenItem], amount: Decimal) -> list[Share]:
    """Spread `amount` over open invoices by due date, oldest first; what is too much is left.

    `items` are in the order to be settled, as `OpenItem.objects.payable()` gives them.
    """
    shares = []
    for item in items:
        part = min(amount, item.open)
        if part > 0:
            shares.append(Share(item, part))
            amount -= part
    return shares


def allocate(
    *,
    source: OpenItem,
    invoice: OpenItem,
    amount: Decimal,
    effective_on: date | None = None,
    by: User | None = None,
    key: str | None = None,
) -> JournalEntry:
    """Use `amount` of a payment or credit note to settle an invoice of the same customer.

    Effective on `effective_on`, by default as soon as both documents exist. Raises LedgerRefusal
    when either has less than `amount` open, or they are not of one account.
    """
    event = allocation(
        source=source, invoice=invoice, amount=amount, effective_on=effective_on, key=key
    )
    with transaction.atomic():
        customer = source.customer
        return post_together(lock_account(customer), customer, [event], by=by)[0]


def allocation(
    *,
    source: OpenItem,
    invoice: OpenItem,
    amount: Decimal,
    effective_on: date | None = None,
    key: str | None = None,
) -> Event:
    """The event that `allocate` posts, for those who post several together."""
    if source.kind not in SOURCES or invoice.kind != OpenItem.Kind.INVOICE:
        raise LedgerRefusal("Only a payment or a credit note can settle an invoice.")
    return Event(
        key=key or f"allocation:{uuid4()}",
        kind=JournalEntry.Kind.ALLOCATION,
        effective_on=effective_on or source.issued_on,
        moves=[Move(amount, debit=receivable(source), credit=receivable(invoice))],
    )


def take_back(
    allocation: JournalEntry, *, effective_on: date, by: User | None = None, note: str = ""
) -> JournalEntry:
    """Reopen what an allocation settled. Raises LedgerRefusal for any other kind of entry."""
    if allocation.kind != JournalEntry.Kind.ALLOCATION:
        raise LedgerRefusal("Only an allocation can be taken back.")
    return reverse(allocation, effective_on=effective_on, by=by, note=note)
