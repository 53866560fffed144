"""What was applied to a document, and when: the postings on its item after it was issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from billing.models import JournalEntry, OpenItem, Posting

Kind = JournalEntry.Kind


@dataclass(frozen=True, slots=True)
class Applied:
    """`amount` of a document that was settled, used or paid out.

    `other` is the document on the other side: none for a write-off or a refund. A taken-back
    one counts for nothing.
    """

    on: date
    kind: str
    other: OpenItem | None
    amount: Decimal
    note: str
    taken_back_on: date | None


@dataclass(frozen=True, slots=True)
class Applications:
    """Everything applied to one document, by date; those that count and those taken back."""

    live: list[Applied]
    taken_back: list[Applied]

    def total(self, *kinds: str) -> Decimal:
        """What the live ones add up to, of these kinds of event or of all."""
        amounts = (one.amount for one in self.live if not kinds or one.kind in kinds)
        return sum(amounts, start=Decimal(0))

    @property
    def allocated(self) -> Decimal:
        return self.total(Kind.ALLOCATION)

    @property
    def written_off(self) -> Decimal:
        return self.total(Kind.WRITE_OFF)

    @property
    def refunded(self) -> Decimal:
        return self.total(Kind.REFUND)

    @property
    def disputed(self) -> Decimal:
        """What the payer's bank has taken back."""
        return self.total(Kind.DISPUTE)


def applications_of(item: OpenItem) -> Applications:
    """What settled an invoice, or what a credit note or payment was used for. One statement."""
    postings = (
        Posting.objects.filter(Q(debit_item=item) | Q(credit_item=item))
        .filter(entry__kind__in=[Kind.ALLOCATION, Kind.REFUND, Kind.DISPUTE, Kind.WRITE_OFF])
        .select_related("entry__reversed_by", "debit_item", "credit_item")
        .order_by("entry__effective_on", "pk")
    )
    return _sorted_out([_applied(posting, _other_side(posting, item)) for posting in postings])


def went_back(payments: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """By the payment's open item and kind (refund, dispute), what went back and stayed so. One
    statement."""
    postings = (
        Posting.objects.filter(
            debit_item__in=list(payments),
            entry__kind__in=[Kind.REFUND, Kind.DISPUTE],
            entry__reversed_by__isnull=True,
        )
        .values_list("debit_item", "entry__kind")
        .annotate(amount=Sum("amount"))
    )
    found: dict[int, dict[str, Decimal]] = {}
    for item, kind, amount in postings.order_by():
        if item is not None:
            found.setdefault(item, {})[kind] = amount
    return found


def payments_on(retainer: OpenItem) -> Applications:
    """The payments made on a retainer invoice, each with its part. Two statements."""
    parts = list(
        Posting.objects.filter(credit_item=retainer, entry__kind=Kind.PAYMENT)
        .select_related("entry__reversed_by")
        .order_by("entry__effective_on", "pk")
    )
    receipts = Posting.objects.filter(
        entry__in=[part.entry_id for part in parts], credit_item__kind=OpenItem.Kind.PAYMENT
    ).select_related("credit_item")
    payments = {receipt.entry_id: receipt.credit_item for receipt in receipts}
    return _sorted_out([_applied(part, payments.get(part.entry_id)) for part in parts])


def retainers_paid_by(payment: OpenItem) -> Applications:
    """The retainer invoices a payment was made on; its money is a deposit all the same."""
    parts = (
        Posting.objects.filter(
            entry__kind=Kind.PAYMENT,
            entry__postings__credit_item=payment,
            credit_item__kind=OpenItem.Kind.RETAINER,
        )
        .select_related("entry__reversed_by", "credit_item")
        .order_by("pk")
    )
    return _sorted_out([_applied(part, part.credit_item) for part in parts])


def _other_side(posting: Posting, item: OpenItem) -> OpenItem | None:
    return posting.credit_item if posting.debit_item_id == item.pk else posting.debit_item


def _applied(posting: Posting, other: OpenItem | None) -> Applied:
    entry = posting.entry
    reversal = getattr(entry, "reversed_by", None)
    return Applied(
        on=entry.effective_on,
        kind=entry.kind,
        other=other,
        amount=posting.amount,
        note=entry.note,
        taken_back_on=reversal.effective_on if reversal else None,
    )


def _sorted_out(found: list[Applied]) -> Applications:
    return Applications(
        live=[one for one in found if one.taken_back_on is None],
        taken_back=[one for one in found if one.taken_back_on is not None],
    )
