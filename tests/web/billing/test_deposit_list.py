from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.ledger.allocation import Share
from billing.payments.entry import void_payment
from tests.factories import item_of, make_customer, make_invoice, make_payment, pay
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

URL = "/deposits/"


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def test_tabs_show_what_is_left_or_every_payment_that_counts(customer: Customer) -> None:
    deposit = make_payment(customer, 10, received_on=date(2026, 3, 1))
    used = pay(make_invoice(customer), received_on=date(2026, 3, 2))
    void_payment(make_payment(customer, 30), voided_on=date(2026, 3, 4))
    make_payment(make_customer(), 40)
    client = browser(customer)
    assert numbers_in(client.get(URL)) == [deposit.number]
    assert numbers_in(client.get(f"{URL}?status=open")) == [deposit.number]
    assert numbers_in(client.get(f"{URL}?status=all")) == [used.number, deposit.number]


def test_row_has_method_reference_and_what_is_left(customer: Customer) -> None:
    invoice = make_invoice(customer, 30)
    payment = make_payment(
        customer, 100, shares=[Share(item_of(invoice), Decimal(30))], reference="FT-9"
    )
    shown = text_of(browser(customer).get(URL))
    row = f"{payment.number} 2 Mar 2026 Bank transfer FT-9 Partly used £100.00 £30.00 £70.00"
    assert row in shown


def test_search_and_dates_narrow_the_list(customer: Customer) -> None:
    found = make_payment(customer, reference="FT-9", received_on=date(2026, 3, 1))
    make_payment(customer, received_on=date(2026, 3, 2))
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?q=ft-9")) == [found.number]
    assert numbers_in(client.get(f"{URL}?to=2026-03-01")) == [found.number]


def test_bad_date_is_refused_beside_its_field(customer: Customer) -> None:
    assert browser(customer).get(f"{URL}?to=soon").status_code == 422


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "No deposits available"),
        ("?status=all", "No payments yet"),
        ("?q=x", "No deposit matches"),
    ],
)
def test_empty_tab_says_so(customer: Customer, query: str, sentence: str) -> None:
    assert sentence in text_of(browser(customer).get(URL + query))


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_list(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_payment(customer)
    client = browser(customer)
    with django_assert_num_queries(11):
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    assert Client().get(URL).status_code == 302
    assert browser(customer, Role.BUYER).get(URL).status_code == 403
