"""A catalogue of 100,000 products with two million prices, and the 200 searches over it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from django.db import connection

from accounts.models import Customer
from catalog.models import (
    Presentation,
    PresentationLine,
    PriceList,
    PriceListAssignment,
    Product,
    ProductPicture,
    Section,
)
from catalog.pictures import keep_picture
from catalog.searching.index import refresh, refresh_vocabulary
from portal.demo.filling.shop import PICTURES
from portal.kit.db.roles import as_owner

PRODUCTS, LISTS = 100_000, 20
WORDS = """
white red blue green pink ivory cream vintage retro regency hanging heart lantern candle holder
bowl plate mug cup teapot jug vase basket tray cushion cover apron towel bag jumbo lunch box tin
set small large mini round square wooden glass ceramic enamel metal paper card wrap ribbon
garland bunting star bird rabbit reindeer snowman christmas easter garden flower rose daisy
poppy lavender kitchen bathroom bedroom drawer knob hook frame mirror clock lamp light string
alarm doormat cake stand baking case spoon fork knife egg spice rack storage bottle water flask
umbrella parasol picnic hamper toy puzzle spinning top skittles dolly girl boy party favour gift
tag pencil notebook journal calendar chalkboard sign wicker woven knitted felt cotton linen
velvet silver gold copper brass antique rustic french paisley polkadot gingham stripe check
spotty floral botanical woodland circus parade union strawberry cherry lemon apple pear biscuit
tea coffee sugar flour bread
""".split()  # noqa: SIM905 - a list literal would take two hundred lines
FILL = """
INSERT INTO catalog_product (name, slug, description, unit, decimals, hs_code, origin, status,
                             popularity, created_at, shown_in, brand_id)
SELECT names.name, 'p-' || n, '', 'C62', 0, '', '', 'active',
       (n * 7919) %% 100000, now(), '{}', NULL
  FROM unnest(%(names)s::text[]) WITH ORDINALITY AS names(name, n);
INSERT INTO catalog_assortment (code, name, is_open) VALUES ('everything', 'Everything', true);
INSERT INTO catalog_assortmentline (assortment_id, product_id)
SELECT a.id, p.id FROM catalog_assortment a, catalog_product p;
INSERT INTO catalog_variant (product_id, sku, pack_size, min_quantity, multiple, status, position)
SELECT id, (10000 + (id * 37) %% 900000) || '-' || chr(65 + (id %% 26)::int), 1, 1, 1, 'active', 0
  FROM catalog_product;
INSERT INTO catalog_stock (variant_id, on_hand, reserved, as_of, source)
SELECT id, id %% 400, 0, now(), '' FROM catalog_variant;
INSERT INTO catalog_pricelist (code, name, currency, decimals, is_active, is_default)
SELECT 'list-' || n, 'List ' || n, 'EUR', 2, true, n = 1 FROM generate_series(1, %(lists)s) n;
INSERT INTO catalog_price (price_list_id, variant_id, from_quantity, unit_price)
SELECT l.id, v.id, 1, 2 + (v.id + l.id) %% 90 FROM catalog_pricelist l, catalog_variant v;
"""


def names(count: int, chance: Random) -> list[str]:
    return [" ".join(chance.sample(WORDS, chance.randint(2, 5))).title() for _ in range(count)]


def fill(customer: Customer) -> None:
    """The customer pays by six of the lists."""
    chance = Random(7)
    with as_owner(), connection.cursor() as cursor:
        # One by one, the guards of two million rows take longer than all that is measured.
        cursor.execute("ALTER TABLE catalog_price DISABLE TRIGGER USER")
        values = {"names": names(PRODUCTS, chance), "lists": LISTS}
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("ALTER TABLE catalog_price ENABLE TRIGGER USER")
    refresh()
    refresh_vocabulary()
    for position, one in enumerate(PriceList.objects.order_by("-pk")[:6], start=1):
        PriceListAssignment.objects.create(customer=customer, price_list=one, position=position)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def presentation_of(count: int) -> Presentation:
    """So many products in sections of twenty, every one with a picture."""
    files = sorted(PICTURES.glob("*.webp"))[:20]
    pictures = []
    for file in files:
        with file.open("rb") as content:
            pictures.append(keep_picture(content))
    shown = Presentation.objects.create(
        code=f"of-{count}",
        name=f"Of {count}",
        status="published",
        cover=pictures[0],
        cover_alt="Cup",
    )
    products = list(Product.objects.order_by("-popularity")[:count])
    for place, product in enumerate(products):
        if place % 20 == 0:
            section = Section.objects.create(
                presentation=shown, title=f"Part {place // 20}", position=place
            )
        PresentationLine.objects.create(
            presentation=shown, section=section, product=product, position=place
        )
        ProductPicture.objects.get_or_create(
            product=product, picture=pictures[place % len(pictures)], defaults={"alt": product.name}
        )
    return shown


def searches() -> Sequence[str]:
    """60 names, 40 codes, 30 parts of codes, 44 names with a slip, 26 single letters."""
    chance = Random(11)
    found = list(Product.objects.order_by("pk").values_list("name", "variants__sku")[:90_000:500])
    some = chance.sample(found, 174)
    whole = [name for name, _ in some[:60]]
    codes = [sku for _, sku in some[60:100]]
    parts = [sku[1:5] for _, sku in some[100:130]]
    slips = [_with_slip(name, chance) for name, _ in some[130:]]
    return [*whole, *codes, *parts, *slips, *"abcdefghijklmnopqrstuvwxyz"]


def _with_slip(name: str, chance: Random) -> str:
    """Two letters of the longest word change places."""
    word = max(name.split(), key=len)
    at = chance.randrange(1, len(word) - 2) if len(word) > 3 else 0
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
