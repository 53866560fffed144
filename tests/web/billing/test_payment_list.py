from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.ledger.allocation import Share, allocate, take_back
from billing.models import Payment
from billing.payments.entry import record_refund, void_payment
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, cancel_transfer
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    pay,
)
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

URL = "/payments/"


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


@pytest.fixture
def one_of_each(customer: Customer) -> dict[str, str]:
    invoice = make_invoice(customer, 500)
    full = pay(invoice, 10, received_on=date(2026, 3, 2))
    partly = make_payment(
        customer,
        100,
        shares=[Share(item_of(invoice), Decimal(30))],
        received_on=date(2026, 3, 3),
    )
    deposit = make_payment(customer, 20, received_on=date(2026, 3, 4))
    void = pay(invoice, 40, received_on=date(2026, 3, 5))
    void_payment(void, voided_on=date(2026, 3, 9))
    refunded = make_payment(customer, 50, received_on=date(2026, 3, 6))
    record_refund(item_of(refunded), amount=Decimal(50), refunded_on=date(2026, 3, 9))
    returned = make_payment(customer, 60, received_on=date(2026, 3, 7))
    entry = allocate(source=item_of(returned), invoice=item_of(invoice), amount=Decimal(60))
    take_back(entry, effective_on=date(2026, 3, 9))
    make_payment(make_customer())
    payments = (full, partly, deposit, void, refunded, returned)
    names = ("full", "partly", "deposit", "void", "refunded", "returned")
    return dict(zip(names, (payment.number for payment in payments), strict=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["returned", "refunded", "void", "deposit", "partly", "full"]),
        ("?status=all", ["returned", "refunded", "void", "deposit", "partly", "full"]),
        ("?status=invoice", ["partly", "full"]),
        ("?status=deposit", ["returned", "deposit", "partly"]),
        ("?status=void", ["void"]),
        ("?status=nonsense", ["returned", "refunded", "void", "deposit", "partly", "full"]),
    ],
)
def test_tab_shows_its_kind_newest_first(
    customer: Customer, one_of_each: dict[str, str], query: str, expected: list[str]
) -> None:
    response = browser(customer).get(URL + query)
    assert numbers_in(response) == [one_of_each[name] for name in expected]


def test_row_has_method_reference_amount_and_what_was_used(customer: Customer) -> None:
    invoice = make_invoice(customer, 30)
    payment = make_payment(
        customer,
        100,
        method=Payment.Method.CHEQUE,
        shares=[Share(item_of(invoice), Decimal(30))],
        reference="FT-9",
    )
    row = f"{payment.number} 2 Mar 2026 Cheque FT-9 Partly a deposit £30.00 £100.00"
    assert row in text_of(browser(customer).get(URL))


@pytest.mark.parametrize("sort", ["number", "issued_on", "total"])
def test_list_sorts_both_ways(customer: Customer, sort: str) -> None:
    numbers = [
        make_payment(customer, 10 + n, received_on=date(2026, 3, 1 + n)).number for n in range(3)
    ]
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?sort={sort}")) == numbers
    assert numbers_in(client.get(f"{URL}?sort=-{sort}")) == numbers[::-1]


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
    [("", "No payments yet"), ("?status=void", "No void payments"), ("?q=x", "matches")],
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
    with django_assert_num_queries(14):
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    assert Client().get(URL).status_code == 302
    assert browser(customer, Role.BUYER).get(URL).status_code == 403


def test_announced_transfers_stand_above_the_list_until_they_arrive() -> None:
    make_organization(bank_iban="DE89370400440532013000")
    customer = make_customer()
    by = make_member(customer)
    asked = RequestedAmounts(prepayment=Decimal(25))
    transfer = announce_transfer(customer=customer, asked=asked, by=by, key=uuid4())
    assert "Not sent yet" in text_of(browser(customer).get("/payments/"))
    cancel_transfer(transfer)
    assert "On its way" not in text_of(browser(customer).get("/payments/"))
