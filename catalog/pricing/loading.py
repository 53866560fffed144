"""Every rung that may matter, of all variants asked for, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from accounts.models import Customer
from catalog.models import Presentation
from catalog.pricing.answers import Ladder, Rung, Source

# Of the sources, lists alone are discounted.
DISCOUNTED = frozenset({Source.PRESENTATION, Source.LIST, Source.DEFAULT})
STATEMENT = """
WITH list AS (
    SELECT s.kind, s.position, l.id, l.name, l.decimals, l.valid_until
      FROM (SELECT 2 AS kind, 0 AS position, %(presentation_list)s::bigint AS id
             UNION ALL
            SELECT 3, position, price_list_id
              FROM catalog_pricelistassignment WHERE customer_id = %(customer)s
             UNION ALL
            SELECT 4, 0, id FROM catalog_pricelist WHERE is_default) s
      JOIN catalog_pricelist l ON l.id = s.id
     WHERE l.is_active AND l.currency = %(currency)s
       AND (l.valid_from IS NULL OR l.valid_from <= %(day)s)
       AND (l.valid_until IS NULL OR l.valid_until >= %(day)s)
)
SELECT variant_id, 1, 0, '', 4, reference, from_quantity, unit_price, valid_until
  FROM catalog_contractprice
 WHERE customer_id = %(customer)s AND currency = %(currency)s AND variant_id = ANY(%(variants)s)
   AND (valid_from IS NULL OR valid_from <= %(day)s)
   AND (valid_until IS NULL OR valid_until >= %(day)s)
UNION ALL
SELECT p.variant_id, list.kind, list.position, list.name, list.decimals, '', p.from_quantity,
       p.unit_price, least(p.valid_until, list.valid_until)
  FROM list
  JOIN catalog_price p ON p.price_list_id = list.id AND p.variant_id = ANY(%(variants)s)
 WHERE (p.valid_from IS NULL OR p.valid_from <= %(day)s)
   AND (p.valid_until IS NULL OR p.valid_until >= %(day)s)
 ORDER BY 1, 2, 3, 7
"""


def ladders_of(
    customer: Customer,
    variants: Sequence[int],
    *,
    day: date,
    presentation: Presentation | None = None,
) -> dict[int, list[Ladder]]:
    """By variant the ladders of all sources that have one, in the order they are asked."""
    values = {
        "customer": customer.pk,
        "currency": customer.currency,
        "day": day,
        "variants": list(variants),
        "presentation_list": presentation.price_list_id if presentation else None,
    }
    percent = presentation.discount_percent if presentation else Decimal(0)
    found: dict[tuple[int, Source, int, str], list[Rung]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        for variant, kind, position, name, decimals, reference, at, base, until in cursor:
            source = Source(kind)
            unit = _discounted(base, percent, decimals) if source in DISCOUNTED else base
            rung = Rung(at, unit, base, reference, until)
            found[variant, source, position, name].append(rung)
    ladders: dict[int, list[Ladder]] = defaultdict(list)
    for (variant, source, position, name), rungs in found.items():
        ladders[variant].append(Ladder(source, name, tuple(rungs), position))
    return ladders


def _discounted(base: Decimal, percent: Decimal, decimals: int) -> Decimal:
    """Rounded before it is multiplied, so that paper shows unit × quantity = net; never to zero."""
    if not percent:
        return base
    smallest = Decimal(1).scaleb(-decimals)
    unit = (base * (100 - percent) / 100).quantize(smallest, rounding=ROUND_HALF_UP)
    return max(unit, min(smallest, base))
