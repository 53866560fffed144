"""What must never stand in the catalogue is refused by the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.codes import code_of
from catalog.models import (
    Arrival,
    Assortment,
    AssortmentLine,
    Axis,
    AxisValue,
    Category,
    PresentationLine,
    Price,
    PriceListAssignment,
    Product,
    Stock,
    TaxCode,
    Variant,
)
from portal.kit.db.row_security import only_rows_of
from tests.catalog.factories import (
    NOT_A_NUMBER,
    make_assortment,
    make_contract,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    make_variant,
    variant_of,
)
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def refuses(act: Callable[[], object]) -> bool:
    """Whether the database refuses `act`, at once or when the transaction ends."""
    try:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError:
        return True
    return False


# --- Variants ------------------------------------------------------------------------------


def test_sku_is_kept_as_written_and_compared_by_letters_and_digits() -> None:
    variant = variant_of(make_product(sku="hv-mug 330/a"))
    variant.refresh_from_db()
    assert (variant.sku, variant.code) == ("hv-mug 330/a", "HVMUG330A")


@settings(max_examples=25)
@given(sku=st.from_regex(r"[!-~]{0,20}[A-Za-z0-9][!-~]{0,20}", fullmatch=True))
def test_database_and_portal_agree_on_the_code(sku: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper(regexp_replace(%s, '[^A-Za-z0-9]', '', 'g'))", [sku])
        assert cursor.fetchone() == (code_of(sku),)


@pytest.mark.parametrize("other", ["85123a", "85-123A", "8 5123A"])
def test_same_code_in_another_spelling_is_refused(other: str) -> None:
    make_product(sku="85123A")
    assert refuses(lambda: make_product(sku=other))


@pytest.mark.parametrize("sku", ["", "--", " A1", "A1 ", "A  1", "Ä1", "A\n1"])
def test_sku_without_a_form_is_refused(sku: str) -> None:
    product = make_product()
    assert refuses(lambda: Variant.objects.create(product=product, sku=sku, value1=None))


@pytest.mark.parametrize(
    "fields",
    [
        {"multiple": 0},
        {"min_quantity": 5, "multiple": 6},
        {"min_quantity": 12, "multiple": 6, "max_quantity": 6},
        {"min_quantity": 6, "multiple": 6, "max_quantity": 20},
        {"pack_size": NOT_A_NUMBER},
        {"min_quantity": NOT_A_NUMBER},
        {"max_quantity": NOT_A_NUMBER},
    ],
)
def test_quantities_that_contradict_each_other_are_refused(fields: dict[str, Any]) -> None:
    assert refuses(lambda: make_product(**fields))


def test_quantities_in_packs_are_taken() -> None:
    assert not refuses(
        lambda: make_product(pack_size=6, min_quantity=12, multiple=6, max_quantity=60)
    )


@pytest.mark.parametrize(("gtin", "is_good"), [("4006381333931", True), ("4006381333932", False)])
def test_gtin_has_the_right_check_digit(gtin: str, is_good: bool) -> None:
    assert refuses(lambda: make_product(gtin=gtin)) != is_good


def test_plain_product_has_one_variant() -> None:
    product = make_product()
    assert refuses(lambda: make_variant(product))


def with_axes(product: Product) -> dict[str, AxisValue]:
    """Size S and M, colour red."""
    values = {}
    for place, (name, words) in enumerate((("Size", "SM"), ("Colour", "R")), start=1):
        axis = Axis.objects.create(product=product, place=place, name=name)
        for word in words:
            values[word] = AxisValue.objects.create(
                axis=axis, product=product, place=place, value=word
            )
    return values


def test_two_variants_do_not_share_their_values() -> None:
    product = make_product()
    values = with_axes(product)
    make_variant(product, value1=values["S"], value2=values["R"])
    assert not refuses(lambda: make_variant(product, value1=values["M"], value2=values["R"]))
    assert refuses(lambda: make_variant(product, value1=values["S"], value2=values["R"]))


def test_variant_takes_only_values_of_its_own_product_and_of_the_right_axis() -> None:
    product, other = make_product(), make_product()
    values, foreign = with_axes(product), with_axes(other)
    assert refuses(lambda: make_variant(product, value1=foreign["S"]))
    assert refuses(lambda: make_variant(product, value1=values["R"]))
    assert refuses(lambda: make_variant(product, value2=values["S"]))


def test_value_belongs_to_the_product_of_its_axis() -> None:
    product, other = make_product(), make_product()
    axis = Axis.objects.create(product=product, place=1, name="Size")
    assert refuses(lambda: AxisValue.objects.create(axis=axis, product=other, place=1, value="S"))


@pytest.mark.parametrize("quantity", [NOT_A_NUMBER, 0, -1, 1_000_000])
def test_arrival_of_no_quantity_is_refused(quantity: Any) -> None:
    variant = variant_of(make_product())
    assert refuses(
        lambda: Arrival.objects.create(
            variant=variant, arrives_on=date(2026, 5, 1), quantity=quantity, reference="PO-1"
        )
    )


def test_stock_that_is_no_number_is_refused() -> None:
    variant = variant_of(make_product())
    now = "2026-03-02T08:00Z"
    for fields in ({"on_hand": NOT_A_NUMBER}, {"on_hand": 1, "reserved": NOT_A_NUMBER}):
        assert refuses(lambda f=fields: Stock.objects.create(variant=variant, as_of=now, **f))


# --- Categories, tax, replacement -------------------------------------------------------------


def test_path_of_a_category_follows_its_parents() -> None:
    home = Category.objects.create(name="Home", slug="home")
    mugs = Category.objects.create(name="Mugs", slug="mugs", parent=home)
    home.slug = "homeware"
    home.save()
    mugs.refresh_from_db()
    assert (mugs.path, mugs.depth) == ("homeware/mugs", 2)


def test_categories_are_four_deep_and_no_deeper() -> None:
    parent = None
    for name in "abcd":
        parent = Category.objects.create(name=name, slug=name, parent=parent)
    assert refuses(lambda: Category.objects.create(name="e", slug="e", parent=parent))


def test_category_moved_down_takes_its_children_along_or_stays() -> None:
    above = Category.objects.create(name="a", slug="a")
    for name in "bc":
        above = Category.objects.create(name=name, slug=name, parent=above)
    top = Category.objects.create(name="x", slug="x")
    child = Category.objects.create(name="y", slug="y", parent=top)
    Category.objects.create(name="z", slug="z", parent=child)
    top.parent = above
    assert refuses(top.save)


def test_category_never_stands_within_itself() -> None:
    top = Category.objects.create(name="a", slug="a")
    below = Category.objects.create(name="b", slug="b", parent=top)
    top.parent = below
    assert refuses(top.save)


def test_standard_tax_has_a_rate_and_the_others_have_none() -> None:
    assert refuses(lambda: TaxCode.objects.create(code="A", name="A", category="S", rate=0))
    assert refuses(lambda: TaxCode.objects.create(code="B", name="B", category="Z", rate=5))
    assert refuses(lambda: TaxCode.objects.create(code="C", name="C", rate=NOT_A_NUMBER))


def test_products_do_not_replace_each_other_in_a_circle() -> None:
    first, second, third = make_product(), make_product(), make_product()
    for product, successor in ((first, second), (second, third)):
        product.replaced_by = successor
        product.save()
    third.replaced_by = first
    assert refuses(third.save)
    third.replaced_by = third
    assert refuses(third.save)


# --- Prices ------------------------------------------------------------------------------------


@pytest.mark.parametrize("price", ["NaN", "0", "-1"])
def test_price_that_is_no_price_is_refused(price: str) -> None:
    variant, customer = variant_of(make_product()), make_customer()
    prices = make_price_list()
    assert refuses(lambda: make_price(prices, variant, price))
    assert refuses(lambda: make_contract(customer, variant, price))


def test_rung_that_is_no_quantity_is_refused() -> None:
    variant, prices = variant_of(make_product()), make_price_list()
    for at in ("NaN", "0", "-1"):
        assert refuses(lambda at=at: make_price(prices, variant, "5", at=at))


def test_two_prices_of_one_rung_never_overlap_in_time() -> None:
    variant, customer, prices = variant_of(make_product()), make_customer(), make_price_list()
    until = {"valid_until": date(2026, 6, 30)}
    make_price(prices, variant, "5", **until)
    make_contract(customer, variant, "5", **until)
    for start in (date(2026, 6, 30), None):
        assert refuses(lambda s=start: make_price(prices, variant, "5", valid_from=s))
        assert refuses(lambda s=start: make_contract(customer, variant, "5", valid_from=s))
    follows = {"valid_from": date(2026, 7, 1)}
    assert not refuses(lambda: make_price(prices, variant, "6", **follows))
    assert not refuses(lambda: make_contract(customer, variant, "6", **follows))
    assert not refuses(lambda: make_price(make_price_list(), variant, "5"))


def test_rung_is_never_dearer_than_the_one_below() -> None:
    variant, customer, prices = variant_of(make_product()), make_customer(), make_price_list()
    make_price(prices, variant, "39.99")
    make_contract(customer, variant, "39.99")
    assert refuses(lambda: make_price(prices, variant, "440", at="100"))
    assert refuses(lambda: make_contract(customer, variant, "440", at="100"))
    make_price(prices, variant, "30", at="100")
    assert refuses(lambda: make_price(prices, variant, "29.99", at="50"))
    assert not refuses(lambda: make_price(prices, variant, "30", at="50"))


def test_rung_of_other_days_may_be_dearer() -> None:
    variant, prices = variant_of(make_product()), make_price_list()
    make_price(prices, variant, "5", valid_until=date(2026, 6, 30))
    assert not refuses(
        lambda: make_price(prices, variant, "6", at="10", valid_from=date(2026, 7, 1))
    )


def test_ladder_may_be_changed_rung_by_rung_in_one_transaction() -> None:
    variant, prices = variant_of(make_product()), make_price_list()
    rungs = [make_price(prices, variant, "10"), make_price(prices, variant, "9", at="24")]

    def lower() -> None:
        for rung, price in zip(rungs, ("8", "7"), strict=True):
            Price.objects.filter(pk=rung.pk).update(unit_price=Decimal(price))

    assert not refuses(lower)


def test_list_in_another_currency_is_not_assigned() -> None:
    customer, dollars = make_customer(currency="EUR"), make_price_list("USD")
    assert refuses(
        lambda: PriceListAssignment.objects.create(customer=customer, price_list=dollars)
    )


def test_assignment_and_contract_say_the_currency_that_is_true() -> None:
    customer = make_customer(currency="EUR")
    make_price_list("EUR", customer=customer)
    contract = make_contract(customer, variant_of(make_product()), "5")
    assert refuses(lambda: PriceListAssignment.objects.update(currency="USD"))
    assert refuses(lambda: type(contract).objects.update(currency="USD"))


def test_list_with_prices_keeps_its_currency() -> None:
    prices = make_price_list("EUR")
    prices.currency = "USD"
    assert not refuses(prices.save)
    make_price(prices, variant_of(make_product()), "5")
    prices.currency = "EUR"
    assert refuses(prices.save)


def test_currency_has_one_default_list() -> None:
    make_price_list("EUR", is_default=True)
    assert refuses(lambda: make_price_list("EUR", is_default=True))
    assert not refuses(lambda: make_price_list("USD", is_default=True))


def test_last_day_is_not_before_the_first() -> None:
    days = {"valid_from": date(2026, 5, 2), "valid_until": date(2026, 5, 1)}
    assert refuses(lambda: make_price(make_price_list(), variant_of(make_product()), "5", **days))
    assert refuses(lambda: make_price_list(**days))


# --- Assortments and presentations --------------------------------------------------------------


def shown_in(product: Product) -> list[int]:
    return list(Product.objects.values_list("shown_in", flat=True).get(pk=product.pk))


def test_product_knows_its_assortments_whatever_is_written() -> None:
    product = make_product(is_shown=False)
    assert shown_in(product) == []
    ranges = [make_assortment(product), make_assortment(product)]
    assert shown_in(product) == [one.pk for one in ranges]
    Product.objects.filter(pk=product.pk).update(shown_in=[999])
    assert shown_in(product) == [one.pk for one in ranges]
    ranges[0].delete()
    assert shown_in(product) == [ranges[1].pk]
    AssortmentLine.objects.filter(product=product).delete()
    assert shown_in(product) == []


def test_line_of_an_assortment_is_never_changed() -> None:
    make_assortment(make_product(is_shown=False))
    other = make_product(is_shown=False)
    assert refuses(lambda: AssortmentLine.objects.update(product=other))


def test_line_stands_in_a_section_of_its_own_presentation() -> None:
    product = make_product()
    mine, other = make_presentation(), make_presentation()
    section = other.sections.get()
    assert refuses(
        lambda: PresentationLine.objects.create(presentation=mine, section=section, product=product)
    )


def test_presentation_never_closes_before_it_opens() -> None:
    day = date(2026, 5, 1)
    assert refuses(lambda: make_presentation(opens_on=day, orders_until=day - timedelta(days=1)))


def test_minimum_of_a_presentation_has_a_currency() -> None:
    assert refuses(lambda: make_presentation(minimum_amount=100))
    assert refuses(lambda: make_presentation(minimum_amount=NOT_A_NUMBER, minimum_currency="EUR"))
    assert not refuses(lambda: make_presentation(minimum_amount=100, minimum_currency="EUR"))


def test_assortment_survives_the_products_that_leave_it() -> None:
    product = make_product(is_shown=False)
    assortment = make_assortment(product)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssortmentLine.objects.create(assortment=assortment, product=product)
    assert Assortment.objects.filter(pk=assortment.pk).exists()


def test_customers_page_never_writes_what_is_sold_and_at_which_price() -> None:
    customer = make_customer()
    make_price(make_price_list(customer=customer), variant_of(make_product()), "5")
    with only_rows_of([customer.pk]):
        for write in (
            lambda: Price.objects.update(unit_price=1),
            lambda: Variant.objects.update(min_quantity=2),
            lambda: PriceListAssignment.objects.all().delete(),
            lambda: Stock.objects.all().delete(),
        ):
            assert refuses(write)
