"""Products and their variants: as a file of products says, or as what was sold shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.text import slugify

from catalog.importing.inserting import insert_products, show_in
from catalog.importing.mapping import CatalogMapping
from catalog.importing.product_prices import price_problems, write_prices
from catalog.importing.reading import FileRow
from catalog.importing.run import Outcome, Plan
from catalog.models import (
    Assortment,
    Brand,
    Category,
    Product,
    TaxCode,
    Variant,
)
from catalog.searching.index import refresh, refresh_vocabulary
from portal.kit.importing.rejections import Rejections
from portal.kit.text.countries import country_code

BATCH = 1_000
USUAL_PACKS = (24, 12, 6, 4, 3, 2)
OF_VARIANT = ("gtin", "pack_size", "min_quantity", "multiple", "max_quantity")
OF_PRODUCT = ("name", "description", "hs_code", "status", "popularity")


@dataclass(slots=True)
class Wanted:
    """A variant as the file wants it, with what it says of its product."""

    sku: str
    at: list[int]
    values: dict[str, Any] = field(default_factory=dict)


def planner(*, accept_jumps: bool) -> Plan:
    def plan(
        rows: Iterator[FileRow], mapping: CatalogMapping, rejections: Rejections
    ) -> Callable[[], Outcome]:
        return _plan(rows, mapping, rejections, accept_jumps=accept_jumps)

    return plan


def _plan(
    rows: Iterator[FileRow],
    mapping: CatalogMapping,
    rejections: Rejections,
    *,
    accept_jumps: bool,
) -> Callable[[], Outcome]:
    notes: list[str] = []
    wanted = _of_sales(rows, notes) if mapping.rows == "sales" else _of_products(rows, rejections)
    known = {one.code: one for one in Variant.objects.select_related("product")}
    refused = _refused(wanted, known, rejections)
    asked = {
        code: one.values["price"]
        for code, one in wanted.items()
        if code not in refused and one.values.get("price")
    }
    problems = price_problems(asked, mapping, accept_jumps=accept_jumps)
    for code, reason in problems.items():
        rejections.add_all(wanted[code].at, wanted[code].sku, reason)
    refused |= set(problems)
    sound = {code: one for code, one in wanted.items() if code not in refused}
    return lambda: _write(sound, known, mapping, notes)


def _of_products(rows: Iterator[FileRow], rejections: Rejections) -> dict[str, Wanted]:
    """The last row of a SKU would win by chance: a second one is rejected."""
    found: dict[str, Wanted] = {}
    for row in rows:
        first = found.get(row.code)
        if first is not None:
            reason = f"the SKU stands above on line {first.at[0]} as {first.sku}"
            rejections.add(row.at, reason, row.values["sku"])
            continue
        said = {name: value for name, value in row.values.items() if value not in {None, ""}}
        found[row.code] = Wanted(row.values["sku"], [row.at], said)
    return found


def _of_sales(rows: Iterator[FileRow], notes: list[str]) -> dict[str, Wanted]:
    """What was sold under a code, however it was spelt: the most frequent spelling and name, the
    median price, the smallest usual quantity. Returns and free lines say nothing of these."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, list[Decimal]] = defaultdict(list)
    quantities: dict[str, Counter[Decimal]] = defaultdict(Counter)
    units: Counter[str] = Counter()
    first: dict[str, int] = {}
    for row in rows:
        values, code = row.values, row.code
        spellings[code][values["sku"]] += 1
        first.setdefault(code, row.at)
        quantity, price = values["quantity"], values["price"]
        if values["name"] and price:
            names[code][values["name"]] += 1
        if quantity and quantity > 0 and price and price > 0:
            prices[code].append(price)
            quantities[code][quantity] += 1
            units[code] += int(quantity)
    merged = sorted(code for code, used in spellings.items() if len(used) > 1)
    if merged:
        notes.append(
            f"{len(merged):,} codes were written in more than one way and are one SKU each: "
            + ", ".join(merged[:5]) + ("…" if len(merged) > 5 else "")
        )  # fmt: skip
    silent = [code for code in spellings if not prices[code] or not names[code]]
    if silent:
        notes.append(f"{len(silent):,} codes were never sold at a price and stay out.")
    found = {}
    for code in spellings.keys() - set(silent):
        usual = _usual(quantities[code])
        found[code] = Wanted(
            _most(spellings[code]),
            [first[code]],
            {
                "name": _readable(_most(names[code])),
                "price": Decimal(median(prices[code])).quantize(Decimal("0.0001")),
                "min_quantity": usual,
                "multiple": usual,
                "pack_size": usual,
                "popularity": units[code],
            },
        )
    return found


