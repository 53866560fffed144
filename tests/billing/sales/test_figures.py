from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from billing.documents.invoices import void_invoice
from billing.payments.entry import record_refund
from billing.sales.chart import groups_of
from billing.sales.figures import Step, latest_day, sales_for, step_for
from portal.kit.dates.periods import Period
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    pay,
)

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def bar_of(customer, month: int):
    return next(bar for bar in sales_for(customer, YEAR).bars if bar.start.month == month)


def test_documents_count_in_the_month_they_are_dated() -> None:
    customer = make_customer()
    make_invoice(customer, "100.50", issued_on=date(2026, 3, 31))
    make_invoice(customer, "20", issued_on=date(2026, 4, 1))
    make_credit_note(customer, "5.25", issued_on=date(2026, 3, 1))
    make_payment(customer, "60", received_on=date(2026, 3, 15))
    march = bar_of(customer, 3)
    assert (march.invoiced, march.credited, march.paid) == (
        Decimal("100.50"),
        Decimal("5.25"),
        Decimal("60.00"),
    )
    assert bar_of(customer, 4).invoiced == Decimal("20.00")


def test_void_invoice_leaves_the_month_it_was_dated_in() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100, issued_on=date(2026, 3, 2))
    void_invoice(invoice, voided_on=date(2026, 6, 1))
    assert sales_for(customer, YEAR).invoiced == 0


def test_refund_does_not_lower_what_was_paid() -> None:
    customer = make_customer()
    payment = make_payment(customer, 100, received_on=date(2026, 3, 2))
    record_refund(item_of(payment), amount=Decimal(40), refunded_on=date(2026, 4, 2))
    assert bar_of(customer, 3).paid == Decimal("100.00")
    assert bar_of(customer, 4).paid == 0


def test_allocating_a_payment_changes_no_bar() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100, issued_on=date(2026, 3, 2))
    pay(invoice, 100, received_on=date(2026, 3, 20))
    sales = sales_for(customer, YEAR)
    assert (sales.invoiced, sales.credited, sales.paid) == (100, 0, 100)


def test_bars_have_no_gaps_and_keep_to_the_period() -> None:
    bars = sales_for(make_customer(), Period(date(2026, 1, 15), date(2026, 6, 20))).bars
    assert bars[0].start == date(2026, 1, 15)
    assert bars[-1].end == date(2026, 6, 20)
    assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(bars))


def test_other_customers_sales_are_left_out() -> None:
    make_invoice(make_customer(), 100, issued_on=date(2026, 3, 2))
    assert sales_for(make_customer(), YEAR).invoiced == 0


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (1, Step.DAY),
        (31, Step.DAY),
        (92, Step.WEEK),
        (365, Step.MONTH),
        (5 * 366, Step.QUARTER),
        (12 * 366, Step.YEAR),
    ],
)
def test_step_suits_the_length_of_the_period(days: int, step: Step) -> None:
    start = date(2000, 1, 1)
    assert step_for(Period(start, date.fromordinal(start.toordinal() + days - 1))) == step


def test_latest_day_is_of_the_newest_document() -> None:
    customer = make_customer()
    assert latest_day(customer) is None
    make_invoice(customer, 1, issued_on=date(2011, 12, 9))
    assert latest_day(customer) == date(2011, 12, 9)


def test_bar_leads_to_a_list_of_its_days() -> None:
    customer = make_customer()
    make_invoice(customer, 100, issued_on=date(2026, 2, 2))
    february = next(group for group in groups_of(sales_for(customer, YEAR)) if group.label == "Feb")
    assert [value.url for value in february.values] == [
        f"/{documents}/?status=all&from=2026-02-01&to=2026-02-28"
        for documents in ("invoices", "payments", "credits")
    ]
    assert [value.amount for value in february.values] == [100, 0, 0]
