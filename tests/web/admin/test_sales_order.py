from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import Invoice
from orders.models import OrderSettings, SalesOrder, Shipment
from tests.factories import DAY, make_customer
from tests.orders.factories import make_confirmed, make_order
from tests.web.admin.conftest import staff_with

LIST = reverse("admin:orders_salesorder_changelist")
Status = SalesOrder.Status


@pytest.fixture
def order(staff: User) -> SalesOrder:
    """Confirmed: 10 at 5.00."""
    return make_confirmed(make_customer("Acme"), by=staff)


def url(name: str, order: SalesOrder) -> str:
    return reverse(f"admin:orders_salesorder_{name}", args=[order.pk])


def press(client: Client, name: str, order: SalesOrder, **answers: Any) -> str:
    assert client.get(url(name, order)).status_code == 200
    response = client.post(url(name, order), answers, follow=True)
    assert response.status_code in (200, 422)
    order.refresh_from_db()
    return str(response.content.decode())


def test_list_and_page_open(staff_client: Client, order: SalesOrder) -> None:
    assert order.number in staff_client.get(LIST).content.decode()
    page = staff_client.get(url("change", order)).content.decode()
    assert "Acme" in page
    assert url("ship", order) in page


@pytest.mark.parametrize("waits", ["confirm", "release", "ship", "bill", "nonsense"])
def test_list_is_narrowed_by_what_it_waits_for(
    staff_client: Client, order: SalesOrder, waits: str
) -> None:
    assert staff_client.get(LIST, {"waits": waits}).status_code == 200


def test_new_order_waits_on_the_desk_and_is_confirmed(staff_client: Client) -> None:
    order = make_order(make_customer())
    assert "Orders to confirm" in staff_client.get(reverse("admin:index")).content.decode()
    press(staff_client, "confirm", order)
    assert order.status == Status.CONFIRMED


def test_order_is_held_and_released(staff_client: Client) -> None:
    order = make_order(make_customer())
    press(staff_client, "hold", order)
    assert order.status == Status.ON_HOLD
    press(staff_client, "release", order)
    assert order.status == Status.SUBMITTED


def test_part_is_shipped_with_its_parcels(staff_client: Client, order: SalesOrder) -> None:
    line = order.lines.get()
    page = press(
        staff_client,
        "ship",
        order,
        **{f"line-{line.pk}": "4", "shipped_on": DAY, "carrier": "Northway"},
        parcels="NW1 https://carrier.example/NW1\nNW2",
    )
    shipment = Shipment.objects.get()
    assert f"{shipment.number} is on its way" in page
    assert order.lines.get().shipped == 4
    assert [(one.tracking_number, one.url) for one in shipment.parcels.all()] == [
        ("NW1", "https://carrier.example/NW1"),
        ("NW2", ""),
    ]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"quantity": "11"}, "than is still open"),
        ({"quantity": ""}, "Enter how much is shipped."),
        ({"quantity": "1", "shipped_on": "2199-01-01"}, "is in the future. Enter today"),
        ({"quantity": "1", "parcels": "NW1 javascript:alert(1)"}, "begins with https://"),
    ],
)
def test_what_cannot_be_shipped_is_said(
    staff_client: Client, order: SalesOrder, answers: dict[str, str], sentence: str
) -> None:
    quantity = answers.pop("quantity")
    typed = {f"line-{order.lines.get().pk}": quantity, "shipped_on": DAY} | answers
    assert sentence in press(staff_client, "ship", order, **typed)
    assert not Shipment.objects.exists()


def test_what_was_shipped_is_invoiced(staff_client: Client, order: SalesOrder) -> None:
    press(staff_client, "ship", order, **{f"line-{order.lines.get().pk}": "4", "shipped_on": DAY})
    press(staff_client, "invoice", order)
    assert Invoice.objects.get().total == 20
    assert order.lines.get().invoiced == 4


def test_rest_is_cancelled(staff_client: Client, order: SalesOrder) -> None:
    typed = {f"line-{order.lines.get().pk}": "10", "reason": "Sold out"}
    press(staff_client, "cancel-rest", order, **typed)
    assert order.lines.get().cancelled == Decimal(10)


def test_order_is_cancelled(staff_client: Client, order: SalesOrder) -> None:
    press(staff_client, "cancel", order)
    assert order.status == Status.CANCELLED


def test_shipment_arrives(staff_client: Client, order: SalesOrder) -> None:
    press(staff_client, "ship", order, **{f"line-{order.lines.get().pk}": "4", "shipped_on": DAY})
    shipment = Shipment.objects.get()
    address = reverse("admin:orders_shipment_delivered", args=[shipment.pk])
    staff_client.post(address, {"delivered_on": DAY, "signed_by": "R. Gate"})
    shipment.refresh_from_db()
    assert (shipment.status, shipment.signed_by) == ("delivered", "R. Gate")
    page = reverse("admin:orders_shipment_change", args=[shipment.pk])
    assert staff_client.get(page).status_code == 200


def test_who_may_only_look_ships_nothing(client: Client, order: SalesOrder) -> None:
    client.force_login(staff_with("orders.view_salesorder"))
    assert client.get(url("change", order)).status_code == 200
    assert client.post(url("ship", order), {}).status_code == 403
    assert client.post(url("cancel", order), {}).status_code == 403


def test_settings_are_one_row(staff_client: Client) -> None:
    address = reverse("admin:orders_ordersettings_changelist")
    page = staff_client.get(address, follow=True)
    assert page.status_code == 200
    assert OrderSettings.objects.count() == 1
