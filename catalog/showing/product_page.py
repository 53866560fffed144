"""One product for one customer: pictures, price with its reasons, variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from catalog.availability import Availability, availability_of
from catalog.models import Axis, AxisValue, Product, Variant
from catalog.pricing import Outcome, PriceAnswer, PricedLine, Rung, Source, Step, explain, quote
from catalog.showing.cards import Shopper
from catalog.showing.images import Image, images_of
from portal.kit.money.format import day_text, quantity

# Above so many a matrix is a table with search, page by page.
MAX_IN_MATRIX = 50
PAGE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A variant in a matrix or table."""

    variant: Variant
    price: PriceAnswer
    availability: Availability
    is_chosen: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One value of the second axis, with a cell for each value of the first: None is not made."""

    value: AxisValue | None
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`layers` are the values of a third axis, each with its rows."""

    columns: list[AxisValue]
    column_axis: str
    row_axis: str
    layers: list[tuple[AxisValue | None, list[Row]]]


@dataclass(frozen=True, slots=True)
class ProductPage:
    product: Product
    variant: Variant
    quantity: Decimal
    price: PriceAnswer
    ladder: list[Rung]
    reasons: list[str]
    availability: Availability
    images: list[Image]
    matrix: Matrix | None
    table: list[Cell]
    table_count: int
    page: int
    pages: int
    rounded_from: Decimal | None = None

    @property
    def has_variants(self) -> bool:
        return self.matrix is not None or bool(self.table)


def product_page(
    product: Product, shopper: Shopper, *, code: str = "", wanted: Decimal | None = None,
    text: str = "", page: int = 1,
) -> ProductPage | None:  # fmt: skip
    """None where the product has no active variant. `code` chooses a variant; `wanted` is rounded
    up to what can be ordered. Eleven statements at most, however many variants."""
    variants = product.variants.filter(status=Variant.Status.ACTIVE)
    count = variants.count()
    chosen = variants.filter(code=code).first() if code else None
    variant = chosen or variants.first()
    if variant is None:
        return None
    asked = orderable(variant, wanted)
    day = shopper.today
    price = explain(shopper.customer, variant.pk, asked, day=day, presentation=shopper.presentation)
    images = images_of(product, chosen)
    matrix, table, found = None, [], 0
    if 1 < count <= MAX_IN_MATRIX:
        matrix = _matrix(product, _cells(list(variants), shopper, variant))
    elif count > MAX_IN_MATRIX:
        if text:
            variants = variants.filter(code__contains="".join(filter(str.isalnum, text)).upper())
        found = variants.count()
        rows = variants.select_related("value1", "value2", "value3")
        table = _cells(list(rows[(page - 1) * PAGE : page * PAGE]), shopper, variant)
    return ProductPage(
        product=product,
        variant=variant,
        quantity=asked,
        price=price,
        ladder=ladder_from(price, variant.min_quantity),
        reasons=[sentence for step in price.steps if (sentence := reason(step, price, today=day))],
        availability=availability_of([variant.pk], today=day, shop=shopper.shop)[variant.pk],
        images=images,
        matrix=matrix,
        table=table,
        table_count=found,
        page=page,
        pages=max(1, -(-found // PAGE)),
        rounded_from=wanted if wanted is not None and wanted != asked else None,
    )


def orderable(variant: Variant, wanted: Decimal | None) -> Decimal:
    """The nearest quantity that can be ordered, rounded up to the minimum and the multiple."""
    least: Decimal = variant.min_quantity
    step: Decimal = variant.multiple
    if wanted is None or wanted <= least:
        return least
    asked = (wanted / step).to_integral_value(ROUND_CEILING) * step
    most: Decimal | None = variant.max_quantity
    return min(asked, most) if most else asked


def ladder_from(price: PriceAnswer, least: Decimal) -> list[Rung]:
    """The rungs that matter from the smallest quantity on; the first begins there."""
    if price.ladder is None:
        return []
    first = price.ladder.rung_at(least)
    rest = [rung for rung in price.ladder.rungs if rung.quantity > least]
    if first is None:
        return rest
    return [Rung(least, first.unit, first.base, first.reference, first.valid_until), *rest]


def reason(step: Step, price: PriceAnswer, *, today: date) -> str:
    """A step as customers read it; what was not asked stays with staff."""
    names = {"name": step.name or step.reference or _("your contract")}
    if step.outcome == Outcome.USED:
        sentence = {
            Source.CONTRACT: _("Your contract %(name)s sets this price.")
            if step.reference
            else _("A price agreed with you."),
            Source.PRESENTATION: _("This presentation's price list, %(name)s."),
            Source.LIST: _("Your price list, %(name)s."),
            Source.DEFAULT: _("The general price list, %(name)s."),
        }[step.source] % names
        if step.valid_until:
            sentence += " " + _("Valid until %(day)s.") % {"day": day_text(step.valid_until)}
        if price.discount_percent:
            percent = {"percent": quantity(price.discount_percent)}
            sentence += " " + _("The presentation's %(percent)s%% discount is taken off.") % percent
        return sentence
    if step.outcome == Outcome.TOO_FEW and step.from_quantity is not None:
        return _("It begins at a quantity of %(quantity)s.") % {
            "quantity": quantity(step.from_quantity)
        }
    if step.outcome == Outcome.OTHER_DAYS and step.valid_until and step.valid_until < today:
        return _("Your contract %(name)s ended on %(day)s.") % {
            **names,
            "day": day_text(step.valid_until),
        }
    return ""


def _cells(variants: list[Variant], shopper: Shopper, chosen: Variant) -> list[Cell]:
    lines = [PricedLine(one.pk, one.min_quantity) for one in variants]
    answers = quote(shopper.customer, lines, day=shopper.today, presentation=shopper.presentation)
    keys = [one.pk for one in variants]
    there = availability_of(keys, today=shopper.today, shop=shopper.shop)
    return [
        Cell(one, price, there[one.pk], one.pk == chosen.pk, _values(one))
        for one, price in zip(variants, answers, strict=True)
    ]


def _values(variant: Variant) -> tuple[str, ...]:
    cached = (variant._state.fields_cache.get(f"value{place}") for place in (1, 2, 3))  # noqa: SLF001
    return tuple(str(value) for value in cached if value is not None)


def _matrix(product: Product, cells: Sequence[Cell]) -> Matrix:
    """The first axis across, the second down, the third one below the other."""
    axes = {axis.place: axis for axis in Axis.objects.filter(product=product)}
    values: dict[int, list[AxisValue]] = {1: [], 2: [], 3: []}
    for value in AxisValue.objects.filter(product=product).order_by("position", "pk"):
        values[value.place].append(value)
    by_values: dict[tuple[int | None, ...], Cell] = {
        (one.variant.value1_id, one.variant.value2_id, one.variant.value3_id): one for one in cells
    }
    down: list[AxisValue | None] = list(values[2]) or [None]
    deep: list[AxisValue | None] = list(values[3]) or [None]
    layers = []
    for layer in deep:
        rows = []
        for row in down:
            across = row.pk if row else None, layer.pk if layer else None
            keys = [(one.pk, *across) for one in values[1]]
            rows.append(Row(row, [by_values.get(key) for key in keys]))
        layers.append((layer, rows))
    return Matrix(
        columns=values[1],
        column_axis=axes[1].name if 1 in axes else "",
        row_axis=axes[2].name if 2 in axes else "",
        layers=layers,
    )
