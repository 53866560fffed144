"""Tax by EN 16931: lines are rounded, tax is reckoned per rate on the sum of its lines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from billing.models.documents.document import Line
from portal.kit.money.currencies import quantise


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """The lines of one rate: `rate` in per cent, amounts at the currency's minor unit."""

    rate: Decimal
    net: Decimal
    tax: Decimal


class Taxed(Protocol):
    """Whatever tax is reckoned on: a net amount and a rate in per cent."""

    @property
    def net(self) -> Any: ...
    @property
    def tax_rate(self) -> Any: ...


def line_net(line: Line, currency: str) -> Decimal:
    """Quantity × unit price, rounded half up to the minor unit (EN 16931 BT-131)."""
    return quantise(line.quantity * line.unit_price, currency)


def tax_groups(lines: Iterable[Taxed], currency: str) -> list[TaxGroup]:
    """The tax breakdown (EN 16931 BG-23), by rising rate, from the lines' stored `net`."""
    nets: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        nets[line.tax_rate.normalize() + 0] += line.net  # + 0: 20, not 2E+1
    return [
        TaxGroup(rate, quantise(net, currency), quantise(net * rate / 100, currency))
        for rate, net in sorted(nets.items())
    ]
