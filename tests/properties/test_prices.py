"""Whatever price lists and contracts there are: one price, and no surprise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

import pytest
from django.db import transaction

from accounts.models import Customer
from catalog.models import (
    ContractPrice,
    Presentation,
    Price,
    PriceList,
    PriceListAssignment,
    Variant,
)
from catalog.models.price import PriceRow
from catalog.pricing import PricedLine, Source, quote
from tests.catalog.factories import (
    DAY,
    make_contract,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    variant_of,
)
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
SEEDS = range(6)
RUNGS = ("1", "6", "12", "24", "144")
QUANTITIES = (1, 2, 5, 6, 11, 12, 23, 24, 143, 144, 1000)


class World:
    """Three customers, eight variants, lists and contracts drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.customers = [make_customer(currency="EUR") for _ in range(3)]
        self.variants = [variant_of(make_product()) for _ in range(8)]
        self.lists = [make_price_list() for _ in range(3)] + [make_price_list(is_default=True)]
        for one in self.lists:
            self._fill(one)
        for customer in self.customers:
            for place, one in enumerate(self.rng.sample(self.lists[:3], k=2), start=1):
                customer.price_list_assignments.create(
                    price_list=one, position=place, currency="EUR"
                )
            self.contracts(customer)
        percent = Decimal(self.rng.choice([0, 5, 33]))
        self.presentation = make_presentation(
            price_list=self.rng.choice([*self.lists, None]), discount_percent=percent
        )

    @cached_property
    def contract_rows(self) -> list[ContractPrice]:
        return list(ContractPrice.objects.filter(valid_until__gte=DAY))

    @cached_property
    def list_rows(self) -> list[Price]:
        return list(Price.objects.all())

    @cached_property
    def assignments(self) -> list[PriceListAssignment]:
        return list(PriceListAssignment.objects.order_by("position"))

    def ladder(self) -> list[tuple[str, str]]:
        """Rungs from anywhere, each at most as dear as the one below."""
        price = self.rng.randint(200, 5000)
        rungs = sorted(map(int, self.rng.sample(RUNGS, k=self.rng.randint(1, 4))))
        found = []
        for at in rungs:
            found.append((str(at), str(Decimal(price).scaleb(-2))))
            price -= self.rng.randint(0, price // 3)
        return found

    def _fill(self, prices: PriceList) -> None:
        for variant in self.variants:
            if self.rng.random() < 0.7:
                for at, price in self.ladder():
                    make_price(prices, variant, price, at=at)

    def contracts(self, customer: Customer) -> None:
        for variant in self.rng.sample(self.variants, k=2):
            until = DAY + timedelta(days=self.rng.choice([-1, 0, 30]))
            for at, price in self.ladder():
                make_contract(customer, variant, price, at=at, valid_until=until)

    def expected(
        self, customer: Customer, variant: Variant, quantity: int, shown: Presentation | None
    ) -> Decimal | None:
        """The rule again, row by row over what is there."""
        rows: list[PriceRow] = [
            row
            for row in self.contract_rows
            if (row.customer_id, row.variant_id) == (customer.pk, variant.pk)
        ]
        discount = Decimal(0)
        if not rows:
            discount = shown.discount_percent if shown else discount
            own = [row.price_list_id for row in self.assignments if row.customer_id == customer.pk]
            season = [shown.price_list_id] if shown and shown.price_list_id else []
            for one in [*season, *own, self.lists[-1].pk]:
                named = (one, variant.pk)
                rows = [r for r in self.list_rows if (r.price_list_id, r.variant_id) == named]
                if rows:
                    break
        reached = [row.unit_price for row in rows if row.from_quantity <= quantity]
        if not reached:
            return None
        return round_half_up(min(reached) * (100 - discount) / 100)


def round_half_up(price: Decimal) -> Decimal:
    return (price * 100 + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR") / 100


def units(
    customer: Customer, lines: list[PricedLine], shown: Presentation | None = None
) -> dict[PricedLine, Decimal | None]:
    answers = quote(customer, lines, day=DAY, presentation=shown)
    return {line: answer.unit for line, answer in zip(lines, answers, strict=True)}


@pytest.mark.parametrize("seed", SEEDS)
def test_any_price_is_what_the_rule_says(seed: int) -> None:
    world = World(seed)
    lines = [PricedLine(one.pk, Decimal(n)) for one in world.variants for n in QUANTITIES]
    by_id = {one.pk: one for one in world.variants}
    for shown in (None, world.presentation):
        for customer in world.customers:
            for line, unit in units(customer, lines, shown).items():
                variant = by_id[line.variant_id]
                assert unit == world.expected(customer, variant, int(line.quantity), shown)


@pytest.mark.parametrize("seed", SEEDS)
def test_price_does_not_depend_on_the_lines_around_it(seed: int) -> None:
    world = World(seed)
    customer = world.customers[0]
    lines = [PricedLine(one.pk, Decimal(n)) for one in world.variants for n in QUANTITIES]
    together = units(customer, lines)
    world.rng.shuffle(lines)
    assert units(customer, lines) == together
    assert all(units(customer, [line])[line] == together[line] for line in lines[:20])


@pytest.mark.parametrize("seed", SEEDS)
def test_more_never_costs_more_each(seed: int) -> None:
    world = World(seed)
    for shown in (None, world.presentation):
        for customer in world.customers:
            for variant in world.variants:
                lines = [PricedLine(variant.pk, Decimal(n)) for n in QUANTITIES]
                found = [unit for unit in units(customer, lines, shown).values() if unit]
                assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_customers_rows_never_matter(seed: int) -> None:
    world = World(seed)
    mine, other = world.customers[:2]
    lines = [PricedLine(one.pk, Decimal(n)) for one in world.variants for n in QUANTITIES]
    before = units(mine, lines)
    with transaction.atomic():
        other.price_list_assignments.all().delete()
        other.contract_prices.all().delete()
        world.contracts(other)
        secret = make_price_list(customer=other)
        world._fill(secret)
        assert units(mine, lines) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_next_rung_is_reached_by_so_many_more_and_is_cheaper(seed: int) -> None:
    world = World(seed)
    customer = world.customers[0]
    lines = [PricedLine(one.pk, Decimal(n)) for one in world.variants for n in QUANTITIES]
    for answer in quote(customer, lines, day=DAY):
        if answer.next_rung is None or answer.missing is None:
            continue
        further = PricedLine(answer.variant_id, answer.quantity + answer.missing)
        (then,) = quote(customer, [further], day=DAY)
        assert then.unit == answer.next_rung.unit
        assert answer.unit is None or then.unit < answer.unit


def test_the_worlds_have_every_source_in_them() -> None:
    """The control: properties of nothing would hold."""
    seen: set[Source | None] = set()
    for seed in SEEDS:
        with transaction.atomic():
            world = World(seed)
            for customer in world.customers:
                lines = [PricedLine(one.pk, Decimal(12)) for one in world.variants]
                shown = world.presentation
                answers = quote(customer, lines, day=DAY, presentation=shown)
                seen |= {answer.ladder.source if answer.ladder else None for answer in answers}
            transaction.set_rollback(True)
    assert seen == {*Source, None}
