"""Products, prices, stock and arrivals of another system."""

from __future__ import annotations

import csv
import json
import lzma
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.models import Arrival, Price, PriceList, Product, Stock, Variant
from tests.catalog.factories import make_price, make_price_list, make_product, variant_of
from tests.real_data import ONLINE_RETAIL

pytestmark = pytest.mark.django_db
MAPPINGS = Path(settings.BASE_DIR) / "docs" / "mappings"

PRODUCTS = """
[columns]
sku = "SKU"
name = "Name"
brand = "Brand"
category = "Category"
multiple = "Pack"
price = "Price"
[defaults]
currency = "EUR"
list = "standard"
"""
PRICES = """
[columns]
sku = "SKU"
from_quantity = "From"
price = "Price"
[defaults]
list = "standard"
"""
DATED_PRICES = """
[columns]
sku = "SKU"
from_quantity = "From"
valid_from = "Since"
price = "Price"
[defaults]
list = "standard"
"""
STOCK = """
[columns]
sku = "SKU"
on_hand = "Count"
"""
ARRIVALS = """
[columns]
sku = "SKU"
arrives_on = "Day"
quantity = "Count"
reference = "PO"
"""


class Importer:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, command: str, mapping: str, *rows: str, code: int = 0, **options) -> dict:
        """The outcome as JSON, and the exit code as expected."""
        (self.folder / "m.toml").write_text(mapping)
        (self.folder / "f.csv").write_text("\n".join(rows) + "\n")
        arguments = [str(self.folder / "f.csv"), "--mapping", str(self.folder / "m.toml"), "--json"]
        report = self.folder / "report.csv"
        found = 0
        try:
            call_command(command, *arguments, "--report", str(report), **options)
        except CommandError as error:
            found = error.returncode
        out = self.capsys.readouterr().out
        assert found == code, out
        return json.loads(out) if out.strip() else {}

    @property
    def report(self) -> str:
        return (self.folder / "report.csv").read_text()


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


HEAD = "SKU,Name,Brand,Category,Pack,Price"


def test_products_come_with_brand_category_price_and_assortment(run: Importer) -> None:
    outcome = run("import_products", PRODUCTS, HEAD, "MUG-1,Mug,Quay,Home > Mugs,6,4.15")
    assert outcome["created"] == 1
    variant = Variant.objects.get(code="MUG1")
    product = variant.product
    assert (product.name, str(product.brand), str(product.category)) == ("Mug", "Quay", "home/mugs")
    assert (variant.multiple, variant.min_quantity) == (6, 6)
    assert Price.objects.get().unit_price == Decimal("4.15")
    assert PriceList.objects.get().is_default
    assert product.assortments.get().is_open


def test_same_file_again_changes_nothing(run: Importer) -> None:
    rows = (HEAD, "MUG-1,Mug,Quay,Home,6,4.15")
    run("import_products", PRODUCTS, *rows)
    outcome = run("import_products", PRODUCTS, *rows)
    assert (outcome["created"], outcome["updated"], outcome["unchanged"]) == (0, 0, 1)


def test_sku_in_another_spelling_is_the_same_product(run: Importer) -> None:
    run("import_products", PRODUCTS, HEAD, "MUG-1,Mug,,,,")
    outcome = run("import_products", PRODUCTS, HEAD, "mug1,Better mug,,,,")
    assert (outcome["created"], outcome["updated"]) == (0, 1)
    assert Variant.objects.get().sku == "MUG-1"
    assert Product.objects.get().name == "Better mug"


def test_empty_cell_changes_nothing(run: Importer) -> None:
    run("import_products", PRODUCTS, HEAD, "MUG-1,Mug,Quay,Home,6,4.15")
    run("import_products", PRODUCTS, HEAD, "MUG-1,,,,,")
    assert str(Product.objects.get().brand) == "Quay"


def test_dry_run_says_what_would_change_and_changes_nothing(run: Importer) -> None:
    outcome = run("import_products", PRODUCTS, HEAD, "A1,Mug,,,,", dry_run=True)
    assert (outcome["created"], outcome["changed"]) == (1, False)
    assert not Product.objects.exists()


def test_rows_that_cannot_go_in_are_listed_and_the_others_go_in(run: Importer) -> None:
    rows = ("A1,Good,,,,", "a-1,Twice,,,,", "B1,,,,,", "C1,Free,,,,0", "--,No code,,,,")
    outcome = run("import_products", PRODUCTS, HEAD, *rows, code=4)
    assert (outcome["created"], outcome["rejected_rows"]) == (1, 4)
    assert "the SKU stands above on line 2 as A1" in run.report
    assert "a new product without a name" in run.report
    assert "a price is more than zero" in run.report


