"""What a payment was meant for, and what of it still can be."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from billing.ledger.allocation import Share
from billing.models import OpenItem
from billing.payments.planning.plan import PaymentPlan


class PlannedShare(Protocol):
    """A part of a payment that is meant for a document."""

    amount: Decimal

    @property
    def item(self) -> OpenItem: ...


def planned_shares(plan: PaymentPlan) -> list[tuple[int, int | None, Decimal]]:
    """The plan as item, credit and amount: fresh money first (no credit), then credits used."""
    fresh = [(line.payable_item.key, None, line.charge) for line in plan.lines if line.charge]
    return [
        *fresh,
        *((use.payable_item.key, use.credit_source.key, use.amount) for use in plan.uses),
    ]


def shares_of(lines: Iterable[PlannedShare], amount: Decimal) -> list[Share]:
    """What the lines still ask for, in their order, as far as the money goes."""
    shares = []
    for line in lines:
        part = min(line.amount, line.item.open, amount)
        if part > 0:
            shares.append(Share(line.item, part))
            amount -= part
    return shares
