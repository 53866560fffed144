"""What ends a hold, and that it ends when that has happened, once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.company.account_hold import set_hold
from accounts.models import AuditEvent, Customer
from billing import tasks
from billing.balance import balance_for
from billing.holds import release_conditions, release_if_met
from billing.ledger.allocation import Share, allocate, take_back
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db
Release = Customer.HoldRelease
TODAY = DAY + timedelta(60)


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Bright Ltd", credit_limit=100)


def held(customer: Customer, release: Release = Release.NOTHING_OVERDUE) -> Customer:
    return set_hold(customer, reason="Late", release=release)


def due(customer: Customer, amount: int, days_past_due: int, **fields: Any) -> Any:
    due_on = TODAY - timedelta(days_past_due)
    return make_invoice(customer, amount, due_on=due_on, **fields)


def numbers(out: Any) -> list[str]:
    return [item.number for item in out.items]


def test_way_out_of_what_is_overdue_is_exactly_that(customer: Customer) -> None:
    late, later = due(customer, 30, 5), due(customer, 50, 20)
    due(customer, 999, 0)
    make_retainer(customer, 70)
    pay(later, 10)
    out = release_conditions(held(customer), today=TODAY, most=10)
    assert numbers(out) == [later.number, late.number]
    assert (out.amount, out.count, out.left_out) == (Decimal(70), 2, 0)
    assert out.pay_query == f"invoice={later.number}&invoice={late.number}"


def test_sum_and_count_are_of_all_though_few_are_shown(customer: Customer) -> None:
    for days in (1, 2, 3):
        due(customer, 10, days)
    held(customer)
    for most in (0, 2):
        out = release_conditions(customer, today=TODAY, most=most)
        assert (len(out.items), out.amount, out.count) == (most, Decimal(30), 3)


def test_nothing_overdue_is_the_way_out_met(customer: Customer) -> None:
    due(customer, 10, 0)
    out = release_conditions(held(customer), today=TODAY, most=10)
    assert (out.items, out.amount, out.is_met) == ([], Decimal("0.00"), True)


def test_by_staff_what_is_overdue_is_a_hint_and_never_enough(customer: Customer) -> None:
    invoice = due(customer, 10, 3)
    held(customer, Release.BY_STAFF)
    out = release_conditions(customer, today=TODAY, most=10)
    assert (numbers(out), out.is_automatic) == ([invoice.number], False)
    pay(invoice)
    assert release_conditions(customer, today=TODAY, most=10).is_met is False
    assert release_if_met(customer, today=TODAY) is False


def test_below_the_limit_the_oldest_due_come_first_until_it_is_reached(customer: Customer) -> None:
    newest, oldest, middle = due(customer, 80, -9), due(customer, 60, 9), due(customer, 70, 1)
    make_credit_note(customer, 20)
    out = release_conditions(held(customer, Release.BELOW_LIMIT), today=TODAY, most=10)
    assert (out.net, out.limit, out.amount) == (Decimal(190), Decimal(100), Decimal(90))
    assert numbers(out) == [oldest.number, middle.number]
    assert newest.number not in numbers(out)


def test_way_out_takes_one_statement_or_two(
    customer: Customer, django_assert_num_queries: Any
) -> None:
    for days in range(5):
        due(customer, 100, days)
    held(customer)
    with django_assert_num_queries(1):
        release_conditions(customer, today=TODAY, most=50)
    held(customer, Release.BELOW_LIMIT)
    with django_assert_num_queries(2):
        release_conditions(customer, today=TODAY, most=50)


def test_hold_ends_when_the_last_overdue_invoice_is_paid(customer: Customer) -> None:
    first, second = due(customer, 30, 5), due(customer, 50, 20)
    held(customer)
    pay(first)
    assert release_if_met(customer, today=TODAY) is False
    pay(second)
    assert release_if_met(customer, today=TODAY) is True
    customer.refresh_from_db()
    assert not customer.is_on_hold


def test_a_deposit_alone_settles_nothing_but_lowers_what_is_owed(customer: Customer) -> None:
    due(customer, 130, 5)
    held(customer)
    make_payment(customer, 130)
    assert release_if_met(customer, today=TODAY) is False
    held(customer, Release.BELOW_LIMIT)
    assert release_if_met(customer, today=TODAY) is True


def test_a_payment_taken_back_before_the_job_runs_counts(customer: Customer) -> None:
    invoice = due(customer, 30, 5)
    note = make_credit_note(customer, 30)
    held(customer)
    used = allocate(source=item_of(note), invoice=item_of(invoice), amount=Decimal(30))
    take_back(used, effective_on=TODAY)
    assert release_if_met(customer, today=TODAY) is False


def test_who_is_not_on_hold_is_left_alone(customer: Customer) -> None:
    assert release_if_met(customer, today=TODAY) is False
    assert not AuditEvent.objects.filter(kind="hold.ended").exists()


def jobs() -> list[tuple[str, Any]]:
    found = ProcrastinateJob.objects.order_by("id").values_list("task_name", "args")
    return [job for job in found if job[0] == "billing.tasks.end_hold"]


def test_whatever_is_posted_to_an_account_on_hold_is_announced(customer: Customer) -> None:
    invoice, note = due(customer, 30, 5), make_credit_note(customer, 10)
    assert jobs() == []
    held(customer)
    allocate(source=item_of(note), invoice=item_of(invoice), amount=Decimal(10))
    assert jobs() == [("billing.tasks.end_hold", {"object_id": customer.pk})]


def test_job_ends_the_hold_and_tells_the_owner_once(customer: Customer) -> None:
    make_member(customer, email="owner@example.com")
    invoice = make_invoice(customer, 30, due_on=date(2026, 3, 9))
    held(customer)
    pay(invoice)
    mail.outbox.clear()
    for _ in range(2):
        tasks.end_hold(object_id=customer.pk)
    assert [message.to for message in mail.outbox] == [["owner@example.com"]]
    event = AuditEvent.objects.get(kind="hold.ended")
    assert event.after["why"] == "When nothing is overdue"


def test_job_for_a_customer_who_is_gone_does_nothing() -> None:
    tasks.end_hold(object_id=999_999)


def test_every_day_holds_end_that_no_posting_would(customer: Customer) -> None:
    by_staff = make_customer(status="on_hold", hold_reason="Ask Jo")
    make_invoice(customer, 130, due_on=date(2026, 3, 9))
    held(customer, Release.BELOW_LIMIT)
    tasks.end_holds(timestamp=0)
    customer.refresh_from_db()
    assert customer.is_on_hold
    Customer.objects.filter(pk=customer.pk).update(credit_limit=130)
    tasks.end_holds(timestamp=0)
    customer.refresh_from_db()
    by_staff.refresh_from_db()
    assert (customer.is_on_hold, by_staff.is_on_hold) == (False, True)


class WaysOut(TestCase):
    """Paying exactly what the way out says ends the hold; a cent less does not."""

    @settings(max_examples=25)
    @given(
        amounts=st.lists(st.integers(1, 5_000), min_size=1, max_size=6),
        limit=st.integers(0, 4_000),
        release=st.sampled_from([Release.NOTHING_OVERDUE, Release.BELOW_LIMIT]),
    )
    def test_exact_amount_is_enough_and_a_cent_less_is_not(
        self, amounts: list[int], limit: int, release: Release
    ) -> None:
        make_organization()
        customer = make_customer(credit_limit=Decimal(limit) / 100)
        for days, cents in enumerate(amounts):
            make_invoice(customer, Decimal(cents) / 100, due_on=TODAY - timedelta(days))
        held(customer, release)
        out = release_conditions(customer, today=TODAY, most=50)
        assert out.amount <= sum((i.open for i in out.items), start=Decimal(0))
        left = out.amount
        for item in out.items:
            part = min(item.open, left)
            left -= part
            is_last = left == 0
            if is_last:
                self._pay(customer, item, part - Decimal("0.01"))
                assert not release_if_met(customer, today=TODAY)
                self._pay(customer, item, Decimal("0.01"))
                break
            self._pay(customer, item, part)
        assert left == 0
        assert release_if_met(customer, today=TODAY)
        if release == Release.BELOW_LIMIT:
            net = balance_for(customer, today=TODAY).net
            assert net <= Decimal(limit) / 100

    def _pay(self, customer: Customer, item: Any, amount: Decimal) -> None:
        if amount > 0:
            make_payment(customer, amount, shares=[Share(item, amount)])