def _readable(name: str) -> str:
    """`RED HEART` is `Red Heart`; what is written in small letters too stays as it is."""
    return name.title() if name.isupper() else name


def _most(counter: Counter[str]) -> str:
    """The most frequent; of equals the first in the alphabet, so that it does not change."""
    return min(counter, key=lambda one: (-counter[one], one))


def _usual(quantities: Counter[Decimal]) -> Decimal:
    """The largest usual pack that nine in ten of the lines were multiples of; else 1."""
    lines = sum(quantities.values())
    for pack in USUAL_PACKS:
        fitting = sum(count for quantity, count in quantities.items() if quantity % pack == 0)
        if fitting * 10 >= lines * 9:
            return Decimal(pack)
    return Decimal(1)


def _refused(
    wanted: dict[str, Wanted], known: dict[str, Variant], rejections: Rejections
) -> set[str]:
    """Rules that the columns themselves cannot know."""
    taxes = set(TaxCode.objects.values_list("code", flat=True))
    refused = set()
    for code, one in wanted.items():
        variant = known.get(code) or Variant()
        values = one.values
        reason = ""
        if code not in known and not values.get("name"):
            reason = "a new product without a name"
        elif values.get("tax_code") and values["tax_code"] not in taxes:
            reason = f"no tax code: {values['tax_code']}"
        elif values.get("origin") and not country_code(values["origin"]):
            reason = f"no country has this code or name: {values['origin']}"
        elif values.get("price") is not None and values["price"] <= 0:
            reason = "a price is more than zero; leave it empty where it is on request"
        else:
            reason = _quantities(values, variant)
        if reason:
            rejections.add_all(one.at, one.sku, reason)
            refused.add(code)
    return refused


def _quantities(values: dict[str, Any], variant: Variant) -> str:
    """Minimum and maximum are reached in multiples; what the file leaves open stays as it is."""
    given = [name for name in OF_VARIANT[1:] if name in values]
    if any(values[name] <= 0 for name in given):
        return "a quantity is more than zero"
    multiple = values.get("multiple", variant.multiple)
    least = values.get("min_quantity", variant.min_quantity)
    most = values.get("max_quantity", variant.max_quantity)
    if "multiple" in values and "min_quantity" not in values and least % multiple:
        values["min_quantity"] = least = multiple
    if least % multiple:
        return f"the minimum {least} is no multiple of {multiple}"
    if most is not None and (most < least or most % multiple):
        return f"the maximum {most} is below the minimum or no multiple of {multiple}"
    return ""


