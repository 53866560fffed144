from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Role, User
from orders.invoicing.invoicing import invoice_shipped
from orders.models import CartLine, OrderEvent, SalesOrder
from orders.shipping.shipments import NewParcel, ship
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant

pytestmark = pytest.mark.django_db
LIST = reverse("orders:order-list")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def staff() -> User:
    return make_staff("desk@example.com")


def signed_in(customer: Customer, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role))
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def page_of(order: SalesOrder) -> str:
    return reverse("orders:order-detail", args=[order.number])


def test_order_shows_its_lines_shipments_and_invoices(customer: Customer, staff: User) -> None:
    order = make_confirmed(customer, by=staff, po_number="PO-7")
    parcels = [NewParcel("1Z9", "https://carrier.example/1Z9")]
    shipment = ship(
        order, {order.lines.get().pk: Decimal(4)}, shipped_on=DAY, by=staff, parcels=parcels
    )
    invoice = invoice_shipped(order, by=staff)
    page = text(signed_in(customer), page_of(order))
    assert "Part of your order is on its way" in page
    assert "PO-7" in page
    assert shipment.number in page
    assert 'href="https://carrier.example/1Z9"' in page
    assert f'href="{reverse("billing:invoice-detail", args=[invoice.number])}"' in page


def test_buyer_sees_no_invoices(customer: Customer, staff: User) -> None:
    order = make_confirmed(customer, by=staff)
    ship(order, {order.lines.get().pk: Decimal(4)}, shipped_on=DAY, by=staff)
    invoice = invoice_shipped(order, by=staff)
    assert f'href="{reverse("billing:invoice-detail", args=[invoice.number])}"' not in text(
        signed_in(customer, Role.BUYER), page_of(order)
    )


def test_order_of_another_company_is_not_found(customer: Customer) -> None:
    order = make_order(make_customer())
    assert signed_in(customer).get(page_of(order)).status_code == 404
    again = reverse("orders:reorder-new", args=[order.number])
    assert signed_in(customer).post(again).status_code == 404


def test_list_has_what_is_not_invoiced_and_all(customer: Customer, staff: User) -> None:
    done = make_confirmed(customer, by=staff)
    ship(done, {done.lines.get().pk: Decimal(10)}, shipped_on=DAY, by=staff)
    invoice_shipped(done, by=staff)
    waiting = make_order(customer)
    client = signed_in(customer)
    assert done.number not in text(client, LIST)
    assert waiting.number in text(client, LIST)
    everything = text(client, LIST + "?status=all")
    assert done.number in everything
    assert "Completed" in everything


def test_order_is_put_into_the_cart_again(customer: Customer) -> None:
    variant = priced_variant(customer)
    gone = priced_variant(customer, sku="GONE-1")
    order = make_order(customer, [(variant, "10"), (gone, "3")])
    type(gone).objects.filter(pk=gone.pk).update(status="discontinued")
    client = signed_in(customer)
    again = reverse("orders:reorder-new", args=[order.number])
    page = client.post(again, follow=True).content.decode()
    assert list(CartLine.objects.values_list("variant", "quantity")) == [(variant.pk, 10)]
    assert "GONE-1: This item is no longer sold." in page


def test_first_view_by_a_colleague_is_noted_for_staff(customer: Customer) -> None:
    order = make_order(customer)
    client = signed_in(customer)
    client.get(page_of(order))
    client.get(page_of(order))
    assert OrderEvent.objects.filter(order=order, kind="seen").count() == 1
    assert "Seen by" not in text(client, page_of(order))


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(customer: Customer, staff: User, count: int) -> None:
    lines = [(priced_variant(customer), "10") for _ in range(count)]
    for _ in range(count):
        order = make_confirmed(customer, lines, by=staff)
        ship(order, {one.pk: Decimal(1) for one in order.lines.all()}, shipped_on=DAY, by=staff)
    client = signed_in(customer)
    client.get(page_of(order))
    found = []
    for url in (LIST, page_of(order)):
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        found.append(len(statements))
    assert found == [12, 19]
