"""Adding what was typed beside the products of a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role
from catalog.models import Presentation
from orders.models import CartLine
from tests.catalog.factories import make_presentation
from tests.factories import make_customer, make_member
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


def shown(customer: Customer, **fields: Any) -> Presentation:
    variants = [priced_variant(customer, "5", sku=sku) for sku in ("A-1", "B-2", "C-3")]
    return make_presentation(*(one.product for one in variants), **fields)


def add(client: Client, presentation: Presentation | None = None, **fields: str) -> Any:
    data = {name.replace("_", "-"): value for name, value in fields.items()}
    if presentation:
        data |= {"presentation": presentation.code}
    return client.post(reverse("orders:cart-lines-new"), data)


def held() -> dict[str, int]:
    return {one.variant.code: int(one.quantity) for one in CartLine.objects.all()}


def test_all_that_was_typed_goes_into_the_presentations_cart(
    client: Client, customer: Customer
) -> None:
    presentation = shown(customer)
    add(client, presentation, quantity_A1="2", quantity_B2="", quantity_C3="4")
    assert held() == {"A1": 2, "C3": 4}
    assert {one.cart.presentation for one in CartLine.objects.all()} == {presentation}


def test_button_of_one_product_adds_the_smallest_quantity_and_nothing_typed_is_lost(
    client: Client, customer: Customer
) -> None:
    shown(customer)
    response = add(client, only="B2", quantity_A1="3", next="/shop/products/")
    assert held() == {"A1": 3, "B2": 1}
    assert response.url == "/shop/products/#p-B2"


def test_with_htmx_one_product_is_added_and_the_bar_comes_back(
    client: Client, customer: Customer
) -> None:
    presentation = shown(customer, minimum_amount="20", minimum_currency="EUR")
    response = client.post(
        reverse("orders:cart-lines-new"),
        {"only": "A1", "quantity-A1": "3", "quantity-B2": "9", "presentation": presentation.code},
        headers={"HX-Request": "true", "HX-Target": "order-bar"},
    )
    page = response.content.decode()
    assert held() == {"A1": 3}
    assert "€5.00 more to the minimum of €20.00" in page
    assert 'id="order-bar"' in page
    assert "<html" not in page
    assert json.loads(response.headers["HX-Trigger"]) == {"added": ["A1"]}


@pytest.mark.parametrize("quantity", ["-1", "x", "NaN", "1e9", "0.00001"])
def test_bad_quantity_is_told_with_its_product_and_the_others_go_in(
    quantity: str, client: Client, customer: Customer
) -> None:
    shown(customer)
    response = add(client, quantity_A1=quantity, quantity_B2="2", next="/shop/favourites/")
    assert held() == {"B2": 2}
    assert "(A-1): " in client.get(response.url).content.decode()


def test_foreign_product_and_redirect_elsewhere_are_ignored(client: Client) -> None:
    other = make_customer()
    variant = priced_variant(other, "5", sku="SECRET")
    variant.product.assortments.all().delete()
    response = add(client, quantity_SECRET="2", next="https://elsewhere.example/")
    assert held() == {}
    assert response.url == reverse("orders:cart-detail")


def test_who_may_not_order_adds_nothing(customer: Customer) -> None:
    client = Client()
    client.force_login(make_member(customer, Role.ACCOUNTS))
    shown(customer)
    assert add(client, quantity_A1="2").status_code == 403
    assert held() == {}


def test_presentation_shows_what_its_cart_holds(client: Client, customer: Customer) -> None:
    presentation = shown(customer)
    add(client, presentation, quantity_A1="2")
    url = reverse("catalog:presentation-detail", args=[presentation.code])
    page = client.get(url).content.decode()
    assert "€10.00 net" in page
    assert 'name="quantity-A1"' in page
    assert page.count("csrfmiddlewaretoken") < 5
