"""The one check of what somebody wants to order. Cart, submit and reorder all ask here, so that no
page says yes where another says no."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db.models import QuerySet

from accounts.models import Customer
from catalog.availability import Count, counts_of
from catalog.models import Presentation, Product, Variant
from catalog.pricing import PriceAnswer, PricedLine, quote
from catalog.visibility import assortments_within
from orders.lines.problems import LineProblem, Problem

# In a cart, in an order, and in what is pasted at once.
MAX_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of a variant; `quantity` is None where what was typed is none."""

    variant_id: int
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as it can be ordered now, or why it cannot be.

    `variant` is None for what this customer does not see. `price` is the customer's, for
    `quantity`; its net is rounded once.
    """

    wanted: Wanted
    variant: Variant | None
    price: PriceAnswer | None
    stock: Count | None
    problem: LineProblem | None

    @property
    def quantity(self) -> Decimal:
        return self.wanted.quantity or Decimal(0)

    @property
    def unit_price(self) -> Decimal | None:
        return self.price.unit if self.price else None

    @property
    def net(self) -> Decimal | None:
        return self.price.net if self.price and not self.problem else None

    @property
    def tax_rate(self) -> Decimal:
        code = self.variant.product.tax_code if self.variant else None
        return Decimal(code.rate) if code else Decimal(0)

    @property
    def is_short(self) -> bool:
        """Whether the stock is counted and does not cover all of it."""
        return bool(
            self.stock and self.stock.available is not None and self.stock.available < self.quantity
        )


@dataclass(frozen=True, slots=True)
class CheckedLines:
    """Lines in the order they were asked for."""

    lines: list[CheckedLine]

    @property
    def orderable(self) -> list[CheckedLine]:
        return [one for one in self.lines if one.problem is None]

    @property
    def refused(self) -> list[CheckedLine]:
        return [one for one in self.lines if one.problem is not None]

    @property
    def fingerprint(self) -> str:
        """Of what would be ordered and at which price: a buyer agrees to exactly this."""
        told = [
            [one.wanted.variant_id, str(one.quantity.normalize()), str(one.unit_price)]
            for one in self.orderable
        ]
        return hashlib.sha256(json.dumps(sorted(told, key=str)).encode()).hexdigest()


def check_lines(
    customer: Customer,
    wanted: Sequence[Wanted],
    *,
    today: date,
    presentation: Presentation | None = None,
    with_stock: bool = True,
    variants: Mapping[int, Variant] | None = None,
) -> CheckedLines:
    """Each line with its price, stock and problem. Four statements, however many lines; two fewer
    where nobody asks for the stock, one where those of `orderable_variants` are known."""
    if variants is None:
        ids = {one.variant_id for one in wanted}
        variants = orderable_variants(customer).filter(pk__in=ids).in_bulk()
    priced = [
        PricedLine(one.variant_id, one.quantity)
        for one in wanted
        if one.quantity is not None and one.variant_id in variants
    ]
    answers = quote(customer, priced, day=today, presentation=presentation)
    prices = {(one.variant_id, one.quantity): one for one in answers}
    stock = counts_of(list(variants), today=today) if with_stock else {}
    return CheckedLines(
        [
            _checked(
                one,
                variants.get(one.variant_id),
                prices.get((one.variant_id, one.quantity or Decimal(0))),
                stock.get(one.variant_id),
            )
            for one in wanted
        ]
    )


def orderable_variants(customer: Customer) -> QuerySet[Variant]:
    """What the customer sees, with what a line tells of it."""
    seen = Product.objects.seen_in(assortments_within(customer))
    return Variant.objects.filter(product__in=seen).select_related(
        "product__tax_code", "value1", "value2", "value3"
    )


def _checked(
    wanted: Wanted, variant: Variant | None, price: PriceAnswer | None, stock: Count | None
) -> CheckedLine:
    return CheckedLine(wanted, variant, price, stock, _problem(wanted, variant, price))


def _problem(
    wanted: Wanted, variant: Variant | None, price: PriceAnswer | None
) -> LineProblem | None:
    if variant is None:
        return LineProblem(Problem.UNKNOWN)
    if variant.status != Variant.Status.ACTIVE or variant.product.status != Product.Status.ACTIVE:
        return LineProblem(Problem.DISCONTINUED)
    if wanted.quantity is None:
        return LineProblem(Problem.NOT_A_QUANTITY, suggested=variant.min_quantity)
    problem = quantity_problem(variant, wanted.quantity)
    if problem:
        return problem
    return LineProblem(Problem.NO_PRICE) if price is None or price.unit is None else None


def quantity_problem(variant: Variant, quantity: Decimal) -> LineProblem | None:
    """Minimum, multiple and maximum of the variant."""
    least, step, most = variant.min_quantity, variant.multiple, variant.max_quantity
    if quantity < least:
        return LineProblem(Problem.TOO_FEW, least, least)
    if most is not None and quantity > most:
        return LineProblem(Problem.TOO_MANY, most, most)
    if quantity % step:
        up = (quantity / step).to_integral_value(ROUND_CEILING) * step
        down = (quantity / step).to_integral_value(ROUND_FLOOR) * step
        return LineProblem(Problem.NOT_IN_STEPS, step, down if most and up > most else up)
    return None
