"""What needs attention: each row where it is due, most urgent first, five at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.access import Verb
from accounts.models import ChangeRequest, Customer
from billing.balance import balance_for
from billing.holds import release_conditions
from billing.models import AttemptLine, PaymentAttempt, SavedMethod
from billing.overview.action_items import ActionItem, action_items_of
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return make_organization().today()


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def action_items(customer: Customer, today: date, *without: Verb) -> list[ActionItem]:
    return action_items_of(
        customer,
        balance_for(customer, today=today),
        today=today,
        hold=release_conditions(customer, today=today, most=1) if customer.is_on_hold else None,
        may=lambda verb: verb not in without,
    )


def failed_attempt(customer: Customer, invoice, **fields) -> PaymentAttempt:
    values = {"amount": 10, "method": "card", "state": "failed", "reason": "The card was declined."}
    attempt = PaymentAttempt.objects.create(
        customer=customer, currency=customer.currency, request={}, **(values | fields)
    )
    AttemptLine.objects.create(
        attempt=attempt, item=invoice.open_item, amount=10, is_live=attempt.is_live
    )
    return attempt


def test_settled_account_needs_nothing(customer: Customer, today: date) -> None:
    pay(make_invoice(customer, 10))
    assert action_items(customer, today) == []


def test_overdue_invoices_alone_make_no_row(customer: Customer, today: date) -> None:
    make_invoice(customer, 10, due_on=today - timedelta(9))
    assert action_items(customer, today) == []


def test_unused_credits_say_what_they_would_leave_overdue(customer: Customer, today: date) -> None:
    make_invoice(customer, 100, due_on=today - timedelta(9))
    make_credit_note(customer, 30)
    (row,) = action_items(customer, today)
    assert row.title == "£30.00 in credits and deposits is unused."
    assert "leave £70.00 overdue" in row.text
    assert (row.label, row.url) == ("Use it", "/pay/?what=overdue")


def test_unused_credits_are_no_matter_where_nothing_is_overdue(
    customer: Customer, today: date
) -> None:
    make_invoice(customer, 100, due_on=today + timedelta(90))
    make_credit_note(customer, 30)
    assert action_items(customer, today) == []


def test_who_may_not_pay_is_offered_to_look(customer: Customer, today: date) -> None:
    make_invoice(customer, 100, due_on=today)
    (row,) = action_items(customer, today, Verb.PAY)
    assert (row.label, "/pay/" in row.url) == ("View", False)


def test_one_invoice_due_today_is_named_and_paid(customer: Customer, today: date) -> None:
    invoice = make_invoice(customer, 100, due_on=today, po_number="PO-7")
    (row,) = action_items(customer, today)
    assert (row.title, row.text, row.amount) == (
        invoice.number,
        "is due today · PO-7",
        "£100.00",
    )
    assert row.url == f"/pay/?invoice={invoice.number}"


def test_invoices_of_the_next_fourteen_days_are_one_row(customer: Customer, today: date) -> None:
    for days in (1, 14, 15):
        make_invoice(customer, 100, due_on=today + timedelta(days))
    (row,) = action_items(customer, today)
    assert (row.title, row.amount) == ("2 invoices", "£200.00")
    assert row.is_ahead


def test_failed_payment_is_told_until_somebody_tries_again(customer: Customer, today: date) -> None:
    invoice = make_invoice(customer, 10, due_on=today + timedelta(60))
    attempt = failed_attempt(customer, invoice)
    (row,) = action_items(customer, today)
    assert (row.text, row.url) == ("The card was declined.", f"/pay/{attempt.pk}/")
    failed_attempt(customer, invoice, state="processing")
    assert action_items(customer, today) == []


def test_failed_payment_of_what_is_paid_by_now_is_history(customer: Customer, today: date) -> None:
    invoice = make_invoice(customer, 10)
    failed_attempt(customer, invoice)
    pay(invoice)
    assert action_items(customer, today) == []


def test_default_card_about_to_expire_is_told_who_may_replace_it(
    customer: Customer, today: date
) -> None:
    fields = {"customer": customer, "kind": "card", "label": "Visa •••• 4242"}
    expires = today + timedelta(20)
    SavedMethod.objects.create(**fields, gateway_id="pm_1", is_default=True, expires_on=expires)
    SavedMethod.objects.create(**fields, gateway_id="pm_2", expires_on=expires)
    (row,) = action_items(customer, today)
    assert row.title == "Visa •••• 4242"
    assert row.text.startswith("expires on")
    assert action_items(customer, today, Verb.MANAGE_METHODS) == []


def test_open_change_request_is_told(customer: Customer, today: date) -> None:
    ChangeRequest.objects.create(
        customer=customer,
        subject="tax_id",
        old={},
        new={"tax_id": "GB 1"},
        asked_by=make_member(customer),
    )
    (row,) = action_items(customer, today)
    assert row.title == "We are reviewing your change: tax id."


def test_rows_stand_in_the_order_of_urgency_and_are_five_at_most(
    customer: Customer, today: date
) -> None:
    overdue = make_invoice(customer, 100, due_on=today - timedelta(9))
    make_invoice(customer, 100, due_on=today)
    make_invoice(customer, 100, due_on=today + timedelta(3))
    make_credit_note(customer, 30)
    make_retainer(customer, 40)
    failed_attempt(customer, overdue)
    Customer.objects.filter(pk=customer.pk).update(
        status="on_hold",
        hold_reason="Overdue",
        hold_since=timezone.now(),
        hold_release="nothing_overdue",
    )
    customer.refresh_from_db()
    icons = [row.icon for row in action_items(customer, today)]
    assert icons == ["octagon-pause", "circle-alert", "coins", "clock", "hand-coins"]
    assert "The hold lifts when £100.00 is paid." in action_items(customer, today)[0].text


@pytest.mark.parametrize("count", [1, 3])
def test_four_statements_whatever_there_is(
    customer: Customer, today: date, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_invoice(customer, 100, due_on=today)
        make_retainer(customer, 40)
        failed_attempt(customer, make_invoice(customer, 100, due_on=today - timedelta(9)))
    balance = balance_for(customer, today=today)
    with django_assert_num_queries(4):
        action_items_of(customer, balance, today=today, hold=None, may=lambda _verb: True)
