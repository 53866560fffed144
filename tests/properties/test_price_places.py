"""Wherever a price is shown, it is the one that is charged: card, linesheet, product page, matrix,
cart and paper say what the resolver says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.models import Customer, Organization
from catalog.models import Axis, AxisValue, Presentation, Product, ShopSettings, Variant
from catalog.pricing import PricedLine, quote
from catalog.showing.cards import Shopper, cards_of
from catalog.showing.linesheet import linesheet_of
from catalog.showing.linesheet_pdf import linesheet_pdf
from catalog.showing.product_page import product_page
from catalog.visibility import assortments_of
from orders.lines.checking import Wanted, check_lines
from portal.kit.money.format import unit_price
from tests.catalog.factories import DAY, make_variant
from tests.properties.test_prices import QUANTITIES, World

pytestmark = pytest.mark.django_db
SEEDS = range(5)
TRIPLES = 200


def with_presentation(world: World) -> World:
    """Every product in the presentation; the last variant joins the first product's matrix."""
    section = world.presentation.sections.get()
    for position, variant in enumerate(world.variants):
        section.lines.create(
            presentation=world.presentation, product=variant.product, position=position
        )
    first = world.variants[0].product
    axis = Axis.objects.create(product=first, place=1, name="Size")
    small = AxisValue.objects.create(axis=axis, product=first, place=1, value="S")
    Variant.objects.filter(pk=world.variants[0].pk).update(value1=small)
    large = AxisValue.objects.create(axis=axis, product=first, place=1, value="L", position=1)
    more = make_variant(first, value1=large, position=1)
    for at, price in world.ladder():
        world.lists[-1].prices.create(variant=more, from_quantity=at, unit_price=price)
    world.variants.append(more)
    return world


def shoppers(world: World) -> Iterator[Shopper]:
    shop = ShopSettings.current()
    for customer in world.customers:
        for shown in (None, world.presentation):
            for days in (0, 1, 45):
                yield Shopper(customer, DAY + timedelta(days), shop, shown)


def charged(shopper: Shopper, variant: Variant, quantity: int) -> Decimal | None:
    line = PricedLine(variant.pk, Decimal(quantity))
    (answer,) = quote(
        shopper.customer, [line], day=shopper.today, presentation=shopper.presentation
    )
    return answer.unit


@pytest.mark.parametrize("seed", SEEDS)
def test_product_page_and_cart_ask_what_is_charged(seed: int) -> None:
    """200 draws of customer, product, quantity and day for each of five worlds."""
    world = with_presentation(World(seed))
    everybody = list(shoppers(world))
    for _ in range(TRIPLES):
        shopper = world.rng.choice(everybody)
        variant = world.rng.choice(world.variants)
        quantity = world.rng.choice(QUANTITIES)
        product = Product.objects.get(pk=variant.product_id)
        page = product_page(product, shopper, code=variant.code, wanted=Decimal(quantity))
        assert page is not None
        unit = charged(shopper, variant, quantity)
        assert page.price.unit == unit
        reached = [rung.unit for rung in page.ladder if rung.quantity <= quantity]
        assert (reached[-1] if reached else None) == unit
        (line,) = check_lines(
            shopper.customer,
            [Wanted(variant.pk, Decimal(quantity))],
            today=shopper.today,
            presentation=shopper.presentation,
        ).lines
        assert line.unit_price == unit
        cells = [] if page.matrix is None else page.matrix.layers[0][1][0].cells
        for cell in cells:
            assert cell is not None
            assert cell.price.unit == charged(shopper, cell.variant, 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_card_and_linesheet_ask_the_smallest_quantitys_price(seed: int) -> None:
    world = with_presentation(World(seed))
    for shopper in shoppers(world):
        cards = cards_of([one.product for one in world.variants[:-1]], shopper)
        sheet = linesheet_of(world.presentation, shopper, assortments_of(shopper.customer), page=1)
        lines = [line.card for part in sheet.parts for line in part.lines]
        assert len(lines) == len(cards) == 8
        for card in [*cards.values(), *lines]:
            assert card.price.unit == charged(shopper, card.variant, 1)


@pytest.mark.real_pdf
def test_paper_says_the_customers_prices() -> None:
    world = with_presentation(World(1))
    customer: Customer = world.customers[0]
    shown: Presentation = world.presentation
    shopper = Shopper(customer, DAY, ShopSettings.current(), shown)
    pdf = linesheet_pdf(
        shown, shopper, assortments_of(customer), seller=Organization.current(), layout="list"
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    units = [charged(shopper, one, 1) for one in world.variants[1:-1]]
    written = [unit_price(unit, "EUR") for unit in units if unit is not None]
    assert written
    assert [one for one in written if one not in text] == []
