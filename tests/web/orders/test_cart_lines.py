"""Adding what was typed beside the products of a page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Organization, Role
from catalog.models import Presentation
from orders.models import CartLine, SalesOrder
from orders.ordering.placing import place_order
from portal.kit.web.refusals import Refusal
from tests.catalog.factories import make_presentation
from tests.factories import make_customer, make_member
from tests.orders.factories import priced_variant, request_for

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


def test_delivery_window_is_chosen_at_the_end_and_kept_with_the_order(
    client: Client, customer: Customer
) -> None:
    today = Organization.current().today()
    presentation = shown(customer, kind="pre_book")
    days = [today + timedelta(n) for n in (30, 40)]
    window = presentation.windows.create(ships_from=days[0], ships_until=days[1])
    closed = presentation.windows.create(
        ships_from=days[0], ships_until=days[1], order_by=today - timedelta(1)
    )
    foreign = make_presentation().windows.create(ships_from=days[0], ships_until=days[1])
    add(client, presentation, quantity_A1="2")
    check = reverse("orders:order-new")
    page = client.get(check, {"presentation": presentation.code}).content.decode()
    assert f'value="{window.pk}"' in page
    assert f'value="{closed.pk}"' not in page
    assert "Wanted on" not in page
    form = {
        name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("key", "agreed")
    } | {"presentation": presentation.code, "ship_policy": "partial"}
    for wrong in ("", closed.pk, foreign.pk, "x"):
        page = client.post(check, form | {"window": wrong}).content.decode()
        assert not SalesOrder.objects.exists()
        assert "elivery window" in page
    client.post(check, form | {"window": window.pk})
    order = SalesOrder.objects.get()
    assert (order.ships_from, order.ships_until) == tuple(days)
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "Delivery window" in page


def test_closed_and_foreign_windows_are_refused_by_the_verb_too(customer: Customer) -> None:
    day = Organization.current().today()
    presentation = shown(customer)
    window = presentation.windows.create(ships_from=day, ships_until=day)
    foreign = make_presentation().windows.create(ships_from=day, ships_until=day)
    variant = presentation.lines.first().product.variants.get()
    for chosen, reason in ((None, "Choose a delivery window"), (foreign, "has closed")):
        request = request_for(customer, [(variant, "2")], presentation=presentation, window=chosen)
        with pytest.raises(Refusal, match=reason):
            place_order(request, today=day)
    request = request_for(customer, [(variant, "2")], presentation=presentation, window=window)
    assert place_order(request, today=day).ships_from == day
