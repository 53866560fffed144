"""What a number of lines come to, as an invoice of them would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from billing.documents.issuing.tax import Taxed, tax_groups
from portal.kit.money.currencies import quantise


@dataclass(frozen=True, slots=True)
class Totals:
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.tax


def totals_of(lines: Iterable[Taxed], currency: str) -> Totals:
    """Tax for each rate on the sum of its lines, as an invoice reckons it."""
    groups = tax_groups(lines, currency)
    net = sum((one.net for one in groups), start=Decimal(0))
    tax = sum((one.tax for one in groups), start=Decimal(0))
    return Totals(quantise(net, currency), quantise(tax, currency))
