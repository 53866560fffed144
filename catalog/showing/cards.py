"""Products as cards: picture, name, SKU, this customer's price and the next rung, what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from accounts.models import Customer
from catalog.availability import Availability, counts_of, in_words, together
from catalog.models import AxisValue, Presentation, Product, ShopSettings, Variant
from catalog.pricing import PriceAnswer, PricedLine, Rung, quote
from catalog.showing.images import Image, first_images

# So many variants of a product are priced and counted for its card, the first by position.
MAX_VARIANTS = 20
MAX_SWATCHES = 6


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who looks, on which day, and in which presentation."""

    customer: Customer
    today: date
    shop: ShopSettings
    presentation: Presentation | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """`price` is the cheapest of the variants at its smallest quantity; `varies` where others
    cost more. `quantity` is that smallest quantity."""

    product: Product
    variant: Variant
    variant_count: int
    image: Image | None
    price: PriceAnswer
    varies: bool
    next_rung: Rung | None
    availability: Availability
    swatches: tuple[AxisValue, ...]

    @property
    def currency(self) -> str:
        return self.price.currency

    @property
    def is_single(self) -> bool:
        return self.variant_count == 1


def cards_of(products: Sequence[Product], shopper: Shopper) -> dict[int, Card]:
    """By product. Those without an active variant have no card. Six statements."""
    keys = [product.pk for product in products]
    variants = _first_variants(keys)
    lines = [PricedLine(one.pk, one.min_quantity) for group in variants.values() for one in group]
    answers = quote(shopper.customer, lines, day=shopper.today, presentation=shopper.presentation)
    prices = {answer.variant_id: answer for answer in answers}
    counts = counts_of([line.variant_id for line in lines], today=shopper.today)
    images, swatches = first_images(keys), _swatches(keys)
    cards = {}
    for product in products:
        group = variants.get(product.pk)
        if not group:
            continue
        lead = min(group, key=lambda one: _rank(prices[one.pk]))
        price = prices[lead.pk]
        cards[product.pk] = Card(
            product=product,
            variant=lead,
            variant_count=group[0].how_many,  # type: ignore[attr-defined]  # annotated
            image=images.get(product.pk),
            price=price,
            varies=any(prices[one.pk].unit not in {None, price.unit} for one in group),
            next_rung=price.next_rung,
            availability=in_words(together([counts[one.pk] for one in group]), shopper.shop),
            swatches=tuple(swatches.get(product.pk, ())[:MAX_SWATCHES]),
        )
    return cards


def _rank(price: PriceAnswer) -> tuple[bool, Decimal]:
    """The cheapest first, those on request last; of equals the first by position."""
    return price.unit is None, price.unit or Decimal(0)


def _first_variants(products: Iterable[int]) -> dict[int, list[Variant]]:
    chosen = Variant.objects.filter(product__in=products, status=Variant.Status.ACTIVE)
    ranked = chosen.annotate(
        place=Window(
            RowNumber(),
            partition_by=F("product"),
            order_by=[F("position").asc(), F("pk").asc()],
        ),
        how_many=Window(Count("pk"), partition_by=F("product")),
    )
    found: dict[int, list[Variant]] = defaultdict(list)
    for variant in ranked.filter(place__lte=MAX_VARIANTS).order_by("product_id", "place"):
        found[variant.product_id].append(variant)
    return found


def _swatches(products: Iterable[int]) -> dict[int, list[AxisValue]]:
    found: dict[int, list[AxisValue]] = defaultdict(list)
    values = AxisValue.objects.filter(product__in=products).exclude(swatch="")
    for value in values.order_by("place", "position", "pk"):
        found[value.product_id].append(value)
    return found
