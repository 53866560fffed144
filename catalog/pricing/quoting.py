"""The one resolver. Everything that shows, orders or prints a price asks here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from accounts.models import Customer
from catalog.models import Presentation
from catalog.pricing.answers import Ladder, Outcome, PriceAnswer, PricedLine, Source, Step
from catalog.pricing.loading import ladders_of


def quote(
    customer: Customer,
    lines: Sequence[PricedLine],
    *,
    day: date,
    presentation: Presentation | None = None,
) -> list[PriceAnswer]:
    """The price of each line for this customer on this day, in the order of the lines.

    One statement, however many lines; none where there are none. Quantities are positive; whether
    they can be ordered is not asked here.
    """
    if not lines:
        return []
    wanted = sorted({line.variant_id for line in lines})
    ladders = ladders_of(customer, wanted, day=day, presentation=presentation)
    percent = presentation.discount_percent if presentation else Decimal(0)
    return [
        resolve(line, ladders.get(line.variant_id, []), customer.currency, percent=percent)
        for line in lines
    ]


def resolve(
    line: PricedLine, ladders: Sequence[Ladder], currency: str, *, percent: Decimal
) -> PriceAnswer:
    """The first of the ladders wins, whole: also where it begins above the quantity."""
    ladder = ladders[0] if ladders else None
    steps = [_step(one, line.quantity, is_first=place == 0) for place, one in enumerate(ladders)]
    return PriceAnswer(
        variant_id=line.variant_id,
        quantity=line.quantity,
        currency=currency,
        ladder=ladder,
        rung=ladder.rung_at(line.quantity) if ladder else None,
        next_rung=ladder.rung_after(line.quantity) if ladder else None,
        discount_percent=percent
        if ladder is not None and ladder.source is not Source.CONTRACT
        else Decimal(0),
        steps=tuple(steps),
    )


def _step(ladder: Ladder, quantity: Decimal, *, is_first: bool) -> Step:
    rung = ladder.rung_at(quantity)
    shown = rung or ladder.rungs[0]
    outcome = Outcome.USED if rung else Outcome.TOO_FEW
    return Step(
        source=ladder.source,
        name=ladder.name,
        outcome=outcome if is_first else Outcome.NOT_ASKED,
        reference=shown.reference,
        unit=rung.unit if rung else None,
        from_quantity=shown.quantity,
        valid_until=shown.valid_until,
    )
