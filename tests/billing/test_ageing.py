from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ageing import DAYS_PAST_DUE, Bucket, due_range
from billing.balance import balance_for
from tests import factories
from tests.factories import DAY
from tests.reading import ageing_for

some_days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_past_due", "bucket"),
    [
        (-30, Bucket.NOT_DUE),
        (0, Bucket.NOT_DUE),
        (1, Bucket.DAYS_1_30),
        (30, Bucket.DAYS_1_30),
        (31, Bucket.DAYS_31_60),
        (60, Bucket.DAYS_31_60),
        (61, Bucket.DAYS_61_90),
        (90, Bucket.DAYS_61_90),
        (91, Bucket.OVER_90),
        (4000, Bucket.OVER_90),
    ],
)
def test_an_invoice_is_in_the_bucket_of_its_days_past_due(
    days_past_due: int, bucket: Bucket
) -> None:
    customer = factories.make_customer()
    factories.make_invoice(customer, 100, due_on=DAY)

    ageing = ageing_for(customer, today=DAY + timedelta(days_past_due))

    assert {b: amount for b, amount in ageing.amounts.items() if amount} == {bucket: 100}


@pytest.mark.django_db
def test_the_total_is_the_net_balance() -> None:
    customer = factories.make_customer()
    for days in (0, 40, 100):
        factories.make_invoice(customer, 100, due_on=DAY - timedelta(days))
    factories.make_credit_note(customer, 30)
    factories.make_payment(customer, 20)

    ageing = ageing_for(customer, today=DAY)

    assert ageing.amounts[Bucket.UNAPPLIED] == -50
    assert ageing.total == balance_for(customer, today=DAY).net == 250


@pytest.mark.django_db
def test_a_new_customer_has_empty_buckets() -> None:
    ageing = ageing_for(factories.make_customer(), today=DAY)

    assert list(ageing.amounts) == list(Bucket)
    assert not any(ageing.amounts.values())


@given(due_on=some_days, today=some_days)
def test_every_due_date_is_in_the_range_of_exactly_one_bucket(due_on: date, today: date) -> None:
    hits = [
        bucket
        for bucket in DAYS_PAST_DUE
        for first, last in [due_range(bucket, today)]
        if (first is None or first <= due_on) and (last is None or due_on <= last)
    ]

    assert len(hits) == 1
    (bucket,) = hits
    low, high = DAYS_PAST_DUE[bucket]
    past_due = (today - due_on).days
    assert low is None or low <= past_due
    assert high is None or past_due <= high
