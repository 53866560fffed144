"""When money can be expected, against the same reckoned by hand from invoices and payments."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from accounts.models import Customer, Organization
from billing.documents.disputes import raise_dispute
from billing.models import Invoice, OpenItem, PaymentHabit
from billing.receivables.aged_accounts import Question, accounts_of
from billing.receivables.aged_items import aged_items
from billing.receivables.expected_cash import WEEKS, expected_cash
from billing.receivables.habits import MIN_INVOICES, reckon_habits
from tests.factories import make_customer, make_invoice, make_member, make_organization, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    make_organization(currency="GBP")
    return Organization.current().today()


def paid_late(customer: Customer, today: date, days: list[int], amount: int = 100) -> None:
    """Invoices due 100 days ago, each paid so many days after."""
    due = today - timedelta(100)
    for late in days:
        invoice = make_invoice(customer, amount, issued_on=due - timedelta(30), due_on=due)
        pay(invoice, received_on=due + timedelta(late))


def habit_of(customer: Customer | None) -> PaymentHabit:
    return PaymentHabit.objects.get(customer=customer)


def test_the_habit_is_the_day_by_which_half_of_the_amount_came(today: date) -> None:
    customer = make_customer("Slow", "GBP")
    paid_late(customer, today, [-5, 0, 10, 20, 40])
    assert reckon_habits(today) == 1
    habit = habit_of(customer)
    assert (habit.median_days, habit.late_days, habit.payments) == (10, 40, 5)
    assert habit.on_time_percent == 40


def test_a_large_invoice_weighs_more(today: date) -> None:
    customer = make_customer("Slow", "GBP")
    paid_late(customer, today, [0, 0, 0, 0])
    paid_late(customer, today, [30], amount=1000)
    reckon_habits(today)
    assert habit_of(customer).median_days == 30


def test_too_few_payments_are_no_habit_but_count_among_all(today: date) -> None:
    customer = make_customer("New", "GBP")
    paid_late(customer, today, [7] * (MIN_INVOICES - 1))
    assert reckon_habits(today) == 0
    assert not PaymentHabit.objects.filter(customer=customer).exists()
    assert habit_of(None).median_days == 7


def test_reckoning_again_replaces_what_was(today: date) -> None:
    paid_late(make_customer("Slow", "GBP"), today, [3] * 5)
    reckon_habits(today)
    reckon_habits(today)
    assert PaymentHabit.objects.count() == 2


def test_every_column_adds_up_to_what_is_outstanding(today: date) -> None:
    customer = make_customer("Mixed", "GBP")
    paid_late(customer, today, [9] * 5)
    owner = make_member(customer)
    disputed = None
    for days in (-40, -3, 0, 5, 20, 200):
        due = today + timedelta(days)
        disputed = make_invoice(customer, 100 + days, issued_on=today - timedelta(60), due_on=due)
    assert disputed is not None
    raise_dispute(disputed, reason="price", comment="", by=owner)
    reckon_habits(today)
    cash = expected_cash(today, currency="GBP")
    outstanding = sum(OpenItem.objects.invoices().values_list("open", flat=True))
    assert cash.outstanding == outstanding
    expected = sum(week.expected for week in cash.weeks)
    late = sum(week.late for week in cash.weeks)
    assert expected + cash.past_expected + cash.disputed == outstanding
    assert late + cash.past_late + cash.disputed == outstanding
    assert cash.disputed == 300


def test_weeks_equal_those_reckoned_by_hand(today: date) -> None:
    random = Random(7)
    customers = [make_customer(f"C{number}", "GBP") for number in range(6)]
    for customer in customers[:3]:
        paid_late(customer, today, [random.randint(-10, 40) for _ in range(7)])
    paid_late(customers[3], today, [4, 5])
    for customer in customers:
        for _ in range(12):
            due = today + timedelta(random.randint(-60, 90))
            make_invoice(
                customer,
                Decimal(random.randint(100, 99_999)) / 100,
                issued_on=min(due, today - timedelta(70)),
                due_on=due,
            )
    reckon_habits(today)
    cash = expected_cash(today, currency="GBP")
    for way in ("best", "expected", "late"):
        assert [getattr(week, way) for week in cash.weeks] == _by_hand(today, way)


def _by_hand(today: date, way: str) -> list[Decimal]:
    """From the rows of invoices, one by one."""
    monday = today - timedelta(today.weekday())
    weeks = [Decimal(0)] * (WEEKS + 1)
    usual = _median_late(None)
    for invoice in Invoice.objects.filter(open_item__open__gt=0):
        median, late = _median_late(invoice.customer) or usual or (0, 0)
        days = {"best": 0, "expected": max(median, 0), "late": max(late, 0)}[way]
        assert invoice.due_on is not None
        day = invoice.due_on + timedelta(days)
        if way == "best":
            day = max(day, today)
        if day >= today:
            weeks[min((day - monday).days // 7, WEEKS)] += invoice.open
    return weeks


def _median_late(customer: Customer | None) -> tuple[int, int] | None:
    """From payments and the invoices they paid in full: the factories pay one with each."""
    found: list[tuple[int, Decimal]] = []
    for invoice in Invoice.objects.filter(open_item__open=0):
        if customer is not None and invoice.customer != customer:
            continue
        assert invoice.open_item is not None
        (posting,) = invoice.open_item.credits.select_related("entry")
        assert invoice.due_on is not None
        found.append(((posting.entry.effective_on - invoice.due_on).days, posting.amount))
    if not found or (customer is not None and len(found) < MIN_INVOICES):
        return None
    found.sort()
    total = sum(amount for _days, amount in found)
    come = Decimal(0)
    marks: list[int] = []
    for share in (Decimal("0.5"), Decimal("0.9")):
        come = Decimal(0)
        for days, amount in found:
            come += amount
            if come >= share * total:
                marks.append(days)
                break
    return marks[0], marks[1]


@pytest.mark.parametrize("back", [0, 20, 50])
def test_the_invoices_behind_a_cell_add_up_to_it(today: date, back: int) -> None:
    customer = make_customer("Mixed", "GBP")
    for days in (1, 29, 31, 59, 61, 95):
        due = today - timedelta(days)
        invoice = make_invoice(customer, 100 + days, issued_on=due - timedelta(10), due_on=due)
        if days % 2:
            pay(invoice, 50, received_on=today)
    as_of = today - timedelta(back)
    (account,) = accounts_of(Question(as_of, today, "GBP"), limit=None)
    for bucket, amount in account.by_age.items():
        items, total = aged_items(customer, as_of=as_of, bucket=bucket, limit=100)
        assert total == amount == sum(one.open for one in items)
    _items, total = aged_items(customer, as_of=as_of, bucket=None, limit=1)
    assert total == account.outstanding


def test_the_page_reads_no_postings(today: date, django_assert_num_queries: Any) -> None:
    paid_late(make_customer("Slow", "GBP"), today, [3] * 5)
    with django_assert_num_queries(1) as asked:
        expected_cash(today, currency="GBP")
    assert "posting" not in asked.captured_queries[0]["sql"]
