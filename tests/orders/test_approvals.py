"""A company's own rules catch an order before it goes to the seller; nobody decides their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from accounts.models import Customer, Role, User
from catalog.models import Category
from orders.approving.deciding import approve_order, decline_order, return_order, take_back
from orders.models import (
    ApprovalRule,
    Budget,
    CartLine,
    OrderSettings,
    PurchaseApproval,
    SalesOrder,
)
from orders.ordering.budgets import period_of
from orders.ordering.credit import credit_check
from orders.ordering.handling import cancel_order, confirm_order
from orders.ordering.placing import OverLimit
from orders.tasks import mail_approval_asked, mail_approval_refused
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, make_customer, make_invoice, make_member, make_staff
from tests.orders.factories import make_order, priced_variant

pytestmark = pytest.mark.django_db
Status = SalesOrder.Status
State = PurchaseApproval.State
REFUSED = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture
def owner(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def buyer(customer: Customer) -> User:
    return make_member(customer, Role.BUYER)


def rule(customer: Customer, kind: str = "amount", **fields: Any) -> ApprovalRule:
    if kind == "amount":
        fields.setdefault("amount", 50)
    return ApprovalRule.objects.create(customer=customer, kind=kind, **fields)


@pytest.fixture
def order(customer: Customer, owner: User, buyer: User) -> SalesOrder:
    rule(customer)
    return make_order(customer, by=buyer)


def refused(sql: str, *values: int | str) -> None:
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_order_below_the_amount_goes_straight_on(customer: Customer) -> None:
    rule(customer, amount=Decimal("50.01"))
    assert make_order(customer).status == Status.SUBMITTED


def test_order_of_the_amount_waits(order: SalesOrder) -> None:
    assert order.status == Status.APPROVAL
    assert order.approvals.get().data == {"amount": "50"}


def test_rule_of_another_company_catches_nothing(customer: Customer) -> None:
    rule(make_customer())
    assert make_order(customer).status == Status.SUBMITTED


def test_category_catches_what_is_below_it_too(customer: Customer) -> None:
    above = Category.objects.create(name="Kitchen", slug="kitchen")
    below = Category.objects.create(name="Mugs", slug="mugs", parent=above)
    other = Category.objects.create(name="Garden", slug="garden")
    variant = priced_variant(customer)
    type(variant.product).objects.filter(pk=variant.product_id).update(category=below)
    only = rule(customer, "category", category=other)
    assert make_order(customer, [(variant, "1")]).status == Status.SUBMITTED
    ApprovalRule.objects.filter(pk=only.pk).update(category=above)
    assert make_order(customer, [(variant, "1")]).status == Status.APPROVAL


def test_address_is_new_once(customer: Customer, owner: User) -> None:
    rule(customer, "address")
    first = make_order(customer, ship_to="1 Quay\nHull")
    assert first.status == Status.APPROVAL
    approve_order(first, by=owner)
    assert make_order(customer, ship_to="1 Quay\nHull").status == Status.SUBMITTED
    assert make_order(customer).status == Status.SUBMITTED


def test_approved_order_goes_to_the_seller(order: SalesOrder, owner: User) -> None:
    after = approve_order(order, by=owner)
    assert after.status == Status.SUBMITTED
    assert [one.kind for one in after.events.all()] == ["placed", "approval_asked", "approved"]


def test_nobody_approves_their_own(customer: Customer, owner: User) -> None:
    rule(customer, approver=owner)
    own = make_order(customer, by=owner)
    for act in (approve_order, _decline, _return):
        with pytest.raises(Refusal, match="You placed this order"):
            act(own, by=owner)
    assert SalesOrder.objects.get().status == Status.APPROVAL
    assert approve_order(own, by=make_member(customer, Role.OWNER)).status == Status.SUBMITTED


def _decline(order: SalesOrder, *, by: User) -> SalesOrder:
    return decline_order(order, by=by, reason="no")


def _return(order: SalesOrder, *, by: User) -> SalesOrder:
    return return_order(order, by=by, reason="no")


def test_database_lets_nobody_approve_their_own(order: SalesOrder) -> None:
    refused(
        "UPDATE orders_purchaseapproval SET state = 'approved', decided_at = now(),"
        " decided_by_id = asked_by_id WHERE order_id = %s",
        order.pk,
    )


def test_database_knows_who_asked(order: SalesOrder, owner: User) -> None:
    refused("UPDATE orders_purchaseapproval SET asked_by_id = %s", owner.pk)
    refused(
        "INSERT INTO orders_purchaseapproval (order_id, customer_id, position, kind, data,"
        " asked_by_id, state, reason) VALUES (%s, %s, 9, 'amount', '{}', %s, 'waiting', '')",
        order.pk, order.customer_id, owner.pk,
    )  # fmt: skip


@pytest.mark.parametrize("status", ["submitted", "confirmed"])
def test_database_sends_nothing_on_that_was_not_approved(order: SalesOrder, status: str) -> None:
    refused("UPDATE orders_salesorder SET status = %s WHERE id = %s", status, order.pk)


def test_what_was_decided_stays_decided(order: SalesOrder, owner: User) -> None:
    approve_order(order, by=owner)
    refused("UPDATE orders_purchaseapproval SET reason = 'other'")
    refused("DELETE FROM orders_purchaseapproval")


def test_buyer_and_stranger_do_not_decide(order: SalesOrder, customer: Customer) -> None:
    for person in (make_member(customer, Role.BUYER), make_member(make_customer(), Role.OWNER)):
        with pytest.raises(Refusal, match="somebody else's"):
            approve_order(order, by=person)


def test_second_decision_is_told_who_was_first(order: SalesOrder, owner: User) -> None:
    decline_order(order, by=owner, reason="Too much")
    with pytest.raises(Refusal, match=r"has declined this order already"):
        approve_order(order, by=owner)


def test_reason_is_needed_to_decline(order: SalesOrder, owner: User) -> None:
    with pytest.raises(Refusal, match="few words"):
        decline_order(order, by=owner, reason="  ")
    assert order.approvals.get().state == State.WAITING


def test_declined_order_is_cancelled_and_says_why(order: SalesOrder, owner: User) -> None:
    after = decline_order(order, by=owner, reason="Too much")
    assert after.status == Status.CANCELLED
    assert order.approvals.get().reason == "Too much"


def test_order_sent_back_is_in_the_buyers_cart(order: SalesOrder, owner: User, buyer: User) -> None:
    return_order(order, by=owner, reason="Half of it")
    assert [(one.cart.user, one.quantity) for one in CartLine.objects.all()] == [(buyer, 10)]


def test_buyer_takes_an_order_back_and_others_do_not(
    order: SalesOrder, owner: User, buyer: User
) -> None:
    with pytest.raises(Refusal):
        take_back(order, by=owner)
    assert take_back(order, by=buyer).status == Status.CANCELLED
    assert order.approvals.get().state == State.VOID
    with pytest.raises(Refusal):
        approve_order(order, by=owner)


def test_staff_do_not_confirm_what_waits_and_may_cancel_it(order: SalesOrder) -> None:
    staff = make_staff()
    with pytest.raises(Refusal):
        confirm_order(order, by=staff)
    assert cancel_order(order, by=staff).status == Status.CANCELLED


def test_steps_are_decided_one_after_another(customer: Customer, buyer: User) -> None:
    first, second = make_member(customer, Role.ACCOUNTS), make_member(customer, Role.ACCOUNTS)
    rule(customer, approver=first, position=1)
    rule(customer, approver=second, amount=40, position=2)
    order = make_order(customer, by=buyer)
    with pytest.raises(Refusal):
        approve_order(order, by=second)
    assert approve_order(order, by=first).status == Status.APPROVAL
    assert approve_order(order, by=second).status == Status.SUBMITTED


def test_one_press_approves_all_steps_that_are_ones_own(
    customer: Customer, owner: User, buyer: User
) -> None:
    rule(customer)
    rule(customer, amount=10)
    assert approve_order(make_order(customer, by=buyer), by=owner).status == Status.SUBMITTED


def test_order_that_waits_claims_no_credit_and_is_checked_again(
    customer: Customer, owner: User, buyer: User
) -> None:
    Customer.objects.filter(pk=customer.pk).update(credit_limit=100)
    customer.refresh_from_db()
    rule(customer)
    order = make_order(customer, by=buyer)
    assert credit_check(customer, Decimal(0), today=DAY).not_invoiced == 0
    make_invoice(customer, 90, issued_on=DAY)
    assert approve_order(order, by=owner).status == Status.ON_HOLD


def test_order_that_no_longer_fits_is_refused_and_goes_on_waiting(
    customer: Customer, owner: User, buyer: User
) -> None:
    OrderSettings.objects.create(pk=1, over_limit="refuse")
    Customer.objects.filter(pk=customer.pk).update(credit_limit=100)
    customer.refresh_from_db()
    rule(customer)
    order = make_order(customer, by=buyer)
    make_invoice(customer, 90, issued_on=DAY)
    with pytest.raises(OverLimit):
        approve_order(order, by=owner)
    assert order.approvals.get().state == State.WAITING


def test_budget_counts_what_was_ordered_and_not_cancelled(
    customer: Customer, owner: User, buyer: User
) -> None:
    Budget.objects.create(customer=customer, person=buyer, amount=100)
    first = make_order(customer, by=buyer)
    assert make_order(customer, by=buyer).status == Status.SUBMITTED
    third = make_order(customer, by=buyer)
    assert (third.status, third.approvals.get().data["over"]) == (Status.APPROVAL, "50.00")
    cancel_order(first, by=make_staff())
    cancel_order(third, by=make_staff("b@example.com"))
    assert make_order(customer, by=buyer).status == Status.SUBMITTED
    assert make_order(customer, by=owner).status == Status.SUBMITTED


def test_budget_may_refuse(customer: Customer, buyer: User) -> None:
    Budget.objects.create(customer=customer, cost_centre="Shop", amount=40, over="refuse")
    assert make_order(customer, by=buyer).status == Status.SUBMITTED
    with pytest.raises(Refusal, match=r"€10\.00 over the budget “Shop”"):
        make_order(customer, by=buyer, cost_centre="Shop")


def test_rule_says_who_approves_what_is_over_budget(customer: Customer, buyer: User) -> None:
    approver = make_member(customer, Role.ACCOUNTS)
    Budget.objects.create(customer=customer, amount=40)
    rule(customer, "budget", approver=approver)
    order = make_order(customer, by=buyer)
    assert order.approvals.get().approver == approver


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("month", date(2028, 2, 1), date(2028, 2, 29)),
        ("quarter", date(2028, 1, 1), date(2028, 3, 31)),
        ("year", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_period_of_a_day(period: str, first: date, last: date) -> None:
    assert period_of(date(2028, 2, 10), period) == (first, last)


def test_december_ends_the_year() -> None:
    assert period_of(date(2028, 12, 31), "month") == (date(2028, 12, 1), date(2028, 12, 31))


def test_approver_is_asked_by_mail_and_the_owners_where_there_is_none(
    customer: Customer, owner: User, buyer: User
) -> None:
    approver = make_member(customer, Role.ACCOUNTS)
    rule(customer, approver=approver)
    order = make_order(customer, by=buyer)
    mail_approval_asked(object_id=order.pk)
    assert [one.to for one in mail.outbox] == [[approver.email]]
    type(approver).objects.filter(pk=approver.pk).update(is_active=False)
    mail_approval_asked(object_id=order.pk)
    assert mail.outbox[1].to == [owner.email]
    assert order.number in mail.outbox[1].body


def test_buyer_reads_why_by_mail(order: SalesOrder, owner: User, buyer: User) -> None:
    decline_order(order, by=owner, reason="Too much")
    mail_approval_refused(object_id=order.pk)
    assert mail.outbox[0].to == [buyer.email]
    assert "Too much" in mail.outbox[0].body
