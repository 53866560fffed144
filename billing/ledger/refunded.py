"""What of a payment or credit note has been paid out."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from billing.models import JournalEntry, OpenItem
from billing.models.ledger.posting import Posting


def refunded_of(item: OpenItem, *, but: str = "") -> Decimal:
    """The refunds posted on this item that were not reversed, in its currency, without the entry
    whose key is `but`. One statement."""
    live = Posting.objects.filter(
        debit_item=item, entry__kind=JournalEntry.Kind.REFUND, entry__reversed_by__isnull=True
    )
    live = live.exclude(entry__key=but)
    return live.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
