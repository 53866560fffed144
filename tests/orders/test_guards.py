"""What must never happen to an order is refused by the database too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from accounts.models import User
from orders.models import (
    Cancellation,
    OrderEvent,
    OrderInvoiceLine,
    SalesOrder,
    Shipment,
    ShipmentLine,
)
from tests.factories import DAY, make_customer, make_invoice, make_staff
from tests.orders.factories import make_confirmed, make_order

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def staff() -> User:
    return make_staff("desk@example.com")


@pytest.fixture
def order(staff: User) -> SalesOrder:
    return make_confirmed(make_customer(), by=staff)


def refused(sql: str, *values: object) -> None:
    with pytest.raises(REFUSED), transaction.atomic():
        _run(sql, values)


def _run(sql: str, values: tuple[object, ...] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def shipment_of(order: SalesOrder) -> Shipment:
    return Shipment.objects.create(
        order=order, customer_id=order.customer_id, number=f"SHP-{order.pk}", shipped_on=DAY
    )


@pytest.mark.parametrize(
    "change", ["po_number = 'other'", "total = total + 1", "placed_by_id = placed_by_id + 1"]
)
def test_what_was_agreed_never_changes(order: SalesOrder, change: str) -> None:
    refused(f"UPDATE orders_salesorder SET {change} WHERE id = %s", order.pk)


@pytest.mark.parametrize("status", ["submitted", "on_hold", "lost"])
def test_status_moves_by_allowed_pairs_alone(order: SalesOrder, status: str) -> None:
    refused("UPDATE orders_salesorder SET status = %s WHERE id = %s", status, order.pk)


@pytest.mark.parametrize("column", ["shipped", "invoiced", "cancelled", "ordered", "unit_price"])
def test_nobody_writes_a_line(order: SalesOrder, column: str) -> None:
    refused(f"UPDATE orders_orderline SET {column} = 1 WHERE order_id = %s", order.pk)


@pytest.mark.parametrize("table", ["orders_salesorder", "orders_orderline", "orders_orderevent"])
def test_nothing_is_deleted(order: SalesOrder, table: str) -> None:
    refused(f"DELETE FROM {table}")


def test_events_stay_as_they_are(order: SalesOrder) -> None:
    refused("UPDATE orders_orderevent SET kind = 'seen'")


def test_later_line_does_not_fit_in(order: SalesOrder) -> None:
    refused(
        "INSERT INTO orders_orderline (order_id, customer_id, position, variant_id, sku, name,"
        " unit, ordered, unit_price, net, tax_rate, why, cancelled, shipped, invoiced)"
        " SELECT order_id, customer_id, 9, variant_id, sku, name, unit, ordered, unit_price, net,"
        " tax_rate, why, 0, 0, 0 FROM orders_orderline WHERE order_id = %s",
        order.pk,
    )


@pytest.mark.parametrize("quantity", ["11", "NaN"])
def test_more_than_was_ordered_is_not_shipped(order: SalesOrder, quantity: str) -> None:
    shipment, line = shipment_of(order), order.lines.get()
    refused(
        "INSERT INTO orders_shipmentline (shipment_id, line_id, customer_id, quantity)"
        " VALUES (%s, %s, %s, %s)",
        shipment.pk, line.pk, order.customer_id, quantity,
    )  # fmt: skip


def test_line_of_another_order_does_not_fit_into_a_shipment(order: SalesOrder, staff: User) -> None:
    other = make_confirmed(order.customer, by=staff)
    with pytest.raises(REFUSED), transaction.atomic():
        ShipmentLine.objects.create(
            shipment=shipment_of(order), line=other.lines.get(),
            customer_id=order.customer_id, quantity=1,
        )  # fmt: skip


def test_line_of_another_company_does_not_fit_into_a_shipment(
    order: SalesOrder, staff: User
) -> None:
    other = make_confirmed(make_customer(), by=staff)
    refused(
        "INSERT INTO orders_shipmentline (shipment_id, line_id, customer_id, quantity)"
        " VALUES (%s, %s, %s, 1)",
        shipment_of(order).pk, other.lines.get().pk, order.customer_id,
    )  # fmt: skip


def test_unconfirmed_order_is_not_shipped() -> None:
    order = make_order(make_customer())
    with pytest.raises(REFUSED), transaction.atomic():
        ShipmentLine.objects.create(
            shipment=shipment_of(order), line=order.lines.get(),
            customer_id=order.customer_id, quantity=1,
        )  # fmt: skip


def test_order_is_not_invoiced_to_another_company(order: SalesOrder) -> None:
    with pytest.raises(REFUSED), transaction.atomic():
        OrderInvoiceLine.objects.create(
            line=order.lines.get(), customer_id=order.customer_id,
            invoice=make_invoice(make_customer()), quantity=1, net=5,
        )  # fmt: skip


def test_no_more_is_invoiced_than_was_ordered(order: SalesOrder) -> None:
    with pytest.raises(REFUSED), transaction.atomic():
        OrderInvoiceLine.objects.create(
            line=order.lines.get(), customer_id=order.customer_id,
            invoice=make_invoice(order.customer), quantity=11, net=55,
        )  # fmt: skip


def test_no_more_is_cancelled_than_was_ordered(order: SalesOrder, staff: User) -> None:
    with pytest.raises(REFUSED), transaction.atomic():
        Cancellation.objects.create(
            line=order.lines.get(), customer_id=order.customer_id, quantity=Decimal(11), by=staff
        )


def test_event_is_of_its_orders_company(order: SalesOrder) -> None:
    refused(
        "INSERT INTO orders_orderevent (order_id, customer_id, kind, at, data)"
        " VALUES (%s, %s, 'seen', now(), '{}')",
        order.pk, make_customer().pk,
    )  # fmt: skip
    assert OrderEvent.objects.filter(order=order).count() == 2
