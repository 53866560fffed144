"""What is open of each age, as a bar and as shares of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.receivables.aged_accounts import AGES, AgedSums
from billing.statements.ageing_table import bucket_name

BAR_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a bar of BAR_WIDTH: what is open of one age."""

    css: str
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Age:
    """One bucket of the sums, with its share of all that is owed in whole percent."""

    name: str
    css: str
    amount: Decimal
    percent: int


def pieces_of(sums: AgedSums) -> list[Piece]:
    """The bar of what is owed, youngest first."""
    owed = sums.outstanding
    pieces = []
    before = Decimal(0)
    for place, bucket in enumerate(AGES):
        left = round(BAR_WIDTH * before / owed) if owed else 0
        before += sums.by_age[bucket]
        right = round(BAR_WIDTH * before / owed) if owed else 0
        if right > left:
            pieces.append(Piece(f"age-{place}", left, right - left))
    return pieces


def ages_of(sums: AgedSums) -> list[Age]:
    """The buckets, youngest first."""
    percents = _percents([sums.by_age[bucket] for bucket in AGES])
    return [
        Age(bucket_name(bucket), f"age-{place}", sums.by_age[bucket], percent)
        for place, (bucket, percent) in enumerate(zip(AGES, percents, strict=True))
    ]


def _percents(amounts: list[Decimal]) -> list[int]:
    """Whole percents that add up to 100: those with the largest remainders are rounded up."""
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    exact = [100 * one / total for one in amounts]
    floors = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for at in by_remainder[: 100 - sum(floors)]:
        floors[at] += 1
    return floors
