"""An import is taken back as a whole; what has happened since stays."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Arrival, ImportBatch, Price, Product, Stock, Variant
from catalog.undoing import undo_import
from portal.kit.web.refusals import Refusal
from tests.catalog.factories import make_price, make_price_list, make_product, variant_of
from tests.catalog.test_importing import (
    ARRIVALS,
    DATED_PRICES,
    HEAD,
    PRICES,
    PRODUCTS,
    STOCK,
    Importer,
)
from tests.factories import make_customer
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)


def undo(outcome: dict) -> tuple[int, int]:
    undone = undo_import(ImportBatch.objects.get(pk=outcome["batch"]))
    return undone.restored, undone.kept


def rungs() -> list[tuple]:
    return list(Price.objects.order_by("from_quantity").values_list("from_quantity", "unit_price"))


def test_prices_are_as_before_made_changed_and_ended_ones_alike(run: Importer) -> None:
    prices, variant = make_price_list(code="standard"), variant_of(make_product(sku="A1"))
    for at, price in (("1", "10"), ("12", "9"), ("24", "8")):
        make_price(prices, variant, price, at=at)
    before = rungs()
    outcome = run("import_prices", PRICES, "SKU,From,Price", "A1,1,9.50", "A1,12,9", "A1,36,7")
    assert rungs() != before
    assert undo(outcome) == (3, 0)
    assert rungs() == before


def test_price_that_was_changed_since_stays(run: Importer) -> None:
    prices, variant = make_price_list(code="standard"), variant_of(make_product(sku="A1"))
    make_price(prices, variant, "10")
    outcome = run("import_prices", PRICES, "SKU,From,Price", "A1,1,9.50")
    Price.objects.update(unit_price=9)
    assert undo(outcome) == (0, 1)
    assert rungs() == [(1, Decimal(9))]


def test_days_that_are_taken_by_now_are_not_put_back(run: Importer) -> None:
    prices, variant = make_price_list(code="standard"), variant_of(make_product(sku="A1"))
    make_price(prices, variant, "10")
    outcome = run("import_prices", DATED_PRICES, "SKU,From,Since,Price", "A1,1,2020-01-01,9")
    Price.objects.all().delete()
    make_price(prices, variant, "8")
    assert undo(outcome) == (0, 2)
    assert rungs() == [(1, Decimal(8))]


def test_new_products_go_with_their_prices_and_old_ones_have_their_names_again(
    run: Importer,
) -> None:
    run("import_products", PRODUCTS, HEAD, "A1,Mug,Quay,Home,6,4.15")
    rows = ("A1,Better mug,,,,4.20", "B1,Lamp,Quay,Home,1,9")
    outcome = run("import_products", PRODUCTS, HEAD, *rows)
    restored, kept = undo(outcome)
    assert (restored, kept) == (6, 0)
    assert list(Product.objects.values_list("name", flat=True)) == ["Mug"]
    assert rungs() == [(1, Decimal("4.15"))]


def test_product_that_was_ordered_since_stays_and_the_others_go(run: Importer) -> None:
    make_price_list(is_default=True, code="standard")
    rows = ("A1,Mug,,,1,4", "B1,Lamp,,,1,9")
    outcome = run("import_products", PRODUCTS, HEAD, *rows)
    customer = make_customer(currency="EUR")
    make_order(customer, lines=[(Variant.objects.get(code="A1"), "2")])
    _restored, kept = undo(outcome)
    assert kept
    assert list(Product.objects.values_list("name", flat=True)) == ["Mug"]


def test_stock_and_arrivals_are_as_before(run: Importer) -> None:
    make_product(sku="A1")
    run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-01T08:00")
    outcome = run("import_stock", STOCK, "SKU,Count", "A1,7", as_of="2026-01-02T08:00")
    undo(outcome)
    assert Stock.objects.get().on_hand == 5
    outcome = run("import_arrivals", ARRIVALS, "SKU,Day,Count,PO", "A1,2030-01-02,5,P1")
    undo(outcome)
    assert not Arrival.objects.exists()


def test_what_changes_nothing_and_what_is_rehearsed_is_no_batch(run: Importer) -> None:
    make_product(sku="A1")
    run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-01T08:00", dry_run=True)
    run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-02T08:00")
    run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-01T08:00")
    assert ImportBatch.objects.count() == 1


def test_nothing_is_undone_twice_and_an_undoing_is_not_noted(run: Importer) -> None:
    make_product(sku="A1")
    outcome = run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-01T08:00")
    batch = ImportBatch.objects.get(pk=outcome["batch"])
    count = batch.changes.count()
    undo(outcome)
    assert batch.changes.count() == count
    with pytest.raises(Refusal, match="undone already"):
        undo_import(batch)


def test_command_lists_undoes_and_says_so(run: Importer, capsys) -> None:
    make_product(sku="A1")
    outcome = run("import_stock", STOCK, "SKU,Count", "A1,5", as_of="2026-01-01T08:00")
    call_command("undo_import")
    assert "counts  f.csv: 1 created, 0 changed" in capsys.readouterr().out
    call_command("undo_import", str(outcome["batch"]), dry_run=True)
    assert "1 rows would be as they were before f.csv." in capsys.readouterr().out
    assert Stock.objects.exists()
    call_command("undo_import", str(outcome["batch"]))
    assert "1 rows are as they were before f.csv." in capsys.readouterr().out
    with pytest.raises(CommandError, match="undone already"):
        call_command("undo_import", str(outcome["batch"]))
    with pytest.raises(CommandError, match="no import of that number"):
        call_command("undo_import", "999999")
