"""The one price a file of products may say: from 1 on and without an end, in the mapping's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from accounts.models import Organization
from catalog.importing.inserting import insert_prices
from catalog.importing.ladders import Rung, jump_problem, ladder_problem
from catalog.importing.mapping import CatalogMapping
from catalog.models import Price, PriceList, Variant

BATCH = 1_000
RUNG: Rung = (Decimal(1), None, None)


def price_problems(
    asked: Mapping[str, Decimal], mapping: CatalogMapping, *, accept_jumps: bool
) -> dict[str, str]:
    """Why a price cannot go in, by code: it breaks the ladder it becomes part of, or moves further
    than a slip should. Two statements."""
    if not asked:
        return {}
    today = Organization.current().today()
    ladders: dict[str, dict[Rung, Decimal]] = defaultdict(dict)
    rows = Price.objects.filter(price_list__code=mapping.list).select_related("variant")
    for row in rows.iterator():
        rung = row.from_quantity, row.valid_from, row.valid_until
        ladders[row.variant.code][rung] = row.unit_price
    problems = {}
    for code, price in asked.items():
        old = ladders.get(code, {})
        new = old | {RUNG: price}
        reason = ladder_problem(new) or ("" if accept_jumps else jump_problem(new, old, today))
        if reason:
            problems[code] = reason
    return problems


def write_prices(asked: Mapping[str, Decimal], mapping: CatalogMapping) -> int:
    """How many are new or differ. The list is made where it is missing; a currency's first one is
    what customers without a list of their own pay."""
    if not asked:
        return 0
    is_first = not PriceList.objects.filter(currency=mapping.currency, is_default=True).exists()
    prices, _ = PriceList.objects.get_or_create(
        code=mapping.list,
        defaults={
            "name": mapping.list.replace("-", " ").capitalize(),
            "currency": mapping.currency,
            "is_default": is_first,
        },
    )
    variants = dict(Variant.objects.filter(code__in=asked).values_list("code", "pk"))
    there = {
        row.variant_id: row
        for row in Price.objects.filter(
            price_list=prices, from_quantity=1, valid_from=None, valid_until=None
        )
    }
    new, changed = [], []
    for code, price in asked.items():
        variant = variants[code]
        row = there.get(variant)
        if row is None:
            new.append(
                Price(
                    price_list_id=prices.pk, variant_id=variant, from_quantity=1, unit_price=price
                )
            )
        elif row.unit_price != price:
            row.unit_price = price
            changed.append(row)
    insert_prices(new)
    Price.objects.bulk_update(changed, ["unit_price"], batch_size=BATCH)
    return len(new) + len(changed)
