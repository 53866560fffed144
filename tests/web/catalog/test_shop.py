"""The shop's pages: what a customer finds, at which prices, and what stays hidden."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Organization, Role
from catalog.models import Axis, AxisValue, Brand, Favourite, PresentationView, Product, Stock
from catalog.searching.index import refresh, refresh_vocabulary
from tests.catalog.factories import (
    make_assortment,
    make_contract,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    make_variant,
    variant_of,
)
from tests.factories import make_customer, make_invoice, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    return signed_in(customer)


def signed_in(customer: Customer, role: Role = Role.BUYER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role))
    return client


def priced(name: str, price: str = "9.50", **fields: Any) -> Product:
    """A product with a price in the default list."""
    product = make_product(name, **fields)
    prices = default_list()
    make_price(prices, variant_of(product), price)
    refresh([product.pk])
    return product


def default_list() -> Any:
    from catalog.models import PriceList

    return PriceList.objects.filter(is_default=True).first() or make_price_list(is_default=True)


def text(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def listed(client: Client, **query: Any) -> str:
    return text(client, reverse("catalog:product-list"), **query)


def test_profile_shows_the_presentations_and_the_way_to_the_shop(client: Client) -> None:
    make_presentation(make_product(), name="Spring kitchen")
    page = text(client, reverse("front:profile-detail"))
    assert "Spring kitchen" in page
    assert "Shop products" in page
    assert "1 product<" in page


def test_profile_of_somebody_without_the_right_shows_no_shop(customer: Customer) -> None:
    make_presentation(make_product(), name="Spring kitchen")
    page = text(signed_in(customer, Role.ACCOUNTS), reverse("front:profile-detail"))
    assert "Spring kitchen" not in page
    assert "Shop products" not in page


def test_presentation_for_others_is_not_there(client: Client) -> None:
    other = make_customer()
    foreign = make_presentation(customer=other, name="For others")
    draft = make_presentation(name="Draft", status="draft")
    today = Organization.current().today()
    later = make_presentation(name="Later", opens_on=today + timedelta(days=1))
    page = text(client, reverse("catalog:presentation-list"))
    for presentation in (foreign, draft, later):
        assert presentation.name not in page
        url = reverse("catalog:presentation-detail", args=[presentation.code])
        assert client.get(url).status_code == 404


def test_linesheet_shows_this_customers_price_and_the_next_rung(
    client: Client, customer: Customer
) -> None:
    product = make_product("Quay mug", sku="MUG-1")
    prices = make_price_list(customer=customer)
    make_price(prices, variant_of(product), "6.40")
    make_price(prices, variant_of(product), "5.90", at="24")
    shown = make_presentation(product)
    page = text(client, reverse("catalog:presentation-detail", args=[shown.code]))
    assert "Quay mug" in page
    assert "MUG-1" in page
    assert "€6.40" in page
    assert "24 or more: €5.90" in page


def test_closed_presentation_can_be_read_and_says_so(client: Client) -> None:
    today = Organization.current().today()
    shown = make_presentation(make_product("Trug"), orders_until=today - timedelta(days=1))
    page = text(client, reverse("catalog:presentation-detail", args=[shown.code]))
    assert "Orders from this presentation have closed." in page
    assert "Trug" in page


def test_product_outside_the_customers_range_is_in_no_linesheet_count_or_page(
    client: Client,
) -> None:
    other = make_customer()
    secret = make_product("Secret", is_shown=False)
    make_assortment(secret, customer=other)
    shown = make_presentation(secret, make_product("Open"))
    page = text(client, reverse("catalog:presentation-detail", args=[shown.code]))
    assert "Secret" not in page
    assert "1 product" in text(client, reverse("catalog:presentation-list"))
    url = reverse("catalog:product-detail", args=[secret.slug])
    assert client.get(url).status_code == 404
    assert signed_in(other).get(url).status_code == 200


def test_customer_with_a_range_of_their_own_sees_nothing_else(customer: Customer) -> None:
    everywhere, own = make_product("Everywhere"), make_product("Own", is_shown=False)
    make_assortment(own, customer=customer)
    refresh()
    page = listed(signed_in(customer))
    assert "Own" in page
    assert "Everywhere" not in page
    url = reverse("catalog:product-detail", args=[everywhere.slug])
    assert signed_in(customer).get(url).status_code == 404


def test_hidden_product_does_not_exist(client: Client) -> None:
    hidden = priced("Hidden lamp", status="hidden")
    assert "Hidden lamp" not in listed(client, q="lamp")
    url = reverse("catalog:product-detail", args=[hidden.slug])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["85123A", "85-123a", "8512", "5123", "heart", "hear", "white heart"]
)
def test_search_finds_by_code_part_of_a_code_and_words(query: str, client: Client) -> None:
    priced("White hanging heart", sku="85123A")
    priced("Red lamp", sku="22000")
    page = listed(client, q=query)
    assert "White hanging heart" in page
    assert "Red lamp" not in page


def test_exact_code_stands_first_however_popular_the_others_are(client: Client) -> None:
    priced("Popular", sku="4711-A", popularity=900)
    priced("Exact", sku="4711", popularity=1)
    page = listed(client, q="4711")
    assert page.index("Exact") < page.index("Popular")


def test_mistyped_word_shows_what_was_meant(client: Client) -> None:
    priced("Stoneware mug")
    refresh_vocabulary()
    page = listed(client, q="stonwear")
    assert "Nothing matches “stonwear”. Showing stoneware." in page
    assert "Stoneware mug" in page


def test_word_of_a_foreign_product_is_never_suggested(client: Client) -> None:
    secret = make_product("Zanzibar", is_shown=False)
    make_assortment(secret, customer=make_customer())
    refresh()
    refresh_vocabulary()
    page = listed(client, q="zanzibra")
    assert "zanzibar" not in page.lower()
    assert "No product matches" in page


def test_accents_do_not_matter(client: Client) -> None:
    priced("Café crème")
    assert "Café crème" in listed(client, q="cafe creme")


def test_only_what_is_in_stock(client: Client) -> None:
    there, gone = priced("There"), priced("Gone")
    for product, on_hand in ((there, 5), (gone, 0)):
        Stock.objects.create(
            variant=variant_of(product), on_hand=on_hand, as_of="2026-03-02T08:00Z"
        )
    page = listed(client, stock="1")
    assert "There" in page
    assert ">Gone<" not in page


def test_product_without_a_price_is_on_request_and_never_zero(client: Client) -> None:
    product = make_product("Priceless")
    page = text(client, reverse("catalog:product-detail", args=[product.slug]))
    assert "Price on request" in page
    assert "€0" not in page


def test_product_page_says_why_and_what_more_would_cost(client: Client, customer: Customer) -> None:
    product = make_product("Jug")
    variant = variant_of(product)
    today = Organization.current().today()
    make_contract(customer, variant, "3", reference="C-118", valid_until=today - timedelta(days=1))
    prices = make_price_list(customer=customer, name="Trade 2026")
    make_price(prices, variant, "10")
    make_price(prices, variant, "9", at="24")
    page = text(client, reverse("catalog:product-detail", args=[product.slug]), quantity="20")
    assert "Your price list, Trade 2026." in page
    assert "Your contract C-118 ended on" in page
    assert "4 more reach €9.00 each." in page


def test_quantity_is_rounded_up_to_what_can_be_ordered(client: Client) -> None:
    product = priced("Packed", multiple=6, min_quantity=6, pack_size=6)
    page = text(client, reverse("catalog:product-detail", args=[product.slug]), quantity="7")
    assert "Rounded to 12, which can be ordered." in page
    assert "each for 12, €114.00 net" in page


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity", "1e9", "x", "0", "１２"])
def test_quantity_that_is_none_is_the_smallest(quantity: str, client: Client) -> None:
    product = priced("Packed", multiple=6, min_quantity=6)
    page = text(client, reverse("catalog:product-detail", args=[product.slug]), quantity=quantity)
    assert "each for 6" in page or "each for 12" in page


def with_sizes(count: int) -> Product:
    product = make_product("Shirt", sku="SHIRT")
    product.variants.all().delete()
    axis = Axis.objects.create(product=product, place=1, name="Size")
    prices = default_list()
    for number in range(count):
        value = AxisValue.objects.create(
            axis=axis, product=product, place=1, value=f"Size {number}", position=number
        )
        variant = make_variant(product, f"SHIRT-{number:03}", value1=value, position=number)
        make_price(prices, variant, f"{10 + number}")
    return product


def test_variants_are_a_matrix_with_a_price_in_each_cell(client: Client) -> None:
    product = with_sizes(3)
    page = text(client, reverse("catalog:product-detail", args=[product.slug]))
    assert "Size 2" in page
    assert [f"€1{n}.00" in page for n in range(3)] == [True, True, True]
    chosen = text(
        client, reverse("catalog:product-detail", args=[product.slug]), variant="shirt-002"
    )
    assert "€12.00</span>" in chosen


def test_more_than_fifty_variants_are_a_table_with_search(client: Client) -> None:
    product = with_sizes(61)
    url = reverse("catalog:product-detail", args=[product.slug])
    page = text(client, url)
    assert "SHIRT-049" in page
    assert "SHIRT-055" not in page
    assert "SHIRT-055" in text(client, url, page="2")
    assert "SHIRT-055" in text(client, url, q="055")


def test_favourite_is_kept_by_the_press_of_a_button_and_let_go_by_another(client: Client) -> None:
    product = priced("Lamp")
    url = reverse("catalog:favourite-edit", args=[product.slug])
    client.post(url)
    assert "Lamp" in text(client, reverse("catalog:favourite-list"))
    client.post(url)
    assert not Favourite.objects.exists()


def test_favourite_that_left_the_range_is_listed_no_more(client: Client) -> None:
    product = priced("Lamp")
    client.post(reverse("catalog:favourite-edit", args=[product.slug]))
    Product.objects.filter(pk=product.pk).update(status="hidden")
    assert "Lamp" not in text(client, reverse("catalog:favourite-list"))


def test_view_of_a_presentation_is_noted_once_a_company(client: Client) -> None:
    shown = make_presentation()
    for _ in range(2):
        client.get(reverse("catalog:presentation-detail", args=[shown.code]))
    assert PresentationView.objects.get().times == 2


def test_discontinued_product_leads_to_what_replaces_it(client: Client) -> None:
    new = priced("New jug")
    old = priced("Old jug", status="discontinued", replaced_by=new)
    page = text(client, reverse("catalog:product-detail", args=[old.slug]))
    assert "It is replaced by New jug." in page


def test_replacement_that_the_customer_does_not_see_is_not_named(client: Client) -> None:
    new = make_product("Secret jug", is_shown=False)
    old = priced("Old jug", status="discontinued", replaced_by=new)
    page = text(client, reverse("catalog:product-detail", args=[old.slug]))
    assert "Secret jug" not in page


def test_company_on_hold_still_sees_the_shop(customer: Customer) -> None:
    client = signed_in(customer)
    Customer.objects.filter(pk=customer.pk).update(status="on_hold", hold_reason="Overdue")
    assert client.get(reverse("catalog:presentation-list")).status_code == 200


def test_filters_by_brand_presentation_and_list_price(client: Client) -> None:
    quay = Brand.objects.create(name="Quay", slug="quay")
    mug, lamp = priced("Mug", "5", brand=quay), priced("Lamp", "50")
    shown = make_presentation(lamp, name="Spring")
    hidden = make_presentation(mug, name="Secret", customer=make_customer())
    for query, names in (
        ({"brand": "quay"}, ["Mug"]),
        ({"in": shown.code}, ["Lamp"]),
        ({"from": "10"}, ["Lamp"]),
        ({"to": "9,99"}, ["Mug"]),
        ({"from": "NaN", "to": "x", "brand": "none", "in": hidden.code}, ["Mug", "Lamp"]),
    ):
        page = listed(client, **query)
        found = [one for one in ("Mug", "Lamp") if f'<span class="product-name">{one}' in page]
        assert found == names, query
        assert "Secret" not in page


def test_brand_of_a_product_that_is_not_seen_is_not_offered(client: Client) -> None:
    make_product("Mug", is_shown=False, brand=Brand.objects.create(name="Hush", slug="hush"))
    assert "Hush" not in listed(client)


@pytest.mark.parametrize(
    ("view", "sign"),
    [("grid", "product-picture"), ("list", "products-list"), ("table", "row-link")],
)
def test_list_is_a_grid_rows_or_a_table_and_stays_so(view: str, sign: str, client: Client) -> None:
    priced("Mug")
    page = listed(client, view=view, stock="")
    assert sign in page
    assert view == "grid" or f"view={view}&amp;stock=1" in page


def test_product_page_says_when_it_was_bought_last(client: Client, customer: Customer) -> None:
    product = priced("Mug", sku="MUG-1")
    url = reverse("catalog:product-detail", args=[product.slug])
    assert "Last bought" not in text(client, url)
    line = {"sku": "MUG-1", "description": "Mug", "quantity": 12, "unit_price": 5, "net": 60}
    make_invoice(make_customer(), lines=[line])
    assert "Last bought" not in text(client, url)
    own = make_invoice(customer, lines=[line])
    page = text(client, url)
    assert "12 at €5.00 each" in page
    assert own.number not in page


def test_matrix_takes_quantities_and_says_what_the_cart_holds(client: Client) -> None:
    product = with_sizes(3)
    client.post(reverse("orders:cart-lines-new"), {"quantity-SHIRT001": "4"})
    page = text(client, reverse("catalog:product-detail", args=[product.slug]))
    assert 'name="quantity-SHIRT002"' in page
    assert "4 in cart" in page
    assert "€44.00 net" in page


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_however_much_they_show(
    count: int, client: Client, customer: Customer
) -> None:
    products = [priced(f"Product {n}", str(Decimal(5 + n))) for n in range(count)]
    shown = make_presentation(*products)
    make_price_list(customer=customer)
    found = {
        "list": statements(client, reverse("catalog:presentation-list")),
        "linesheet": statements(client, reverse("catalog:presentation-detail", args=[shown.code])),
        "search": statements(client, reverse("catalog:product-list")),
        "product": statements(client, reverse("catalog:product-detail", args=[products[0].slug])),
    }
    assert found == {"list": 9, "linesheet": 23, "search": 20, "product": 20}
