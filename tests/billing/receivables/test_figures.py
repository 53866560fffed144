from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.balance import Bucket
from billing.receivables.aged_accounts import AGES, AgedSums
from billing.receivables.figures import (
    CollectionFigures,
    Sales,
    collection_effectiveness,
    figures_of,
    sales_until,
)
from tests import factories
from tests.factories import DAY

LAST_OF_APRIL = date(2026, 4, 30)
some_money = st.decimals(0, 10**9, places=2)


def sums(not_due: int | Decimal = 0, overdue: int | Decimal = 0, unapplied: int = 0) -> AgedSums:
    by_age = dict.fromkeys(AGES, Decimal(0))
    by_age |= {Bucket.NOT_DUE: Decimal(not_due), Bucket.OVER_90: Decimal(overdue)}
    return AgedSums("EUR", by_age, Decimal(unapplied))


def sales(*by_month: int, recent: int = 0) -> Sales:
    """Of April, March, February … 2026."""
    months = [date(2026, 4, 1), date(2026, 3, 1), date(2026, 2, 1)]
    pairs = zip(months, map(Decimal, by_month), strict=False)
    return Sales(dict(pairs), Decimal(recent))


def of(owed: AgedSums, sold: Sales) -> CollectionFigures:
    return figures_of(owed, sold, as_of=LAST_OF_APRIL)


def test_count_back_takes_whole_months_and_part_of_the_last() -> None:
    # April's 300 (30 days), then 100 of March's 200: half of 31 days.
    assert of(sums(400), sales(300, 200)).count_back == Decimal("45.5")


def test_count_back_within_the_month() -> None:
    assert of(sums(100), sales(300)).count_back == Decimal("10.0")


def test_month_without_sales_counts_whole() -> None:
    assert of(sums(400), sales(300, 0, 100)).count_back == Decimal(30 + 31 + 28)


def test_more_than_two_years_of_sales_is_said() -> None:
    assert of(sums(4000), sales(300)).is_longer


def test_nothing_owed_is_no_day() -> None:
    assert of(sums(), sales(300, recent=300)).count_back == 0


def test_without_sales_there_is_no_figure() -> None:
    assert of(sums(100), sales()) == CollectionFigures(None, None, None, None)


def test_delinquent_days_are_what_lateness_adds() -> None:
    found = of(sums(not_due=100, overdue=50), sales(300, recent=900))

    assert (found.simple, found.best_possible, found.delinquent) == (15, 10, 5)


@given(not_due=some_money, overdue=some_money, recent=st.integers(1, 10**9))
def test_best_possible_is_never_worse(not_due: Decimal, overdue: Decimal, recent: int) -> None:
    found = of(sums(not_due, overdue), sales(300, recent=recent))

    assert found.delinquent is not None
    assert found.delinquent >= 0


def test_effectiveness_is_whole_when_only_what_is_not_due_is_left() -> None:
    found = collection_effectiveness(
        opening=Decimal(100), sales=Decimal(100), closing=Decimal(50), closing_not_due=Decimal(50)
    )

    assert found == 100


def test_effectiveness_of_nothing_to_collect_is_none() -> None:
    zero = Decimal(0)
    assert (
        collection_effectiveness(opening=zero, sales=zero, closing=zero, closing_not_due=zero)
        is None
    )


@pytest.mark.django_db
def test_sales_are_invoices_less_credit_notes_of_the_currency() -> None:
    customer = factories.make_customer()
    factories.make_invoice(customer, 100, issued_on=DAY)
    factories.make_invoice(customer, 50, issued_on=DAY - timedelta(200))
    factories.make_credit_note(customer, 30, issued_on=DAY)
    factories.make_invoice(factories.make_customer(currency="JPY"), 999, issued_on=DAY)

    found = sales_until(DAY, currency="EUR")

    assert found.recent == 70
    assert sum(found.by_month.values()) == 120
