from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Address, Customer, Role
from catalog.models import Variant
from orders.models import CartLine, OrderSettings, SalesOrder
from tests.catalog.factories import make_presentation, make_price, make_price_list, make_product
from tests.factories import make_customer, make_invoice, make_member, make_organization
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db
CART, ADD, CHECK = (
    reverse(f"orders:{name}") for name in ("cart-detail", "cart-line-new", "order-new")
)


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


@pytest.fixture
def variant(customer: Customer) -> Variant:
    return priced_variant(customer, "5", sku="MUG-1")


def add(client: Client, variant: Variant, quantity: str, **more: str) -> str:
    response = client.post(ADD, {"variant": variant.sku, "quantity": quantity, **more}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def held() -> list[Decimal]:
    return list(CartLine.objects.values_list("quantity", flat=True))


def agreed_on(page: str) -> dict[str, str]:
    return {
        name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("key", "agreed")
    }


def test_added_twice_is_one_line_of_the_sum(client: Client, variant: Variant) -> None:
    assert "is in your cart" in add(client, variant, "10")
    add(client, variant, "２")  # a full-width digit
    assert held() == [12]
    assert "€60.00" in client.get(CART).content.decode()


@pytest.mark.parametrize(
    "quantity", ["", "-1", "0", "0.5", "1e9", "NaN", "Infinity", "6.0001", "many", "9" * 30]
)
def test_what_cannot_be_ordered_is_not_added(
    client: Client, customer: Customer, quantity: str
) -> None:
    variant = priced_variant(customer, "5", min_quantity=1, multiple=1)
    page = add(client, variant, quantity)
    assert held() == []
    assert 'class="notice' in page or "minimum" in page or "multiples" in page


def test_hidden_and_unknown_products_are_not_found(client: Client, variant: Variant) -> None:
    hidden = make_product(sku="HIDDEN-1", is_shown=False)
    for sku in (hidden.variants.get().sku, "NO-SUCH", "", "\x00"):
        assert client.post(ADD, {"variant": sku, "quantity": "1"}).status_code == 404


def test_product_without_a_price_is_not_added(client: Client) -> None:
    variant = make_product(sku="ASK-1").variants.get()
    assert "on request" in add(client, variant, "1")
    assert held() == []


def test_quantities_change_and_lines_go(client: Client, customer: Customer) -> None:
    first, second = priced_variant(customer, sku="A-1"), priced_variant(customer, sku="B-1")
    add(client, first, "1")
    add(client, second, "2")
    one, two = CartLine.objects.order_by("pk")
    client.post(CART, {f"quantity-{one.pk}": "7", f"quantity-{two.pk}": "two"})
    assert held() == [7, 2]
    client.post(CART, {f"quantity-{one.pk}": "0"})
    assert held() == [2]
    client.post(CART, {"remove": str(two.pk)})
    assert held() == []


def test_changed_price_is_told_before_it_is_ordered(
    client: Client, customer: Customer, variant: Variant
) -> None:
    add(client, variant, "10")
    client.get(CART)
    make_price(make_price_list(customer=customer, position=0), variant, "6")
    assert "Price changed from €5.00 to €6.00" in client.get(CART).content.decode()


def test_order_is_placed_once_and_the_cart_is_empty(
    client: Client, customer: Customer, variant: Variant
) -> None:
    Address.objects.create(
        customer=customer, kind="shipping", line1="1 Quay", city="Hull", country="GB"
    )
    add(client, variant, "10")
    page = client.get(CHECK).content.decode()
    assert "Place order for €50.00" in page
    typed = {"po_number": "PO-7", "ship_policy": "partial", "ship_to": customer.addresses.get().pk}
    form = {**agreed_on(page), **typed}
    response = client.post(CHECK, form)
    order = SalesOrder.objects.get()
    assert response["Location"] == reverse("orders:order-detail", args=[order.number])
    assert (order.total, order.po_number) == (50, "PO-7")
    assert order.ship_to.startswith("1 Quay")
    assert held() == []


def test_pressing_twice_is_one_order(client: Client, variant: Variant) -> None:
    add(client, variant, "10")
    form = {**agreed_on(client.get(CHECK).content.decode()), "ship_policy": "partial"}
    client.post(CHECK, form)
    add(client, variant, "10")
    client.post(CHECK, form)
    assert SalesOrder.objects.count() == 1


def test_price_that_changed_meanwhile_is_shown_again_with_what_was_typed(
    client: Client, customer: Customer, variant: Variant
) -> None:
    add(client, variant, "10")
    form = {**agreed_on(client.get(CHECK).content.decode()), "ship_policy": "partial", "note": "Hi"}
    make_price(make_price_list(customer=customer, position=0), variant, "6")
    response = client.post(CHECK, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Something has changed" in page
    assert "Hi</textarea>" in page
    assert "Place order for €60.00" in page
    assert not SalesOrder.objects.exists()


@pytest.mark.parametrize("agreed", ["", "0" * 64, "<script>"])
def test_what_was_not_shown_is_not_ordered(client: Client, variant: Variant, agreed: str) -> None:
    add(client, variant, "10")
    form = {"key": str(uuid4()), "agreed": agreed, "ship_policy": "partial"}
    assert client.post(CHECK, form).status_code == 422
    assert not SalesOrder.objects.exists()


def test_wrong_date_is_said_beside_its_field(client: Client, variant: Variant) -> None:
    add(client, variant, "10")
    form = {**agreed_on(client.get(CHECK).content.decode()), "ship_policy": "partial"}
    page = client.post(CHECK, form | {"wanted_on": "1999-01-01"}).content.decode()
    assert "Choose today or a later day." in page


def test_credit_box_says_by_how_much(client: Client, customer: Customer, variant: Variant) -> None:
    Customer.objects.filter(pk=customer.pk).update(credit_limit=100)
    make_invoice(customer, 80)
    add(client, variant, "10")
    assert "Over by €30.00" in client.get(CART).content.decode()


def test_cart_is_ones_own(client: Client, customer: Customer, variant: Variant) -> None:
    add(client, variant, "10")
    colleague = Client()
    colleague.force_login(make_member(customer, Role.BUYER))
    assert "Your cart is empty" in colleague.get(CART).content.decode()


def test_viewer_may_not_order(customer: Customer, variant: Variant) -> None:
    viewer = Client()
    viewer.force_login(make_member(customer, Role.VIEWER))
    assert viewer.get(CART).status_code == 403
    assert viewer.post(ADD, {"variant": variant.sku, "quantity": "1"}).status_code == 403


def test_closed_shop_has_no_order_page(client: Client) -> None:
    OrderSettings.objects.create(pk=1, is_open=False)
    assert client.get(CHECK).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_lines(
    client: Client, customer: Customer, count: int
) -> None:
    for _ in range(count):
        add(client, priced_variant(customer), "1")
    client.get(CART)
    with CaptureQueriesContext(connection) as statements:
        client.get(CART)
    assert len(statements) == 16


def test_card_leads_back_to_its_page_and_nowhere_else(client: Client, variant: Variant) -> None:
    form = {"variant": variant.sku, "quantity": "10"}
    assert client.post(ADD, form | {"next": "/shop/products/?q=mug"})["Location"] == (
        "/shop/products/?q=mug"
    )
    away = client.post(ADD, form | {"next": "https://evil.example/"})["Location"]
    assert away.startswith("/shop/products/")


def test_presentation_has_a_cart_of_its_own(client: Client, variant: Variant) -> None:
    shown = make_presentation(variant.product)
    add(client, variant, "10", presentation=shown.code)
    assert "1 line" in client.get(CART).content.decode()
    page = client.get(CART, {"presentation": shown.code}).content.decode()
    assert "€50.00" in page
    assert "Your cart is empty" in client.get(CART).content.decode()


def test_closed_presentation_has_no_cart(client: Client, variant: Variant) -> None:
    closed = make_presentation(variant.product, orders_until=date(2020, 1, 1))
    form = {"variant": variant.sku, "quantity": "10", "presentation": closed.code}
    assert client.post(ADD, form).status_code == 404
    assert client.get(CART, {"presentation": closed.code}).status_code == 404
