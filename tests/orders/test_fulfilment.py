from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer, User
from orders.invoicing.invoicing import invoice_shipped
from orders.models import OrderInvoiceLine, SalesOrder, Shipment
from orders.ordering.handling import (
    cancel_order,
    cancel_rest,
    confirm_order,
    hold_order,
    release_order,
)
from orders.shipping.shipments import NewParcel, mark_delivered, ship
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, item_of, make_customer, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant

pytestmark = pytest.mark.django_db
Status = SalesOrder.Status
YEARS = timedelta(days=3_650)


@pytest.fixture
def staff() -> User:
    return make_staff("desk@example.com")


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture
def order(customer: Customer, staff: User) -> SalesOrder:
    """Confirmed: 10 at 5.00."""
    return make_confirmed(customer, by=staff)


def line_of(order: SalesOrder):
    return order.lines.get()


def send(order: SalesOrder, quantity: str, staff: User, **more) -> Shipment:
    quantities = {line_of(order).pk: Decimal(quantity)}
    return ship(order, quantities, shipped_on=DAY, by=staff, **more)


def test_part_is_shipped_and_counted(order: SalesOrder, staff: User) -> None:
    shipment = send(order, "4", staff, parcels=[NewParcel("1Z9", "https://carrier.example/1Z9")])
    assert (line_of(order).shipped, line_of(order).open) == (4, 6)
    assert [one.tracking_number for one in shipment.parcels.all()] == ["1Z9"]


def test_nothing_is_shipped_on_a_day_to_come(order: SalesOrder, staff: User) -> None:
    with pytest.raises(Refusal, match="is in the future"):
        ship(order, {line_of(order).pk: Decimal(1)}, shipped_on=DAY + YEARS, by=staff)


def test_nothing_is_delivered_on_a_day_to_come(order: SalesOrder, staff: User) -> None:
    shipment = send(order, "4", staff)
    with pytest.raises(Refusal, match="is in the future"):
        mark_delivered(shipment, delivered_on=DAY + YEARS, by=staff)


@pytest.mark.parametrize("quantity", ["0", "-1", "11"])
def test_no_more_than_is_open_is_shipped(order: SalesOrder, staff: User, quantity: str) -> None:
    with pytest.raises(Refusal):
        send(order, quantity, staff)
    assert line_of(order).shipped == 0


def test_only_a_confirmed_order_is_shipped(customer: Customer, staff: User) -> None:
    with pytest.raises(Refusal, match="Confirm"):
        send(make_order(customer), "1", staff)


def test_complete_order_is_not_shipped_in_part(customer: Customer, staff: User) -> None:
    order = make_confirmed(customer, by=staff, ship_policy="complete")
    with pytest.raises(Refusal, match="one shipment"):
        send(order, "4", staff)
    send(order, "10", staff)


def test_what_was_shipped_is_invoiced_and_the_order_completes(
    order: SalesOrder, staff: User
) -> None:
    send(order, "4", staff)
    first = invoice_shipped(order, by=staff)
    assert (first.total, first.order_reference) == (20, order.number)
    assert item_of(first).open == 20
    send(order, "6", staff)
    assert invoice_shipped(order, by=staff).total == 30
    order.refresh_from_db()
    assert order.status == Status.CLOSED
    with pytest.raises(Refusal):
        invoice_shipped(order, by=staff)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.decimals("0.0001", "9.9999", places=4),
    parts=st.lists(st.integers(1, 5), min_size=1, max_size=4),
)
def test_invoices_of_a_line_come_to_its_net_to_the_cent(price: Decimal, parts: list[int]) -> None:
    customer, by = make_customer(), make_staff()
    variant = priced_variant(customer, str(price))
    order = make_confirmed(customer, [(variant, str(sum(parts)))], by=by)
    for part in parts:
        send(order, str(part), by)
        invoice_shipped(order, by=by)
    billed = OrderInvoiceLine.objects.filter(line__order=order)
    assert sum(one.net for one in billed) == order.net
    assert sum(one.invoice.total for one in billed) == order.total


def test_thirds_come_out_even(customer: Customer, staff: User) -> None:
    order = make_confirmed(customer, [(priced_variant(customer, "0.3333"), "7")], by=staff)
    totals = []
    for part in ("3", "3", "1"):
        send(order, part, staff)
        totals.append(invoice_shipped(order, by=staff).total)
    assert sum(totals) == order.total == Decimal("2.33")


def test_pieces_worth_less_than_a_cent_are_invoiced_to_the_last(
    customer: Customer, staff: User
) -> None:
    order = make_confirmed(customer, [(priced_variant(customer, "0.0013"), "9")], by=staff)
    totals = []
    for part in ("4", "4", "1"):
        send(order, part, staff)
        totals.append(invoice_shipped(order, by=staff).total)
    assert totals == [Decimal("0.01"), 0, 0]
    order.refresh_from_db()
    assert order.status == Status.CLOSED


def test_rest_can_be_cancelled_and_completes_the_order(order: SalesOrder, staff: User) -> None:
    send(order, "4", staff)
    invoice_shipped(order, by=staff)
    cancel_rest(order, {line_of(order).pk: Decimal(6)}, by=staff, reason="Sold out")
    order.refresh_from_db()
    assert (line_of(order).cancelled, order.status) == (6, Status.CLOSED)


def test_no_more_than_is_open_is_cancelled(order: SalesOrder, staff: User) -> None:
    send(order, "4", staff)
    with pytest.raises(Refusal):
        cancel_rest(order, {line_of(order).pk: Decimal(7)}, by=staff)


def test_order_of_which_something_was_shipped_is_not_cancelled(
    order: SalesOrder, staff: User
) -> None:
    send(order, "1", staff)
    with pytest.raises(Refusal, match="Cancel the rest"):
        cancel_order(order, by=staff)


def test_order_is_held_released_confirmed_and_cancelled(customer: Customer, staff: User) -> None:
    order = make_order(customer)
    assert hold_order(order, by=staff).status == Status.ON_HOLD
    assert release_order(order, by=staff).status == Status.SUBMITTED
    assert confirm_order(order, by=staff).status == Status.CONFIRMED
    with pytest.raises(Refusal, match="is confirmed now"):
        confirm_order(order, by=staff)
    assert cancel_order(order, by=staff).status == Status.CANCELLED


def test_shipment_arrives_once_and_not_before_it_left(order: SalesOrder, staff: User) -> None:
    shipment = send(order, "4", staff)
    with pytest.raises(Refusal, match="before"):
        mark_delivered(shipment, delivered_on=DAY - timedelta(1), by=staff)
    mark_delivered(shipment, delivered_on=DAY, by=staff, signed_by="R. Gate")
    with pytest.raises(Refusal, match="already"):
        mark_delivered(shipment, delivered_on=DAY, by=staff)


@pytest.mark.parametrize("count", [1, 6])
def test_invoicing_asks_as_much_for_few_lines_as_for_many(
    customer: Customer, staff: User, count: int
) -> None:
    order = make_confirmed(
        customer, [(priced_variant(customer), "10") for _ in range(count)], by=staff
    )
    ship(order, {one.pk: one.ordered for one in order.lines.all()}, shipped_on=DAY, by=staff)
    with CaptureQueriesContext(connection) as asked:
        invoice_shipped(order, by=staff)
    assert sum("orders_orderinvoiceline" in one["sql"] for one in asked.captured_queries) == 2
