"""Ageing as a page shows it: each bucket with its name and the list of what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.ageing import Ageing, due_range
from billing.balance import Bucket

BAR_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One bucket. Its piece of the bar of all that is owed starts at `left` and is `width` wide,
    of BAR_WIDTH; `age` is the bucket's colour, empty on what is not owed. `count` is None where
    nobody counted."""

    bucket: Bucket
    name: str
    amount: Decimal
    url: str
    age: str
    left: int
    width: int
    count: int | None = None


def ageing_rows(
    ageing: Ageing, *, today: date, counts: Mapping[Bucket, int] | None = None
) -> list[AgeingRow]:
    """The buckets in order; their amounts add up to the net balance."""
    owed = sum(amount for amount in ageing.amounts.values() if amount > 0)
    rows = []
    sum_before = Decimal(0)
    for place, (bucket, amount) in enumerate(ageing.amounts.items()):
        left = _position(sum_before, owed)
        sum_before += max(amount, Decimal(0))
        rows.append(
            AgeingRow(
                bucket=bucket,
                name=bucket_name(bucket),
                amount=amount,
                url=bucket_url(bucket, today),
                age="" if bucket == Bucket.UNAPPLIED else f"age-{place}",
                left=left,
                width=_position(sum_before, owed) - left,
                count=(counts or {}).get(bucket),
            )
        )
    return rows


def _position(amount: Decimal, owed: Decimal | int) -> int:
    return round(BAR_WIDTH * amount / owed) if owed else 0


def bucket_name(bucket: Bucket) -> str:
    return {
        Bucket.NOT_DUE: _("Not due"),
        Bucket.DAYS_1_30: _("1–30 days"),
        Bucket.DAYS_31_60: _("31–60 days"),
        Bucket.DAYS_61_90: _("61–90 days"),
        Bucket.OVER_90: _("Over 90 days"),
        Bucket.UNAPPLIED: _("Unused credits and deposits"),
    }[bucket]


def bucket_url(bucket: Bucket, today: date) -> str:
    """The list of exactly the open items in the bucket."""
    if bucket == Bucket.UNAPPLIED:
        return reverse("billing:balance-detail") + "#unapplied"
    first, last = due_range(bucket, today)
    query = {"status": "outstanding", "due_from": first, "due_to": last}
    given = {name: value for name, value in query.items() if value}
    return f"{reverse('billing:invoice-list')}?{urlencode(given)}"
