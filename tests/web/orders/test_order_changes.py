"""Cancelling and asking for a change on an order's page, and the staff's answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Address, Customer, Role, User
from orders.changing.asking import Alteration, ask_for_change
from orders.models import CartLine, OrderChange, SalesOrder
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    make_organization(currency="EUR")
    return make_staff("desk@example.com")


@pytest.fixture
def customer(staff: User) -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


@pytest.fixture
def order(customer: Customer, staff: User) -> SalesOrder:
    return make_confirmed(customer, by=staff)


def page_of(order: SalesOrder) -> str:
    return reverse("orders:order-detail", args=[order.number])


def change_url(order: SalesOrder) -> str:
    return reverse("orders:order-change-new", args=[order.number])


def test_unconfirmed_order_is_cancelled_on_its_page(client: Client, customer: Customer) -> None:
    order = make_order(customer)
    assert "Cancel this order" in client.get(page_of(order)).content.decode()
    url = reverse("orders:order-cancellation-new", args=[order.number])
    assert "is cancelled" in client.post(url, follow=True).content.decode()
    other = make_order(customer)
    url = reverse("orders:order-cancellation-new", args=[other.number])
    assert client.post(url, {"back": "1"})["Location"] == reverse("orders:cart-detail")
    assert CartLine.objects.get().quantity == 10


def test_confirmed_order_offers_to_ask(client: Client, order: SalesOrder) -> None:
    page = client.get(page_of(order)).content.decode()
    assert "Cancel this order" not in page
    assert change_url(order) in page
    url = reverse("orders:order-cancellation-new", args=[order.number])
    assert "confirmed this order already" in client.post(url, follow=True).content.decode()


def test_change_is_asked_for_shown_and_withdrawn(client: Client, order: SalesOrder) -> None:
    address = Address.objects.create(
        customer=order.customer, kind="shipping", line1="2 Pier", city="Hull", country="GB"
    )
    line = order.lines.get()
    given = {f"line-{line.pk}": "4", "ship_to": str(address.pk), "note": "Too many"}
    page = client.post(change_url(order), given, follow=True).content.decode()
    assert f"{line.sku}: 4 instead." in page
    assert "Ship to 2 Pier" in page
    assert "Change asked for" in page
    url = reverse("orders:order-change-delete", args=[order.number])
    assert "Request withdrawn" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity", "1e9", "4.0001", "many", "11"])
def test_what_cannot_be_is_said_and_kept(client: Client, order: SalesOrder, quantity: str) -> None:
    given = {f"line-{order.lines.get().pk}": quantity, "note": "Please"}
    response = client.post(change_url(order), given)
    assert response.status_code == 422
    assert "Please" in response.content.decode()
    assert not OrderChange.objects.exists()


def test_line_of_another_order_changes_nothing(
    client: Client, customer: Customer, order: SalesOrder, staff: User
) -> None:
    other = make_confirmed(customer, by=staff)
    given = {f"line-{other.lines.get().pk}": "1"}
    assert client.post(change_url(order), given).status_code == 422


def test_viewer_asks_for_nothing(customer: Customer, order: SalesOrder) -> None:
    viewer = Client()
    viewer.force_login(make_member(customer, Role.VIEWER))
    assert viewer.get(change_url(order)).status_code == 403


def test_staff_accept_or_refuse_in_the_admin(order: SalesOrder, staff: User) -> None:
    alteration = Alteration(quantities={order.lines.get().pk: Decimal(4)})
    change = ask_for_change(order, alteration, by=order.placed_by)
    desk = Client()
    desk.force_login(staff)
    url = reverse("admin:orders_orderchange_change", args=[change.pk])
    assert "4 instead." in desk.get(url).content.decode()
    desk_page = desk.get(reverse("admin:index")).content.decode()
    assert reverse("admin:orders_orderchange_changelist") + "?state__exact=waiting" in desk_page
    accept = reverse("admin:orders_orderchange_accept", args=[change.pk])
    page = desk.post(accept, follow=True).content.decode()
    assert "Accepted. The order is changed" in page
    assert order.lines.get().open == 4
