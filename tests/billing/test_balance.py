from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.balance import balance_for
from billing.ledger.allocation import Share, allocate
from tests import factories
from tests.factories import DAY

pytestmark = pytest.mark.django_db


def test_a_new_customer_owes_nothing() -> None:
    balance = balance_for(factories.make_customer(), today=DAY)

    assert (balance.outstanding, balance.overdue, balance.net, balance.payable) == (0, 0, 0, 0)


def test_net_is_outstanding_less_credits_less_deposits() -> None:
    customer = factories.make_customer()
    factories.make_invoice(customer, 100)
    factories.make_credit_note(customer, 30)
    factories.make_payment(customer, 20)

    assert balance_for(customer, today=DAY).net == 50


def test_more_credit_than_debt_is_below_zero() -> None:
    customer = factories.make_customer()
    factories.make_credit_note(customer, 30)

    assert balance_for(customer, today=DAY).net == -30


@pytest.mark.parametrize(("days", "overdue"), [(0, 0), (1, 100)])
def test_an_invoice_is_overdue_the_day_after_it_is_due(days: int, overdue: int) -> None:
    customer = factories.make_customer()
    factories.make_invoice(customer, 100, due_on=DAY)

    assert balance_for(customer, today=DAY + timedelta(days)).overdue == overdue


def test_another_customers_invoice_is_not_owed() -> None:
    factories.make_invoice(factories.make_customer(), 100)

    assert balance_for(factories.make_customer(), today=DAY).outstanding == 0


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "5"), ("EUR", "5.00"), ("KWD", "5.000")])
def test_amounts_have_the_currencys_decimals(currency: str, shown: str) -> None:
    customer = factories.make_customer(currency=currency)
    factories.make_invoice(customer, Decimal(5))

    assert str(balance_for(customer, today=DAY).outstanding) == shown


def test_it_is_one_statement_whatever_the_history() -> None:
    customer = factories.make_customer()
    for _ in range(3):
        factories.pay(factories.make_invoice(customer))

    with CaptureQueriesContext(connection) as queries:
        balance_for(customer, today=DAY)

    assert len(queries) == 1


def test_what_a_retainer_brought_and_is_unused_is_a_figure_of_its_own() -> None:
    customer = factories.make_customer()
    retainer = factories.make_retainer(customer, 600)
    factories.make_payment(
        customer, 1000, shares=[Share(factories.item_of(retainer), Decimal(600))]
    )
    factories.make_payment(customer, 50)  # a plain deposit
    balance = balance_for(customer, today=DAY)

    assert (balance.deposits, balance.retainer_payments) == (1050, 600)


def test_retainer_payment_that_is_used_or_returned_is_no_longer_available() -> None:
    customer = factories.make_customer()
    retainer = factories.make_retainer(customer, 600)
    payment = factories.make_payment(
        customer, 600, shares=[Share(factories.item_of(retainer), Decimal(600))]
    )
    invoice = factories.make_invoice(customer, 450)
    allocate(source=payment.open_item, invoice=factories.item_of(invoice), amount=Decimal(450))
    assert balance_for(customer, today=DAY).retainer_payments == 150


def test_oldest_due_date_is_of_what_is_still_open() -> None:
    customer = factories.make_customer()
    factories.pay(factories.make_invoice(customer, 10, due_on=DAY - timedelta(50)))
    factories.make_invoice(customer, 10, due_on=DAY - timedelta(5))

    assert balance_for(customer, today=DAY).oldest_due_on == DAY - timedelta(5)
