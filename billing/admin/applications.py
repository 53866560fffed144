"""What was applied to a document, as rows that lead to the other document and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse

from accounts.models import User
from billing.documents.applications import Applied, payments_on, retainers_paid_by
from billing.models import JournalEntry, OpenItem, Posting

Kind = JournalEntry.Kind

# The document that owns an open item of this kind: its accessor and its model's name.
OWNERS = {
    OpenItem.Kind.INVOICE: "invoice",
    OpenItem.Kind.RETAINER: "retainer",
    OpenItem.Kind.PAYMENT: "payment",
    OpenItem.Kind.CREDIT_NOTE: "creditnote",
}


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """`take_back_url` is None for what cannot be taken back, or has been."""

    on: date
    what: str
    other: OpenItem | None
    other_url: str | None
    amount: Decimal
    note: str
    by: User | None = None
    taken_back_on: date | None = None
    take_back_url: str | None = None


def applied_rows(item: OpenItem) -> list[AppliedRow]:
    """Allocations, refunds and write-offs of the item, and the payments of a retainer invoice.

    By date; two or three statements however many there are.
    """
    postings = (
        Posting.objects.filter(Q(debit_item=item) | Q(credit_item=item))
        .filter(entry__kind__in=[Kind.ALLOCATION, Kind.REFUND, Kind.DISPUTE, Kind.WRITE_OFF])
        .select_related(
            "entry__reversed_by",
            "entry__posted_by",
            "debit_item__payment",
            "debit_item__creditnote",
            "credit_item__invoice",
        )
    )
    rows = [_row(posting, item) for posting in postings]
    rows += _retainer_rows(item)
    return sorted(rows, key=lambda row: row.on)


def _row(posting: Posting, item: OpenItem) -> AppliedRow:
    entry = posting.entry
    other = posting.credit_item if posting.debit_item_id == item.pk else posting.debit_item
    reversal = getattr(entry, "reversed_by", None)
    is_live_allocation = entry.kind == Kind.ALLOCATION and reversal is None
    return AppliedRow(
        on=entry.effective_on,
        what=entry.get_kind_display(),
        other=other,
        other_url=document_url(other),
        amount=posting.amount,
        note=entry.note,
        by=entry.posted_by,
        taken_back_on=reversal.effective_on if reversal else None,
        take_back_url=document_url(posting.debit_item, "take-back", entry.pk)
        if is_live_allocation
        else None,
    )


def _retainer_rows(item: OpenItem) -> list[AppliedRow]:
    if item.kind == OpenItem.Kind.RETAINER:
        found = payments_on(item)
    elif item.kind == OpenItem.Kind.PAYMENT:
        found = retainers_paid_by(item)
    else:
        return []
    applied = [*found.live, *found.taken_back]
    others = [one.other for one in applied if one.other is not None]
    prefetch_related_objects(others, "retainer", "payment")
    return [_retainer_row(one) for one in applied]


def _retainer_row(one: Applied) -> AppliedRow:
    return AppliedRow(
        on=one.on,
        what=str(Kind(one.kind).label),
        other=one.other,
        other_url=document_url(one.other),
        amount=one.amount,
        note=one.note,
        taken_back_on=one.taken_back_on,
    )


def document_url(item: OpenItem | None, name: str = "change", *more: object) -> str | None:
    """The staff's page of the document that owns `item`."""
    if item is None:
        return None
    owner = OWNERS[OpenItem.Kind(item.kind)]
    return reverse(f"admin:billing_{owner}_{name}", args=[getattr(item, owner).pk, *more])
