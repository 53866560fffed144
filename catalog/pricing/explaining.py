"""Why a price is what it is: every source, also those that had nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from accounts.models import Customer
from catalog.models import ContractPrice, Presentation, PriceList
from catalog.pricing.answers import Outcome, PriceAnswer, PricedLine, Source, Step
from catalog.pricing.quoting import quote


def explain(
    customer: Customer,
    variant_id: int,
    quantity: Decimal,
    *,
    day: date,
    presentation: Presentation | None = None,
) -> PriceAnswer:
    """The answer of `quote` with every step: contracts of other days, lists without this variant,
    and what the sources after the first would have asked. Three statements."""
    line = PricedLine(variant_id, quantity)
    (answer,) = quote(customer, [line], day=day, presentation=presentation)
    steps = [
        *_contracts_of_other_days(customer, variant_id, day=day),
        *answer.steps,
        *_silent_lists(customer, answer.steps),
    ]
    steps.sort(key=lambda step: step.source)
    return PriceAnswer(
        answer.variant_id,
        answer.quantity,
        answer.currency,
        answer.ladder,
        answer.rung,
        answer.next_rung,
        answer.discount_percent,
        tuple(steps),
    )


def _contracts_of_other_days(customer: Customer, variant_id: int, *, day: date) -> list[Step]:
    """The lowest rung of each contract that does not hold today, the latest first."""
    rows = ContractPrice.objects.filter(customer=customer, variant=variant_id)
    seen: dict[tuple[str, date | None, date | None], ContractPrice] = {}
    for row in rows.order_by("-valid_until", "from_quantity"):
        seen.setdefault((row.reference, row.valid_from, row.valid_until), row)
    return [
        Step(
            source=Source.CONTRACT,
            name="",
            outcome=Outcome.OTHER_DAYS,
            reference=row.reference,
            unit=row.unit_price,
            from_quantity=row.from_quantity,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in seen.values()
        if not _holds(row.valid_from, row.valid_until, day)
    ]


def _silent_lists(customer: Customer, steps: Sequence[Step]) -> list[Step]:
    """The customer's lists that have no price for the variant."""
    spoken = {step.name for step in steps}
    lists = PriceList.objects.filter(assignments__customer=customer, is_active=True)
    return [
        Step(Source.LIST, one.name, Outcome.NO_PRICE, valid_until=one.valid_until)
        for one in lists.order_by("assignments__position")
        if one.name not in spoken
    ]


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
