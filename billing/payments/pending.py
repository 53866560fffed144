"""Payments of a document that have been begun and are not settled yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from billing.models import AttemptLine


@dataclass(frozen=True, slots=True)
class PendingPayment:
    """`amount` of a document that somebody has begun to pay; `attempt` leads to how it stands.

    `was_never_opened` gives way to whoever pays now, `is_by_link` to the company itself
    (`superseding.supersede`).
    """

    amount: Decimal
    by: str
    since: datetime
    attempt: UUID
    was_never_opened: bool = False
    is_by_link: bool = False

    @property
    def can_be_superseded(self) -> bool:
        """Whether the company may pay the document all the same."""
        return self.was_never_opened or self.is_by_link


def pending_by_item(items: Iterable[int]) -> dict[int, PendingPayment]:
    """By open item, what is on its way for it. One statement."""
    lines = AttemptLine.objects.filter(
        item__in=list(items), is_live=True, credit_source__isnull=True
    )
    return {
        line.item_id: PendingPayment(
            amount=line.amount,
            by=line.attempt.payer,
            since=line.attempt.started_at,
            attempt=line.attempt_id,
            was_never_opened=line.attempt.was_never_opened,
            is_by_link=line.attempt.is_by_link,
        )
        for line in lines.select_related("attempt__started_by")
    }
