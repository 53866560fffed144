from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer
from billing.balance import Bucket, balance_for
from billing.receivables.aged_accounts import Question, Show, accounts_of, sums_of
from tests import factories
from tests.factories import DAY
from tests.reading import ageing_for

pytestmark = pytest.mark.django_db


def asked(as_of: date = DAY, **more: Any) -> Question:
    return Question(**{"as_of": as_of, "today": DAY, "currency": "EUR", **more})


def names(**more: Any) -> list[str]:
    return [one.name for one in accounts_of(asked(**more), limit=None)]


def owing(name: str, amount: int = 100, *, days: int = 0, currency: str = "EUR") -> Customer:
    customer = factories.make_customer(name, currency)
    factories.make_invoice(customer, amount, due_on=DAY - timedelta(days))
    return customer


def test_a_row_is_the_customers_own_ageing() -> None:
    customer = factories.make_customer()
    for days in (-3, 0, 1, 30, 31, 61, 95):
        factories.make_invoice(customer, 100 + days, due_on=DAY - timedelta(days))
    factories.make_credit_note(customer, 30)
    factories.make_payment(customer, 20)

    (row,) = accounts_of(asked(), limit=None)

    own = ageing_for(customer, today=DAY)
    assert row.by_age == {b: own.amounts[b] for b in row.by_age}
    assert -row.unapplied == own.amounts[Bucket.UNAPPLIED]
    assert row.balance == balance_for(customer, today=DAY).net
    assert row.oldest_due_on == DAY - timedelta(95)
    assert row.days_overdue(DAY) == 95


def test_what_was_paid_later_was_still_open_on_an_earlier_day() -> None:
    customer = factories.make_customer()
    invoice = factories.make_invoice(
        customer, 100, issued_on=DAY - timedelta(60), due_on=DAY - timedelta(30)
    )
    factories.pay(invoice, received_on=DAY)

    assert accounts_of(asked(), limit=None) == []
    (row,) = accounts_of(asked(DAY - timedelta(1)), limit=None)
    assert (row.overdue, row.balance) == (Decimal(100), Decimal(100))


def test_a_document_of_later_is_not_in_it() -> None:
    factories.make_invoice(factories.make_customer(), 100, issued_on=DAY)

    assert accounts_of(asked(DAY - timedelta(1)), limit=None) == []


def test_other_currencies_have_a_list_of_their_own() -> None:
    owing("Euro")
    owing("Yen", currency="JPY")

    assert names() == ["Euro"]
    assert names(currency="JPY") == ["Yen"]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Show.BALANCE, ["Late", "Due", "Paid ahead"]),
        (Show.OVERDUE, ["Late"]),
        (Show.UNAPPLIED, ["Paid ahead"]),
        (Show.IN_FAVOUR, ["Paid ahead"]),
    ],
)
def test_only_some_are_shown(show: Show, expected: list[str]) -> None:
    owing("Late", days=3)
    owing("Due")
    factories.make_payment(factories.make_customer("Paid ahead"), 20)
    factories.make_customer("Nothing")

    assert names(show=show) == expected


@pytest.mark.parametrize("query", ["acme", " ACME  ltd ", "A-17"])
def test_name_and_account_number_are_searched(query: str) -> None:
    customer = owing("Acme Ltd")
    Customer.objects.filter(pk=customer.pk).update(account_number="A-1701")
    owing("Borealis")

    assert names(query=query) == ["Acme Ltd"]


@pytest.mark.parametrize("query", ["%", "_", "\\", "100%"])
def test_wildcards_are_searched_for_as_themselves(query: str) -> None:
    owing("Acme")

    assert names(query=query) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["A", "B", "C"]),
        ("-name", ["C", "B", "A"]),
        ("-balance", ["B", "C", "A"]),
        ("oldest", ["C", "B", "A"]),
        ("nonsense; DROP TABLE", ["B", "C", "A"]),
    ],
)
def test_sorting(sort: str, expected: list[str]) -> None:
    owing("A", 100, days=1)
    owing("B", 900, days=2)
    owing("C", 500, days=3)

    assert names(sort=sort) == expected


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days_ago=st.lists(st.integers(0, 120), min_size=1, max_size=4), back=st.integers(0, 120))
def test_sums_are_those_of_the_rows_on_any_day(days_ago: list[int], back: int) -> None:
    for days in days_ago:
        issued_on = DAY - timedelta(days)
        invoice = factories.make_invoice(
            factories.make_customer(), 100, issued_on=issued_on, due_on=issued_on
        )
        factories.pay(invoice, 40, received_on=issued_on + timedelta(days // 2))

    count, sums = sums_of(asked(DAY - timedelta(back)))

    rows = accounts_of(asked(DAY - timedelta(back)), limit=None)
    assert count == len(rows)
    assert sums.balance == sum((row.balance for row in rows), start=Decimal(0))
    assert sums.overdue == sum((row.overdue for row in rows), start=Decimal(0))


@pytest.mark.parametrize("count", [1, 3])
def test_two_statements_whatever_the_number_of_customers(count: int) -> None:
    for number in range(count):
        owing(f"Customer {number}")

    with CaptureQueriesContext(
        connection,
    ) as statements:
        sums_of(asked())
        accounts_of(asked(), limit=2)

    assert len(statements) == 2