def _write(
    wanted: dict[str, Wanted], known: dict[str, Variant], mapping: CatalogMapping, notes: list[str]
) -> Outcome:
    outcome = Outcome(notes=notes)
    brands, categories = _brands(wanted.values()), _categories(wanted.values())
    taxes = {one.code: one for one in TaxCode.objects.all()}
    new: list[tuple[Product, Variant]] = []
    changed_products: dict[int, Product] = {}
    changed_variants: list[Variant] = []
    slugs = set(Product.objects.values_list("slug", flat=True))
    for code, one in sorted(wanted.items()):
        variant = known.get(code)
        is_new = variant is None
        if variant is None:
            variant = Variant(product=Product(unit=mapping.unit), sku=one.sku)
        before = _state(variant)
        _apply(variant, one.values, brands, categories, taxes)
        if is_new:
            variant.product.slug = _slug(f"{variant.product.name} {one.sku}", slugs)
            new.append((variant.product, variant))
        elif _state(variant) != before:
            changed_products[variant.product_id] = variant.product
            changed_variants.append(variant)
        else:
            outcome.unchanged += 1
    insert_products(new)
    Product.objects.bulk_update(
        changed_products.values(),
        [*OF_PRODUCT, "brand", "category", "tax_code", "origin", "unit"],
        batch_size=BATCH,
    )
    Variant.objects.bulk_update(changed_variants, OF_VARIANT, batch_size=BATCH)
    _show([product for product, _ in new], mapping.assortment)
    outcome.created, outcome.updated = len(new), len(changed_variants)
    asked = {code: one.values["price"] for code, one in wanted.items() if one.values.get("price")}
    prices = write_prices(asked, mapping)
    if prices:
        outcome.notes.append(f"{prices:,} prices of the list {mapping.list} are new or differ.")
        outcome.updated += 0 if outcome.created else prices
    refresh(changed_products)
    if new or changed_products:
        refresh_vocabulary()
    return outcome


def _state(variant: Variant) -> tuple[Any, ...]:
    product = variant.product
    return (
        *(getattr(variant, name) for name in OF_VARIANT),
        *(getattr(product, name) for name in (*OF_PRODUCT, "origin", "unit")),
        product.brand_id,
        product.category_id,
        product.tax_code_id,
    )


def _apply(
    variant: Variant,
    values: dict[str, Any],
    brands: dict[str, Brand],
    categories: dict[str, Category],
    taxes: dict[str, TaxCode],
) -> None:
    product = variant.product
    for name in OF_VARIANT:
        if name in values:
            setattr(variant, name, values[name])
    for name in OF_PRODUCT:
        if name in values:
            value = values[name]
            setattr(product, name, int(value) if name == "popularity" else value)
    if "unit" in values:
        product.unit = values["unit"].upper()
    if "origin" in values:
        product.origin = country_code(values["origin"])
    if "brand" in values:
        product.brand = brands[values["brand"]]
    if "category" in values:
        product.category = categories[values["category"]]
    if "tax_code" in values:
        product.tax_code = taxes[values["tax_code"]]


def _brands(wanted: Iterable[Wanted]) -> dict[str, Brand]:
    names = {one.values["brand"] for one in wanted if one.values.get("brand")}
    found = {one.name: one for one in Brand.objects.filter(name__in=names)}
    slugs = set(Brand.objects.values_list("slug", flat=True))
    for name in sorted(names - found.keys()):
        found[name] = Brand.objects.create(name=name, slug=_slug(name, slugs)[:80])
    return found


def _categories(wanted: Iterable[Wanted]) -> dict[str, Category]:
    """`Home > Mugs` are two categories, one within the other; at most four."""
    texts = {one.values["category"] for one in wanted if one.values.get("category")}
    known = {one.path: one for one in Category.objects.all()}
    found = {}
    for text in sorted(texts):
        above: Category | None = None
        for name in [part.strip() for part in text.split(">")][:4]:
            slug = slugify(name)[:80] or "other"
            path = f"{above.path}/{slug}" if above else slug
            if path not in known:
                made = Category.objects.create(parent=above, name=name[:80], slug=slug)
                made.refresh_from_db()
                known[path] = made
            above = known[path]
        if above is not None:
            found[text] = above
    return found


def _slug(text: str, taken: set[str]) -> str:
    base = slugify(text)[:110] or "product"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


def _show(products: list[Product], code: str) -> None:
    """New products join the assortment; without one they are seen by nobody."""
    if products and code:
        assortment, _ = Assortment.objects.get_or_create(
            code=code, defaults={"name": code.replace("-", " ").capitalize(), "is_open": True}
        )
        show_in(assortment.pk, [one.pk for one in products])
