"""What a number of lines come to, as an invoice of them would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.kit.money.currencies import quantise


@dataclass(frozen=True, slots=True)
class Totals:
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.tax


def totals_of(lines: Iterable[tuple[Decimal, Decimal]], currency: str) -> Totals:
    """Of (net, tax rate in percent): tax for each rate on the sum of its lines, as EN 16931."""
    by_rate: dict[Decimal, Decimal] = {}
    for net, rate in lines:
        by_rate[rate] = by_rate.get(rate, Decimal(0)) + net
    tax = sum(
        (quantise(net * rate / 100, currency) for rate, net in by_rate.items()), start=Decimal(0)
    )
    net = sum(by_rate.values(), start=Decimal(0))
    return Totals(quantise(net, currency), quantise(tax, currency))
