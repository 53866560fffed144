"""Payments of a document that have been begun and are not settled yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class UnderWay:
    """`amount` of a document that somebody has begun to pay."""

    amount: Decimal
    by: str
    since: datetime


def under_way(items: Iterable[int]) -> dict[int, UnderWay]:
    """By open item, what is on its way for it."""
    return {}