def test_atomic_lets_nothing_in_beside_a_rejected_row(run: Importer) -> None:
    run("import_products", PRODUCTS, HEAD, "A1,Good,,,,", "B1,,,,,", code=1, atomic=True)
    assert not Product.objects.exists()


def test_cell_that_cannot_be_read_stops_all(run: Importer) -> None:
    run("import_products", PRODUCTS, HEAD, "A1,Good,,,,", "B1,Bad,,,,4.x", code=4)
    assert not Product.objects.exists()


def test_ladder_is_replaced_whole(run: Importer) -> None:
    variant = variant_of(make_product(sku="A1"))
    prices = make_price_list(code="standard")
    for at, price in (("1", "10"), ("12", "9"), ("24", "8")):
        make_price(prices, variant, price, at=at)
    outcome = run("import_prices", PRICES, "SKU,From,Price", "A1,1,9.50", "A1,12,8.00")
    rungs = Price.objects.values_list("from_quantity", "unit_price").order_by("from_quantity")
    assert list(rungs) == [(1, Decimal("9.5")), (12, Decimal(8))]
    assert outcome["updated"] == 3


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (("A1,1,9", "A1,12,9.5"), "it costs more each than from"),
        (("A1,1,9", "A1,1,8"), "this rung stands above already"),
        (("A1,1,0",), "a price is more than zero"),
        (("B9,1,5",), "no product has the SKU B9"),
        (("A1,1,4",), "the price moves by more than 40 per cent"),
    ],
)
def test_wrong_ladder_is_rejected_whole(rows: tuple[str], reason: str, run: Importer) -> None:
    prices = make_price_list(code="standard")
    make_price(prices, variant_of(make_product(sku="A1")), "10")
    outcome = run("import_prices", PRICES, "SKU,From,Price", *rows, code=4)
    assert reason in run.report
    assert Price.objects.get().unit_price == 10 or outcome["updated"]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (("A1,1,,1",), "10 → 1"),
        (("A1,1,2026-01-01,1",), "10 → 1"),
        (("A1,1,2099-01-01,1",), "10 → 1"),
        (("A1,0.5,,1",), "10 → 1"),
        (("A1,1,,10", "A1,24,,1"), "8 → 1"),
        (("A1,1,,14.01",), "10 → 14.01"),
        (("A1,2,,14.01",), "10 → 14.01"),
    ],
)
def test_jump_is_seen_under_another_day_or_quantity(
    rows: tuple[str], shown: str, run: Importer
) -> None:
    prices = make_price_list(code="standard")
    variant = variant_of(make_product(sku="A1"))
    make_price(prices, variant, "10")
    make_price(prices, variant, "8", at="12")
    run("import_prices", DATED_PRICES, "SKU,From,Since,Price", *rows, code=4)
    assert f"see --accept-jumps: {shown}" in run.report
    assert Price.objects.count() == 2


def test_price_that_has_ended_is_what_the_next_one_is_compared_with(run: Importer) -> None:
    prices = make_price_list(code="standard")
    price = make_price(prices, variant_of(make_product(sku="A1")), "10")
    Price.objects.filter(pk=price.pk).update(valid_until="2026-01-31")
    run("import_prices", DATED_PRICES, "SKU,From,Since,Price", "A1,1,2026-02-01,1", code=4)
    assert "see --accept-jumps: 10 → 1" in run.report


def test_a_file_that_only_ends_prices_says_whom_it_concerns(run: Importer) -> None:
    prices = make_price_list(code="standard", is_default=False)
    variant = variant_of(make_product(sku="A1"))
    make_price(prices, variant, "10")
    make_price(prices, variant, "8", at="12")
    outcome = run("import_prices", PRICES, "SKU,From,Price", "A1,1,10")
    assert "standard: 1 price changes for 0 customers." in outcome["notes"]


def test_jump_goes_in_when_it_is_meant(run: Importer) -> None:
    prices = make_price_list(code="standard")
    make_price(prices, variant_of(make_product(sku="A1")), "10")
    run("import_prices", PRICES, "SKU,From,Price", "A1,1,4", accept_jumps=True)
    assert Price.objects.get().unit_price == 4


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("14.01", "see --accept-jumps: 10 → 14.01"),
        ("7", "from 12 it costs more each than from 1: 8 and 7"),
    ],
)
def test_price_in_a_file_of_products_meets_the_same_guards(
    price: str, reason: str, run: Importer
) -> None:
    prices = make_price_list(code="standard")
    variant = variant_of(make_product(sku="A1"))
    make_price(prices, variant, "10")
    make_price(prices, variant, "8", at="12")
    run("import_products", PRODUCTS, HEAD, f"A1,Mug,,,,{price}", code=4)
    assert reason in run.report
    assert Price.objects.filter(unit_price=10).exists()


