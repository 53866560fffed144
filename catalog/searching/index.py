"""What is searched: written by every door that changes a name, a brand or a SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from catalog.models import Product, SearchWord, Variant
from catalog.searching.text import fragments_of, grams_of, words_of

BATCH = 1_000
# A product's endings of codes must fit into one tsvector.
MAX_FRAGMENTS = 20_000
LEAST_WORD = 4
UPDATE = """
UPDATE catalog_product p
   SET words = array_to_tsvector(string_to_array(v.words, ' ')),
       fragments = array_to_tsvector(string_to_array(v.fragments, ' '))
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v(id, words, fragments)
 WHERE p.id = v.id
"""


def refresh(products: Iterable[int] | None = None) -> None:
    """Write the words of these products, or of all. Three statements for each thousand."""
    chosen = Product.objects.all() if products is None else Product.objects.filter(pk__in=products)
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), BATCH):
        _refresh(keys[at : at + BATCH])


def _refresh(keys: Sequence[int]) -> None:
    codes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for product, sku, code in (
        Variant.objects.filter(product__in=keys)
        .order_by("product_id", "position", "pk")
        .values_list("product", "sku", "code")
    ):
        codes[product].append((sku, code))
    rows = []
    for pk, name, brand in Product.objects.filter(pk__in=keys).values_list(
        "pk", "name", "brand__name"
    ):
        rows.append((pk, *searched_by(name, brand or "", codes[pk])))
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [list(column) for column in zip(*rows, strict=True)] or [[], [], []])


def searched_by(name: str, brand: str, codes: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The words and the parts of codes by which a product is found, each with spaces between.
    `codes` are its SKUs with their codes."""
    words = {*words_of(name), *words_of(brand)}
    fragments: set[str] = set()
    for sku, code in codes:
        words.update(words_of(sku))
        words.add(code.lower())
        if len(fragments) < MAX_FRAGMENTS:
            fragments.update(fragments_of(code))
    return " ".join(sorted(words)), " ".join(sorted(fragments))


def refresh_vocabulary() -> int:
    """The words that a mistyped one may have meant, from names and brands. How many there are."""
    wanted: set[str] = set()
    for name, brand in Product.objects.values_list("name", "brand__name").iterator():
        wanted.update(words_of(name))
        wanted.update(words_of(brand or ""))
    wanted = {word for word in wanted if len(word) >= LEAST_WORD and not word.isdecimal()}
    known = set(SearchWord.objects.values_list("word", flat=True))
    SearchWord.objects.filter(word__in=known - wanted).delete()
    add_words(wanted - known)
    return len(wanted)


def add_words(words: Iterable[str]) -> None:
    """Words of a new name; those that are known stay."""
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, grams=grams_of(word))
            for word in sorted(set(words))
            if len(word) >= LEAST_WORD and not word.isdecimal()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
