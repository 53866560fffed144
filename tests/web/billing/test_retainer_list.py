from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.documents.retainers import void_retainer
from tests.factories import draft_retainer, make_customer, make_retainer, pay
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

URL = "/retainers/"


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def test_tabs_show_unpaid_paid_or_everything(customer: Customer) -> None:
    unpaid, partly, paid, void = (
        make_retainer(customer, 100, issued_on=date(2026, 3, day)) for day in (1, 2, 3, 4)
    )
    pay(partly, 40)
    pay(paid)
    void_retainer(void, voided_on=date(2026, 3, 9))
    draft_retainer(customer, number="DRAFT-1")
    make_retainer(make_customer())
    client = browser(customer)
    everything = client.get(f"{URL}?status=all")
    assert numbers_in(client.get(URL)) == [unpaid.number, partly.number]
    assert numbers_in(client.get(f"{URL}?status=paid")) == [paid.number]
    assert numbers_in(everything) == [one.number for one in (void, paid, partly, unpaid)]
    for word in ("Unpaid", "Partly paid", "Paid", "Void"):
        assert word in text_of(everything)


def test_row_has_description_dates_amount_and_what_is_unpaid(customer: Customer) -> None:
    retainer = make_retainer(customer, 100, description="Winter order")
    pay(retainer, 40)
    row = f"{retainer.number} Winter order 2 Mar 2026 1 Apr 2026 Partly paid £100.00 £60.00"
    assert row in text_of(browser(customer).get(URL))


@pytest.mark.parametrize("sort", ["number", "issued_on", "due_on", "total", "open"])
def test_list_sorts_both_ways(customer: Customer, sort: str) -> None:
    numbers = [
        make_retainer(customer, 10 + n, issued_on=date(2026, 3, 1 + n)).number for n in range(3)
    ]
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?sort={sort}")) == numbers
    assert numbers_in(client.get(f"{URL}?sort=-{sort}")) == numbers[::-1]


def test_bad_date_is_refused_beside_its_field(customer: Customer) -> None:
    assert browser(customer).get(f"{URL}?to=soon").status_code == 422


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("", "No unpaid retainers"), ("?status=all", "No retainers yet"), ("?q=x", "matches")],
)
def test_empty_tab_says_so(customer: Customer, query: str, sentence: str) -> None:
    assert sentence in text_of(browser(customer).get(URL + query))


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_list(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_retainer(customer)
    client = browser(customer)
    with django_assert_num_queries(11):
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    assert Client().get(URL).status_code == 302
    assert browser(customer, Role.BUYER).get(URL).status_code == 403
