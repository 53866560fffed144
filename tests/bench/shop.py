"""The shop at 100,000 products: presentations and searches in hellos, prices, imports, weight."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote_plus

from tests.bench.harness import Goal, bench_database, p95, report, set_up

set_up()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import Customer
from catalog.models import (
    Assortment,
    AssortmentLine,
    Presentation,
    Price,
    PriceList,
    Product,
    Stock,
    Variant,
)
from catalog.pictures import path_of, widths_of
from catalog.pricing import PricedLine, quote
from catalog.searching.index import refresh, refresh_vocabulary
from portal.kit.db.roles import as_owner
from tests.bench.browsers import browser_of
from tests.bench.harness import backend_ns
from tests.bench.served import Served, served
from tests.bench.shop_filling import PRODUCTS, fill, names, presentation_of, searches
from tests.factories import make_customer, make_organization

ROUNDS = 40
FRAGMENT = {"HX-Request": "true", "HX-Target": "product-list"}
# A desktop window shows the cover and the first row of cards; a card is 320 pixels wide.
ABOVE_FOLD = 8
PRODUCT_MAPPING = """
[columns]
sku = "SKU"
name = "Name"
price = "Price"
[defaults]
currency = "EUR"
list = "imported"
"""
STOCK_MAPPING = """
[columns]
sku = "SKU"
on_hand = "Count"
"""


def main() -> None:
    figures: dict[str, dict[str, float]] = {}
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory() as folder, bench_database():
        settings.MEDIA_ROOT = Path(folder) / "media"
        make_organization(time_zone="Europe/London")
        goals += imports(Path(folder), figures)
        _empty()
        customer = make_customer(currency="EUR", name="Bench")
        fill(customer)
        small, large = presentation_of(60), presentation_of(600)
        session = browser_of(customer).cookies[settings.SESSION_COOKIE_NAME].value
        goals += prices(customer, figures)
        with served(session) as server:
            goals += presentations(server, small, large, figures)
            goals += search(server, figures)
        goals += [Goal("pictures above the fold, kB", _picture_kb(small), 250)]
    report("shop", figures, goals)


def presentations(
    server: Served, small: Presentation, large: Presentation, figures: dict[str, dict[str, float]]
) -> list[Goal]:
    cost = {}
    bare = server.hellos([reverse("accounts:company-detail")] * ROUNDS)
    figures["company details, for comparison (hellos)"] = _row(bare)
    for shown in (small, large):
        url = reverse("catalog:presentation-detail", args=[shown.code])
        found = server.hellos([url] * ROUNDS)
        cost[shown.code] = median(found)
        figures[f"presentation {shown.code} (hellos)"] = _row(found)
    url = reverse("catalog:presentation-detail", args=[small.code])
    weight = len(server.get(url, **{"Accept-Encoding": "gzip"}).body) / 1000
    return [
        Goal("presentation of 60, hellos", cost[small.code], 15),
        Goal("presentation of 600 over 60", cost[large.code] / cost[small.code], 1.15),
        Goal("page of 60, kB packed", weight, 15),
    ]


def search(server: Served, figures: dict[str, dict[str, float]]) -> list[Goal]:
    base = reverse("catalog:product-list")
    urls = [f"{base}?q={quote_plus(text)}" for text in searches()]
    goals = []
    for name, headers, bound in (("search page", {}, 12), ("search fragment", FRAGMENT, 6)):
        found = server.hellos(urls, **headers)
        figures[f"{name} (hellos)"] = _row(found)
        goals.append(Goal(f"{name}, p95 of {len(urls)} queries, hellos", p95(found), bound))
    return goals


def prices(customer: Customer, figures: dict[str, dict[str, float]]) -> list[Goal]:
    keys = list(Variant.objects.order_by("pk").values_list("pk", flat=True)[:60_000:2_500])
    lines = [PricedLine(key, Decimal(12)) for key in keys]
    costs = []
    for _ in range(ROUNDS):
        before = backend_ns()
        quote(customer, lines, day=date.today())
        costs.append((backend_ns() - before) / 1_000_000)
    figures[f"price of {len(lines)} lines (ms of database)"] = _row(costs)
    rows = Price.objects.count()
    return [Goal(f"price of {len(lines)} lines at {rows:,} rows, ms", median(costs), 2)]


def imports(folder: Path, figures: dict[str, dict[str, float]]) -> list[Goal]:
    """The file of products against the same rows through the ORM, whose file is read already."""
    titles = names(PRODUCTS, Random(3))
    rows = [(f"I-{at}", title, f"{2 + at % 90}.50") for at, title in enumerate(titles)]
    products = _file(folder / "products.csv", ("SKU", "Name", "Price"), rows)
    stock = _file(folder / "stock.csv", ("SKU", "Count"), [(row[0], "12") for row in rows])
    (folder / "products.toml").write_text(PRODUCT_MAPPING)
    (folder / "stock.toml").write_text(STOCK_MAPPING)
    first = _seconds(lambda: _run("import_products", products, folder / "products.toml"))
    again = _seconds(lambda: _run("import_products", products, folder / "products.toml"))
    counts = _seconds(
        lambda: _run("import_stock", stock, folder / "stock.toml", as_of="2026-01-02T08:00")
    )
    _empty()
    created = _seconds(lambda: _by_bulk_create(rows))
    for name, seconds in (
        ("import of products", first), ("the same again", again), ("bulk_create", created),
        ("import of stock", counts),
    ):  # fmt: skip
        figures[f"{name} (cpu s for {PRODUCTS:,})"] = {"median": seconds, "p95": seconds}
    return [
        Goal("bulk_create over import of products, cpu", created / first, 2, at_most=False),
        Goal("stock of 100,000, cpu s", counts, 10),
    ]


def _by_bulk_create(rows: list[tuple[str, str, str]]) -> None:
    with transaction.atomic():
        prices = PriceList.objects.create(code="imported", name="Imported", currency="EUR")
        products = Product.objects.bulk_create(
            [Product(name=name, slug=sku.lower()) for sku, name, _ in rows], batch_size=1000
        )
        variants = Variant.objects.bulk_create(
            [Variant(product=one, sku=row[0]) for one, row in zip(products, rows, strict=True)],
            batch_size=1000,
        )
        Price.objects.bulk_create(
            [
                Price(price_list=prices, variant=one, unit_price=Decimal(row[2]))
                for one, row in zip(variants, rows, strict=True)
            ],
            batch_size=1000,
        )
        everything = Assortment.objects.create(code="everything", name="All", is_open=True)
        AssortmentLine.objects.bulk_create(
            [AssortmentLine(assortment=everything, product=one) for one in products],
            batch_size=1000,
        )
        refresh()
        refresh_vocabulary()


def _empty() -> None:
    with as_owner(), connection.cursor() as cursor:
        tables = [
            one._meta.db_table
            for one in (Price, PriceList, Stock, AssortmentLine, Variant, Product)
        ]
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("DELETE FROM catalog_assortment")


def _run(command: str, path: Path, mapping: Path, **options: str) -> None:
    with Path("/dev/null").open("w") as nowhere:
        call_command(command, str(path), mapping=mapping, stdout=nowhere, stderr=nowhere, **options)


def _seconds(action: Callable[[], object]) -> float:
    """Processor time of this process and of the database's."""
    before = time.process_time() + backend_ns() / 1e9
    action()
    return time.process_time() + backend_ns() / 1e9 - before


def _file(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def _picture_kb(shown: Presentation) -> float:
    """The cover at 1,280 pixels and the first row of cards at 320."""
    products = shown.lines.order_by("position").values_list("product", flat=True)[:ABOVE_FOLD]
    hashes = [
        (use.picture.sha256, use.picture.width, 320)
        for key in products
        for use in Product.objects.get(pk=key).pictures.select_related("picture")[:1]
        if use.picture
    ]
    if shown.cover:
        hashes.append((shown.cover.sha256, shown.cover.width, 1280))
    sizes = [
        path_of(name, str(next((w for w in widths_of(width) if w >= wanted), widths_of(width)[-1])))
        for name, width, wanted in hashes
    ]
    return sum(path.stat().st_size for path in sizes) / 1000


def _row(values: list[float]) -> dict[str, float]:
    return {"median": median(values), "p95": p95(values)}


if __name__ == "__main__":
    main()
