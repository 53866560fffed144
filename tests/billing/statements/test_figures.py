"""A statement is right to the cent, whatever happened and whenever."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer
from billing.balance import Bucket, balance_for
from billing.documents.invoices import void_invoice
from billing.ledger.allocation import Share, allocate, take_back
from billing.models import Invoice, JournalEntry, Payment
from billing.payments.entry import record_refund, void_payment
from billing.statements.figures import Kind, statement_of, statements_of
from portal.kit.dates.periods import Period, month_end
from portal.kit.web.refusals import Refusal
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    make_retainer,
    pay,
)
from tests.reading import balance_on

pytestmark = pytest.mark.django_db
FEBRUARY = Period(date(2024, 2, 1), date(2024, 2, 29))
TOLD = """
    SELECT coalesce(sum(CASE WHEN debit_account = 'receivable' THEN amount ELSE 0 END
                      - CASE WHEN credit_account = 'receivable' THEN amount ELSE 0 END), 0)
    FROM billing_posting posting JOIN billing_journalentry entry ON entry.id = entry_id
    WHERE posting.customer_id = %s AND effective_on <= %s
"""


def told_by_postings(customer: Customer, day: date) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [customer.pk, day])
        return Decimal(cursor.fetchone()[0])


def test_balance_forward_runs_from_opening_to_closing() -> None:
    customer = make_customer()
    make_invoice(customer, 100, issued_on=date(2024, 1, 31))
    second = make_invoice(customer, 50, issued_on=date(2024, 2, 1), po_number="PO-9")
    pay(second, 20, received_on=date(2024, 2, 29))
    make_credit_note(customer, 5, issued_on=date(2024, 3, 1))
    statement = statement_of(customer, Kind.BALANCE_FORWARD, FEBRUARY)
    assert (statement.opening, statement.closing) == (100, 130)
    assert [(one.debit, one.credit, one.balance) for one in statement.movements] == [
        (50, 0, 150),
        (0, 20, 130),
    ]
    assert statement.movements[0].reference == "PO-9"


def test_open_items_are_those_of_the_day_and_not_of_today() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100, issued_on=date(2024, 1, 1), due_on=date(2024, 1, 31))
    pay(invoice, 30, received_on=date(2024, 2, 10))
    pay(invoice, 70, received_on=date(2024, 3, 5))
    (line,) = statement_of(customer, Kind.OPEN_ITEMS, FEBRUARY).open_lines
    assert (line.original, line.open, line.days_overdue) == (100, 70, 29)


def test_allocation_later_than_the_day_leaves_the_money_unapplied() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100, issued_on=date(2024, 2, 1), due_on=date(2024, 2, 15))
    payment = make_payment(customer, 100, received_on=date(2024, 2, 20))
    allocate(source=item_of(payment), invoice=item_of(invoice), amount=Decimal(100),
             effective_on=date(2024, 3, 3))  # fmt: skip
    ageing = statement_of(customer, Kind.OPEN_ITEMS, FEBRUARY).ageing
    assert ageing.amounts[Bucket.DAYS_1_30] == 100
    assert ageing.amounts[Bucket.UNAPPLIED] == -100
    assert ageing.total == 0


def test_voided_document_shows_both_ways_and_names_what_was_undone() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100, issued_on=date(2024, 2, 1))
    void_invoice(invoice, voided_on=date(2024, 2, 2))
    added, undone = statement_of(customer, Kind.ACTIVITY, FEBRUARY).movements
    assert (added.debit, undone.credit) == (100, 100)
    assert (undone.entry_kind, undone.undone_kind) == ("reversal", "invoice")


def test_retainer_invoice_is_a_request_and_no_movement() -> None:
    customer = make_customer()
    make_retainer(customer, 100, issued_on=date(2024, 2, 1))
    statement = statement_of(customer, Kind.BALANCE_FORWARD, FEBRUARY)
    assert (statement.movements, statement.closing) == ([], 0)


def test_customer_without_a_history_has_a_statement_of_nothing() -> None:
    statement = statement_of(make_customer(), Kind.BALANCE_FORWARD, FEBRUARY)
    assert (statement.opening, statement.closing, statement.line_count) == (0, 0, 0)
    assert statement.ageing.total == 0


@pytest.mark.parametrize("count", [1, 6])
def test_many_customers_are_read_as_cheaply_as_one(count: int, django_assert_num_queries) -> None:
    customers = [make_customer() for _ in range(count)]
    for customer in customers:
        make_invoice(customer, 10, issued_on=date(2024, 2, 1))
    with django_assert_num_queries(3):
        found = list(statements_of(customers, Kind.BALANCE_FORWARD, FEBRUARY))
    assert [one.customer for one in found] == customers
    assert {one.closing for one in found} == {Decimal(10)}


# --- Whatever happened -------------------------------------------------------------------------

FIRST = date(2024, 1, 25)
DAYS = st.integers(0, 70)
AMOUNTS = st.integers(1, 500).map(lambda cents: Decimal(cents) / 100)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "credit", "payment", "allocate", "take back", "refund",
                         "void invoice", "void payment", "retainer"]),
        DAYS, AMOUNTS, st.integers(0, 9),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def happen(customer: Customer, event: str, day: date, amount: Decimal, pick: int) -> None:
    """One event on one of the documents there are; what the ledger refuses does not happen."""
    invoices = list(Invoice.objects.filter(customer=customer).order_by("pk"))
    payments = list(Payment.objects.filter(customer=customer).order_by("pk"))
    one: Any = invoices[pick % len(invoices)] if invoices else None
    money: Any = payments[pick % len(payments)] if payments else None
    if event == "invoice":
        make_invoice(customer, amount, issued_on=day, due_on=day + timedelta(pick * 12))
    elif event == "credit":
        make_credit_note(customer, amount, issued_on=day)
    elif event == "retainer":
        make_retainer(customer, amount, issued_on=day)
    elif event == "payment":
        part = min(item_of(one).open, amount) if one else Decimal(0)
        shares = [Share(item_of(one), part)] if part else []
        make_payment(customer, amount, received_on=day, shares=shares)
    elif event == "allocate" and one and money:
        allocate(source=item_of(money), invoice=item_of(one), amount=amount, effective_on=day)
    elif event == "take back":
        entries = JournalEntry.objects.filter(customer=customer, kind="allocation")
        entry = entries.filter(reversed_by=None).first()
        if entry:
            take_back(entry, effective_on=day)
    elif event == "refund" and money:
        record_refund(item_of(money), amount=amount, refunded_on=day)
    elif event == "void invoice" and one:
        void_invoice(one, voided_on=day)
    elif event == "void payment" and money:
        void_payment(money, voided_on=day)


@settings(max_examples=40,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(events=EVENTS, cuts=st.lists(DAYS, min_size=1, max_size=3, unique=True))
def test_any_history_adds_up_on_any_day(events, cuts) -> None:
    with transaction.atomic():
        customer = make_customer()
        for event, day, amount, pick in sorted(events, key=lambda one: one[1]):
            try:
                with transaction.atomic():
                    happen(customer, event, FIRST + timedelta(day), amount, pick)
            except Refusal:
                continue
        days = [FIRST - timedelta(1), *(FIRST + timedelta(cut) for cut in sorted(cuts)),
                date(2024, 2, 29), month_end(date(2030, 1, 1))]  # fmt: skip
        days = sorted(set(days))
        for before, end in pairwise(days):
            period = Period(before + timedelta(1), end)
            statement = statement_of(customer, Kind.OPEN_ITEMS, period)
            assert statement.opening == balance_on(customer, before)
            assert statement.closing == told_by_postings(customer, end)
            assert statement.closing == statement.opening + statement.debits - statement.credits
            assert statement.ageing.total == statement.closing
            assert sum(line.open for line in statement.open_lines) == statement.closing
        now = balance_for(customer, today=days[-1])
        last = statement_of(customer, Kind.OPEN_ITEMS, Period(FIRST, days[-1]))
        assert last.closing == now.net
        assert {k: v for k, v in last.ageing.amounts.items() if k != Bucket.UNAPPLIED} == now.by_age
        transaction.set_rollback(True)
