"""Products for what somebody typed: the exact code first, then the most asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from catalog.codes import code_of
from catalog.models import Category, Variant
from catalog.searching.text import LEAST_FRAGMENT, words_of
from catalog.searching.typos import meant_by

PAGE = 24
# More matches are "more than 1,000": they are not counted, and walked in order of popularity.
MAX_COUNTED = 1_000
FEW = 5

SEEN = """p.status <> 'hidden' AND p.shown_in && %(assortments)s::bigint[]
    AND (%(path)s = '' OR EXISTS (
        SELECT 1 FROM catalog_category c WHERE c.id = p.category_id
           AND (c.path = %(path)s OR c.path LIKE %(below)s)))
    AND (%(brand)s::bigint IS NULL OR p.brand_id = %(brand)s)
    AND (%(presentation)s::bigint IS NULL OR EXISTS (
        SELECT 1 FROM catalog_presentationline l
         WHERE l.product_id = p.id AND l.presentation_id = %(presentation)s))
    AND (%(low)s::numeric IS NULL AND %(high)s::numeric IS NULL OR EXISTS (
        SELECT 1 FROM catalog_variant v JOIN catalog_price r ON r.variant_id = v.id
          JOIN catalog_pricelist l ON l.id = r.price_list_id
         WHERE v.product_id = p.id AND l.is_default AND l.currency = %(currency)s
           AND r.unit_price >= COALESCE(%(low)s::numeric, 0)
           AND r.unit_price <= COALESCE(%(high)s::numeric, 'infinity')))
    AND (NOT %(in_stock)s OR EXISTS (
        SELECT 1 FROM catalog_variant v JOIN catalog_stock s ON s.variant_id = v.id
         WHERE v.product_id = p.id AND s.on_hand > s.reserved))"""
# One pass, whatever the statistics say: an order by popularity in the same query would make the
# planner walk the popularity index where few match.
ONE_PASS = f"""
WITH m AS MATERIALIZED (
    SELECT p.id, p.popularity FROM catalog_product p WHERE {{match}} AND {SEEN}
     LIMIT {MAX_COUNTED + 1}),
n AS (SELECT count(*) AS n FROM m)
SELECT n.n, k.id FROM n LEFT JOIN LATERAL (
    SELECT id, popularity FROM m WHERE n.n <= {MAX_COUNTED}
     ORDER BY popularity DESC, id LIMIT %(limit)s OFFSET %(offset)s) k ON true
 ORDER BY k.popularity DESC, k.id
"""  # noqa: S608 - made of constants
BROAD = f"""
SELECT p.id FROM catalog_product p WHERE ({{match}}) IS TRUE AND {SEEN}
 ORDER BY p.popularity DESC, p.id LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - made of constants
BY_WORDS = "p.words @@ %(query)s::tsquery"
BY_FRAGMENT = "p.fragments @@ %(query)s::tsquery"
EVERYTHING = "true"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and in which part of the catalogue. `low` and `high` bound the price of
    the default list in `currency`: a customer's own prices would have to be resolved for every
    product."""

    text: str = ""
    category: Category | None = None
    brand_id: int | None = None
    in_stock: bool = False
    presentation_id: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Products of one page, by id. `count` is exact up to MAX_COUNTED. `meant` is the text that
    was searched for instead of what was typed, which had no match."""

    products: list[int] = field(default_factory=list)
    count: int = 0
    meant: str = ""

    @property
    def is_more(self) -> bool:
        return self.count > MAX_COUNTED


def search(
    wanted: Wanted, assortments: Sequence[int], *, limit: int = PAGE, offset: int = 0
) -> Found:
    """At most seven statements, whatever is typed; usually one or two."""
    if not wanted.text.strip():
        return _find(EVERYTHING, "", wanted, assortments, limit, offset)
    query = query_of(wanted.text)
    if not query:
        return Found()
    found = _find(BY_WORDS, query, wanted, assortments, limit, offset)
    if found.count < FEW and (fragment := _fragment_of(wanted.text)):
        more = _find(BY_FRAGMENT, fragment, wanted, assortments, limit, offset)
        both = [*found.products, *(one for one in more.products if one not in found.products)]
        found = Found(both[:limit], max(found.count, more.count, len(both)))
    if not found.count and offset == 0:
        return _meant(wanted, assortments, limit)
    return _exact_first(found, wanted.text, assortments, limit=limit, offset=offset)


def query_of(text: str) -> str:
    """A tsquery: every word, the last one perhaps not finished; or the whole as a code. Single
    letters before the last word say nothing."""
    words = words_of(text)
    if not words:
        return ""
    kept = [word for word in words[:-1] if len(word) > 1]
    together = " & ".join([*(f"'{word}'" for word in kept), f"'{words[-1]}':*"])
    code = code_of(text).lower()
    return f"({together}) | '{code}':*" if len(words) > 1 and code else together


def _fragment_of(text: str) -> str:
    """A part of a code: a digit in it, and long enough."""
    code = code_of(text).lower()
    has_digit = any(letter.isdecimal() for letter in code)
    return f"'{code}':*" if has_digit and len(code) >= LEAST_FRAGMENT else ""


def _find(
    match: str, query: str, wanted: Wanted, assortments: Sequence[int], limit: int, offset: int
) -> Found:
    path = wanted.category.path if wanted.category else ""
    values = {
        "query": query,
        "assortments": list(assortments),
        "path": path,
        "below": f"{path}/%",
        "brand": wanted.brand_id,
        "in_stock": wanted.in_stock,
        "presentation": wanted.presentation_id,
        "low": wanted.low,
        "high": wanted.high,
        "currency": wanted.currency,
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(ONE_PASS.format(match=match), values)
        rows = cursor.fetchall()
        count = rows[0][0]
        if count > MAX_COUNTED:
            cursor.execute(BROAD.format(match=match), values)
            return Found([row[0] for row in cursor.fetchall()], count)
    return Found([row[1] for row in rows if row[1] is not None], count)


def _exact_first(
    found: Found, text: str, assortments: Sequence[int], *, limit: int, offset: int
) -> Found:
    """The product that has this very code stands before all others."""
    code = code_of(text)
    if offset or not code or found.count < 2:
        return found
    seen = Variant.objects.seen_in(assortments).filter(code=code)
    exact = seen.values_list("product", flat=True).first()
    if exact is None:
        return found
    others = [one for one in found.products if one != exact]
    return Found([exact, *others][:limit], found.count, found.meant)


def _meant(wanted: Wanted, assortments: Sequence[int], limit: int) -> Found:
    """The nearest words that lead this customer to something."""
    words = words_of(wanted.text)
    longest = max(words, key=len, default="")
    if len(longest) < LEAST_FRAGMENT:
        return Found()
    for candidate in meant_by(longest)[:3]:
        meant = " ".join(candidate if word == longest else word for word in words)
        found = _find(BY_WORDS, query_of(meant), wanted, assortments, limit, 0)
        if found.count:
            return Found(found.products, found.count, meant)
    return Found()
