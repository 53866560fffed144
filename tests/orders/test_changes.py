"""A customer cancels what nobody has confirmed and asks to change the rest; answered once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from accounts.models import Customer, Role, User
from orders.changing.asking import Alteration, ask_for_change, cancel_unconfirmed, withdraw_change
from orders.changing.deciding import accept_change, refuse_change
from orders.check import check_orders
from orders.models import CartLine, OrderChange, SalesOrder
from orders.ordering.handling import cancel_rest, hold_order
from orders.shipping.shipments import ship
from orders.tasks import mail_cancelled, mail_change_asked, mail_change_decided
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant

pytestmark = pytest.mark.django_db
Status = SalesOrder.Status
REFUSED = (IntegrityError, InternalError, ProgrammingError)
SOON = DAY + timedelta(days=9)


@pytest.fixture
def staff() -> User:
    make_organization(email="seller@example.com")
    return make_staff("desk@example.com")


@pytest.fixture
def customer(staff: User) -> Customer:
    return make_customer()


@pytest.fixture
def buyer(customer: Customer) -> User:
    return make_member(customer, Role.BUYER)


@pytest.fixture
def order(customer: Customer, buyer: User, staff: User) -> SalesOrder:
    return make_confirmed(customer, by=staff)


def line_of(order: SalesOrder) -> int:
    return order.lines.get().pk


def asked(order: SalesOrder, by: User, **alteration: object) -> OrderChange:
    return ask_for_change(order, Alteration(**alteration), by=by)  # type: ignore[arg-type] # a Alteration's fields


@pytest.mark.parametrize("is_held", [False, True])
def test_customer_cancels_what_nobody_has_confirmed(
    customer: Customer, buyer: User, staff: User, is_held: bool
) -> None:
    order = make_order(customer, by=buyer)
    if is_held:
        hold_order(order, by=staff)
    assert cancel_unconfirmed(order, by=buyer).status == Status.CANCELLED
    assert not CartLine.objects.exists()
    mail_cancelled(object_id=order.pk)
    assert mail.outbox[0].to == ["seller@example.com"]


def test_cancelled_lines_come_back_into_the_cart(customer: Customer, buyer: User) -> None:
    cancel_unconfirmed(make_order(customer), by=buyer, back_in_cart=True)
    assert CartLine.objects.get().quantity == 10


def test_confirmed_order_is_not_cancelled_by_the_customer(order: SalesOrder, buyer: User) -> None:
    with pytest.raises(Refusal, match="Ask us to change"):
        cancel_unconfirmed(order, by=buyer)


def test_accepted_quantity_is_what_remains(order: SalesOrder, buyer: User, staff: User) -> None:
    change = asked(order, buyer, quantities={line_of(order): Decimal(4)})
    assert order.lines.get().cancelled == 0
    accept_change(change, by=staff)
    assert order.lines.get().open == 4
    kinds = [one.kind for one in order.events.all()]
    assert kinds[-3:] == ["change_asked", "change_accepted", "line_cancelled"]
    assert check_orders() == []


def test_accepted_day_and_address_are_the_orders(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    accept_change(asked(order, buyer, wanted_on=SOON, ship_to="2 Pier\nHull"), by=staff)
    order.refresh_from_db()
    assert (order.wanted_on, order.ship_to) == (SOON, "2 Pier\nHull")


def test_accepted_cancellation_cancels_the_order(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    accept_change(asked(order, buyer, cancels=True), by=staff)
    order.refresh_from_db()
    assert order.status == Status.CANCELLED


def test_of_an_order_shipped_in_part_the_rest_is_cancelled(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    ship(order, {line_of(order): Decimal(3)}, shipped_on=DAY, by=staff)
    accept_change(asked(order, buyer, cancels=True), by=staff)
    line = order.lines.get()
    assert (line.shipped, line.cancelled) == (3, 7)


def test_refused_change_leaves_the_order_and_says_why(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    change = asked(order, buyer, cancels=True, note="Sorry")
    with pytest.raises(Refusal, match="Say why"):
        refuse_change(change, by=staff, reason=" ")
    refuse_change(change, by=staff, reason="It is packed")
    assert order.lines.get().open == 10
    mail_change_decided(object_id=change.pk)
    assert mail.outbox[0].to == [buyer.email]
    assert "It is packed" in mail.outbox[0].body


def test_seller_reads_what_is_asked(order: SalesOrder, buyer: User) -> None:
    change = asked(order, buyer, quantities={line_of(order): Decimal(4)}, note="Too many")
    mail_change_asked(object_id=change.pk)
    assert "4 instead" in mail.outbox[0].body
    assert "Too many" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("quantity", "said"), [("11", "another order"), ("10", "what should change"), ("2", "shipped")]
)
def test_wish_that_cannot_be_is_refused(
    order: SalesOrder, buyer: User, staff: User, quantity: str, said: str
) -> None:
    ship(order, {line_of(order): Decimal(3)}, shipped_on=DAY, by=staff)
    with pytest.raises(Refusal, match=said):
        asked(order, buyer, quantities={line_of(order): Decimal(quantity)})
    assert not OrderChange.objects.exists()


def test_one_request_waits_at_a_time(order: SalesOrder, buyer: User) -> None:
    asked(order, buyer, cancels=True)
    with pytest.raises(Refusal, match="haven't answered"):
        asked(order, buyer, wanted_on=SOON)
    withdraw_change(order, by=buyer)
    asked(order, buyer, wanted_on=SOON)
    with pytest.raises(REFUSED), transaction.atomic():
        OrderChange.objects.create(order=order, customer=order.customer, asked_by=buyer)


def test_withdrawn_change_is_not_accepted(order: SalesOrder, buyer: User, staff: User) -> None:
    change = asked(order, buyer, cancels=True)
    withdraw_change(order, by=buyer)
    with pytest.raises(Refusal, match="decided or withdrawn"):
        accept_change(change, by=staff)


def test_what_can_no_longer_be_done_is_not_accepted(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    change = asked(order, buyer, quantities={line_of(order): Decimal(2)}, wanted_on=SOON)
    ship(order, {line_of(order): Decimal(5)}, shipped_on=DAY, by=staff)
    with pytest.raises(Refusal):
        accept_change(change, by=staff)
    change.refresh_from_db()
    order.refresh_from_db()
    assert (change.state, order.wanted_on) == ("waiting", None)


def test_what_was_cancelled_meanwhile_is_not_cancelled_twice(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    change = asked(order, buyer, quantities={line_of(order): Decimal(4)})
    cancel_rest(order, {line_of(order): Decimal(5)}, by=staff)
    accept_change(change, by=staff)
    assert order.lines.get().open == 4


def test_database_moves_an_order_only_as_was_asked(
    order: SalesOrder, buyer: User, staff: User
) -> None:
    accept_change(asked(order, buyer, wanted_on=SOON), by=staff)
    for change in ("wanted_on = '2030-01-01'", "ship_to = 'elsewhere'"):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE orders_salesorder SET {change} WHERE id = %s", [order.pk])


def test_what_was_decided_stays_decided(order: SalesOrder, buyer: User, staff: User) -> None:
    change = asked(order, buyer, wanted_on=SOON)
    refuse_change(change, by=staff, reason="no")
    with pytest.raises(REFUSED), transaction.atomic():
        OrderChange.objects.filter(pk=change.pk).update(state="accepted")
    with pytest.raises(REFUSED), transaction.atomic():
        OrderChange.objects.filter(pk=change.pk).update(wanted_on=date(2030, 1, 1))


def test_customers_pages_decide_nothing(order: SalesOrder, buyer: User) -> None:
    change = asked(order, buyer, wanted_on=SOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('foyer.company', %s, true)", [str(order.customer_id)])
    with pytest.raises(REFUSED), transaction.atomic():
        OrderChange.objects.filter(pk=change.pk).update(
            state="accepted", decided_by=buyer, decided_at=change.asked_at
        )
    with pytest.raises(REFUSED), transaction.atomic():
        SalesOrder.objects.filter(pk=order.pk).update(status="closed")


def test_only_a_confirmed_order_is_asked_about(customer: Customer, buyer: User) -> None:
    order = make_order(customer, [(priced_variant(customer), "2")])
    with pytest.raises(Refusal):
        asked(order, buyer, cancels=True)