def test_price_of_a_product_beside_a_dated_one_is_refused_in_words(run: Importer) -> None:
    prices = make_price_list(code="standard")
    make_price(prices, variant_of(make_product(sku="A1")), "10", valid_from="2026-01-01")
    run("import_products", PRODUCTS, HEAD, "A1,Mug,,,,10", code=4)
    assert "two prices from 1 are valid on the same days" in run.report


def test_stock_is_a_snapshot_and_an_older_one_does_not_win(run: Importer) -> None:
    make_product(sku="A1")
    for moment, count in (("2026-03-02T08:00", 12), ("2026-03-01T08:00", 99)):
        run("import_stock", STOCK, "SKU,Count", f"a-1,{count}", as_of=moment)
    assert Stock.objects.get().on_hand == 12


def test_stock_of_the_future_is_refused(run: Importer) -> None:
    run("import_stock", STOCK, "SKU,Count", "A1,1", as_of="2199-01-01T08:00", code=2)


def test_arrivals_follow_the_file_and_end_with_a_quantity_of_none(run: Importer) -> None:
    make_product(sku="A1")
    head = "SKU,Day,Count,PO"
    run("import_arrivals", ARRIVALS, head, "A1,2026-05-01,10,PO-1")
    run("import_arrivals", ARRIVALS, head, "A1,2026-05-09,10,PO-1")
    assert str(Arrival.objects.get().arrives_on) == "2026-05-09"
    run("import_arrivals", ARRIVALS, head, "A1,2026-05-09,0,PO-1")
    assert not Arrival.objects.exists()


@pytest.mark.skipif(not ONLINE_RETAIL.exists(), reason="needs the UCI Online Retail file")
def test_catalogue_of_a_real_wholesaler_is_what_its_lines_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The figures of docs/importing.md, computed here in another way."""
    mapping = MAPPINGS / "online-retail-products.toml"
    call_command("import_products", str(ONLINE_RETAIL), "--mapping", str(mapping), "--json")
    outcome = json.loads(capsys.readouterr().out)
    prices, units, spellings, lines, services = independently()
    assert (lines, len(spellings), len(services)) == (541_909, 3_926, 32)
    assert sum(units.values()) == 5_576_996
    page = (Path(settings.BASE_DIR) / "docs" / "importing.md").read_text()
    for figure in ("541,909", "3,926", "32 service codes", "111 of them", "3,791", "5,576,996"):
        assert figure in page
    assert outcome["created"] == len(prices) == FIGURES["products"]
    assert Variant.objects.count() == len(prices)
    assert sum(len(used) > 1 for used in spellings.values()) == FIGURES["merged"]
    found = dict(Price.objects.values_list("variant__code", "unit_price"))
    assert found == {code: median_of(seen) for code, seen in prices.items()}
    popular = dict(Variant.objects.values_list("code", "product__popularity"))
    assert popular == units
    lights = Product.objects.get(variants__code="85123A")
    assert lights.name == "White Hanging Heart T-Light Holder"


FIGURES = {"products": 3791, "merged": 111}


def median_of(prices: list[Decimal]) -> Decimal:
    return Decimal(median(prices)).quantize(Decimal("0.0001"))


def independently():
    service = {"POST", "D", "C2", "DOT", "M", "S", "B", "PADS", "CRUK", "BANKCHARGES", "AMAZONFEE"}
    names, prices = defaultdict(Counter), defaultdict(list)
    units: Counter[str] = Counter()
    spellings = defaultdict(set)
    lines, services = 0, set()
    with lzma.open(ONLINE_RETAIL, "rt", newline="") as file:
        for row in csv.DictReader(file):
            code = "".join(one for one in row["StockCode"].upper() if one.isalnum())
            lines += 1
            if code in service or code.startswith(("DCGS", "GIFT")):
                services.add(code)
                continue
            spellings[code].add(row["StockCode"].strip())
            quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
            name = row["Description"].strip()
            if name and price:
                names[code][name] += 1
            if quantity > 0 and price > 0:
                prices[code].append(price)
                units[code] += quantity
    prices = {code: seen for code, seen in prices.items() if names[code]}
    units = {code: units[code] for code in prices}
    return prices, units, spellings, lines, services
