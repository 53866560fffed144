"""Payments of a document that have been begun and are not settled yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from billing.models import AttemptLine


@dataclass(frozen=True, slots=True)
class UnderWay:
    """`amount` of a document that somebody has begun to pay; `attempt` leads to how it stands."""

    amount: Decimal
    by: str
    since: datetime
    attempt: UUID


def under_way(items: Iterable[int]) -> dict[int, UnderWay]:
    """By open item, what is on its way for it. One statement."""
    lines = AttemptLine.objects.filter(item__in=list(items), is_live=True, fund__isnull=True)
    return {
        line.item_id: UnderWay(
            amount=line.amount,
            by=line.attempt.payer,
            since=line.attempt.begun_at,
            attempt=line.attempt_id,
        )
        for line in lines.select_related("attempt__begun_by")
    }
