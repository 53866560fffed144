"""Goods that come back: asked for, authorised, received, credited."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from accounts.models import Approval, Customer, Organization, User
from billing.models import CreditNote
from orders.admin.goods_return import TO_CREDIT
from orders.check import check_orders
from orders.invoicing.invoicing import invoice_shipped
from orders.models import (
    OrderLine,
    OrderSettings,
    Return,
    ReturnCredit,
    ReturnLine,
    ReturnReceipt,
    SalesOrder,
)
from orders.ordering.handling import cancel_rest
from orders.returning.asking import AskedLine, ask_return, returnable
from orders.returning.crediting import credit_return
from orders.returning.handling import authorise_return, receive_return, refuse_return
from orders.returning.shown import shown
from orders.shipping.shipments import ship
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, make_customer, make_organization, make_staff
from tests.orders.factories import make_confirmed, priced_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    make_organization()
    return make_staff()


@pytest.fixture
def customer() -> Customer:
    return make_customer(credit_limit=None)


def shipped(
    customer: Customer, staff: User, *, quantity: str = "10", price: str = "5", sent: str = ""
) -> SalesOrder:
    order = make_confirmed(customer, [(priced_variant(customer, price), quantity)], by=staff)
    ship(order, {the_line(order).pk: Decimal(sent or quantity)}, shipped_on=DAY, by=staff)
    return order


def the_line(order: SalesOrder) -> OrderLine:
    return OrderLine.objects.get(order=order)


def ask(order: SalesOrder, quantity: str = "4", reason: str = "damaged") -> Return:
    wishes = {the_line(order).pk: AskedLine(Decimal(quantity), reason)}
    return ask_return(order, wishes, note_text="", by=order.placed_by, today=DAY)


def back(order: SalesOrder, quantity: str, staff: User) -> Return:
    """Asked for, authorised and arrived."""
    asked = authorise_return(ask(order, quantity), by=staff)
    return receive_return(asked, {asked.lines.get().pk: Decimal(quantity)}, by=staff)


def test_goods_that_came_back_are_not_invoiced(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    back(order, "4", staff)
    assert the_line(order).to_bill == 6
    invoice = invoice_shipped(order, by=staff)
    assert invoice.net_total == Decimal("30.00")
    assert the_line(order).not_invoiced == 0
    order.refresh_from_db()
    assert order.status == SalesOrder.Status.CLOSED
    assert check_orders() == []


def test_invoiced_goods_that_came_back_are_credited_to_their_invoice(
    customer: Customer, staff: User
) -> None:
    order = shipped(customer, staff)
    invoice = invoice_shipped(order, by=staff)
    goods = back(order, "4", staff)
    assert the_line(order).to_credit == 4
    note = credit_return(goods, by=staff)
    assert isinstance(note, CreditNote)
    assert (note.net_total, note.invoice) == (Decimal("20.00"), invoice)
    goods.refresh_from_db()
    assert goods.status == Return.Status.CREDITED
    line = the_line(order)
    assert (line.returned, line.credited, line.to_credit, line.to_bill) == (4, 4, 0, 0)
    assert check_orders() == []


def test_credits_of_a_line_come_to_what_it_was_invoiced_for(
    customer: Customer, staff: User
) -> None:
    order = shipped(customer, staff, quantity="7", price="0.3333")
    invoice = invoice_shipped(order, by=staff)
    notes = [credit_return(back(order, part, staff), by=staff) for part in ("3", "3", "1")]
    nets = [note.net_total for note in notes if isinstance(note, CreditNote)]
    assert sum(nets) == invoice.net_total == the_line(order).net
    assert min(nets) >= 0
    assert check_orders() == []


def test_what_was_never_invoiced_is_not_credited(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    goods = back(order, "4", staff)
    with pytest.raises(Refusal):
        credit_return(goods, by=staff)


def test_half_a_return_waits_for_the_rest(customer: Customer, staff: User) -> None:
    goods = authorise_return(ask(shipped(customer, staff)), by=staff)
    line = goods.lines.get()
    goods = receive_return(goods, {line.pk: Decimal(1)}, by=staff)
    assert goods.status == Return.Status.AUTHORISED
    with pytest.raises(Refusal):
        receive_return(goods, {line.pk: Decimal("3.001")}, by=staff)
    goods = receive_return(goods, {}, by=staff, is_all=True)
    assert goods.status == Return.Status.RECEIVED


def test_what_did_not_arrive_can_be_asked_for_again(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    goods = authorise_return(ask(order, "10"), by=staff)
    assert returnable([the_line(order)]) == {}
    receive_return(goods, {goods.lines.get().pk: Decimal(3)}, by=staff, is_all=True)
    assert returnable([the_line(order)]) == {the_line(order).pk: Decimal(7)}


def test_refused_goods_can_be_asked_for_again(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    refuse_return(ask(order, "10"), by=staff, reason="Past the date")
    assert ask(order, "10").status == Return.Status.ASKED


def test_a_refusal_says_why(customer: Customer, staff: User) -> None:
    goods = ask(shipped(customer, staff))
    with pytest.raises(Refusal):
        refuse_return(goods, by=staff, reason="  ")


def test_a_return_that_has_begun_to_arrive_is_not_refused(customer: Customer, staff: User) -> None:
    goods = authorise_return(ask(shipped(customer, staff)), by=staff)
    receive_return(goods, {goods.lines.get().pk: Decimal(1)}, by=staff)
    with pytest.raises(Refusal):
        refuse_return(goods, by=staff, reason="No")


@pytest.mark.parametrize("quantity", ["10.001", "11", "999999"])
def test_no_more_is_asked_for_than_was_shipped(
    customer: Customer, staff: User, quantity: str
) -> None:
    order = shipped(customer, staff, quantity="20", sent="10")
    with pytest.raises(Refusal):
        ask(order, quantity)


def test_nothing_is_asked_for_after_the_last_day(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    wishes = {the_line(order).pk: AskedLine(Decimal(1), "other")}
    late = DAY + timedelta(31)
    with pytest.raises(Refusal):
        ask_return(order, wishes, note_text="", by=order.placed_by, today=late)
    OrderSettings.objects.update_or_create(pk=1, defaults={"return_days": 0})
    with pytest.raises(Refusal):
        ask(order)


def test_lines_of_another_order_are_not_returned(customer: Customer, staff: User) -> None:
    order, other = shipped(customer, staff), shipped(customer, staff)
    wishes = {the_line(other).pk: AskedLine(Decimal(1), "other")}
    with pytest.raises(Refusal):
        ask_return(order, wishes, note_text="", by=order.placed_by, today=DAY)


def test_credit_above_the_limit_waits_for_a_second_person(customer: Customer, staff: User) -> None:
    Organization.objects.update(approval_above="GBP 10, EUR 10")
    order = shipped(customer, staff)
    invoice_shipped(order, by=staff)
    goods = back(order, "4", staff)
    assert isinstance(credit_return(goods, by=staff), Approval)
    goods.refresh_from_db()
    assert goods.status == Return.Status.RECEIVED
    assert shown([goods])[0].credit_notes == []
    assert not order.events.filter(kind="return_credited").exists()
    with pytest.raises(Refusal):
        credit_return(Return.objects.get(pk=goods.pk), by=staff)


def test_a_closed_order_takes_goods_back(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff, quantity="10", sent="6")
    cancel_rest(order, {the_line(order).pk: Decimal(4)}, by=staff)
    invoice_shipped(order, by=staff)
    order.refresh_from_db()
    assert order.status == SalesOrder.Status.CLOSED
    assert isinstance(credit_return(back(order, "6", staff), by=staff), CreditNote)
    assert check_orders() == []


def wrong_rows(goods: Return, staff: User) -> dict[str, object]:
    line = goods.lines.get()
    note = CreditNote.objects.create(customer=goods.order.customer, currency=goods.order.currency)
    stranger = make_customer("Stranger")
    foreign = CreditNote.objects.create(customer=stranger, currency=stranger.currency)
    same = {"return_line": line, "customer_id": goods.customer_id}
    return {
        "more than authorised": ReturnReceipt(**same, quantity=Decimal("4.001"), by=staff),
        "another company": ReturnReceipt(
            return_line=line, customer=stranger, quantity=Decimal(1), by=staff
        ),
        "credit of what never came": ReturnCredit(
            **same, credit_note=note, quantity=Decimal(1), net=Decimal(5)
        ),
        "credit to another company": ReturnCredit(
            **same, credit_note=foreign, quantity=Decimal(1), net=Decimal(5)
        ),
    }


@pytest.mark.parametrize(
    "what",
    [
        "more than authorised",
        "another company",
        "credit of what never came",
        "credit to another company",
    ],
)
def test_database_refuses(customer: Customer, staff: User, what: str) -> None:
    goods = authorise_return(ask(shipped(customer, staff)), by=staff)
    row = wrong_rows(goods, staff)[what]
    with pytest.raises(IntegrityError):
        written(row)


def written(row: Any) -> None:
    with transaction.atomic():
        row.save()
        connection.check_constraints()


def test_database_takes_no_line_of_more_than_was_shipped(customer: Customer, staff: User) -> None:
    goods = ask(shipped(customer, staff))
    other = Return.objects.create(
        customer=customer, order=goods.order, number="RMA-X", asked_by=staff
    )
    line = ReturnLine(
        goods_return=other,
        line=the_line(goods.order),
        customer=customer,
        quantity=Decimal("6.001"),
        reason="other",
    )
    with pytest.raises(IntegrityError):
        written(line)


@pytest.mark.parametrize(
    ("table", "change", "refused"),
    [
        ("orders_return", "number = 'X'", "never changes"),
        ("orders_return", "status = 'credited', decided_at = now()", "does not go from"),
        ("orders_returnline", "quantity = 1", "permission denied|stay as they are"),
    ],
)
def test_what_was_asked_for_stays(
    customer: Customer, staff: User, table: str, change: str, refused: str
) -> None:
    ask(shipped(customer, staff))
    with pytest.raises((IntegrityError, ProgrammingError), match=refused):
        changed(f"UPDATE {table} SET {change}")


def changed(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_queue_of_returns_to_credit_holds_what_was_invoiced(
    customer: Customer, staff: User
) -> None:
    never, later = shipped(customer, staff), shipped(customer, staff)
    invoice_shipped(later, by=staff)
    for order in (never, later):
        back(order, "4", staff)
    waiting = Return.objects.filter(TO_CREDIT, status="received").distinct()
    assert [one.order for one in waiting] == [later]
    credit_return(waiting[0], by=staff)
    assert not Return.objects.filter(TO_CREDIT, status="received").exists()
