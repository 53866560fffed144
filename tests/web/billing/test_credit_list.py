from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.documents.credit_notes import void_credit_note
from billing.ledger.allocation import allocate
from tests.factories import (
    draft_credit_note,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
)
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

URL = "/credits/"


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def test_tabs_show_what_is_available_or_everything(customer: Customer) -> None:
    unused = make_credit_note(customer, 10, issued_on=date(2026, 3, 1))
    used = make_credit_note(customer, 20, issued_on=date(2026, 3, 2))
    void = make_credit_note(customer, 30, issued_on=date(2026, 3, 3))
    void_credit_note(void, voided_on=date(2026, 3, 4))
    allocate(source=item_of(used), invoice=item_of(make_invoice(customer)), amount=Decimal(20))
    draft_credit_note(customer, number="DRAFT-1")
    make_credit_note(make_customer())
    client = browser(customer)
    assert numbers_in(client.get(URL)) == [unused.number]
    assert numbers_in(client.get(f"{URL}?status=open")) == [unused.number]
    everything = client.get(f"{URL}?status=all")
    assert numbers_in(everything) == [void.number, used.number, unused.number]
    for word in ("Unused", "Used", "Void"):
        assert word in text_of(everything)


def test_row_has_total_used_and_unused(customer: Customer) -> None:
    credit = make_credit_note(customer, 100, po_number="PO-7")
    invoice = make_invoice(customer, 30)
    allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(30))
    shown = text_of(browser(customer).get(URL))
    assert f"{credit.number} PO-7 2 Mar 2026 Partly used £100.00 £30.00 £70.00" in shown


def test_search_and_dates_narrow_the_list(customer: Customer) -> None:
    found = make_credit_note(customer, po_number="PO-7", issued_on=date(2026, 3, 1))
    make_credit_note(customer, issued_on=date(2026, 3, 2))
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?q=po-7")) == [found.number]
    assert numbers_in(client.get(f"{URL}?to=2026-03-01")) == [found.number]


@pytest.mark.parametrize("sort", ["number", "issued_on", "total", "open"])
def test_list_sorts_both_ways(customer: Customer, sort: str) -> None:
    numbers = [
        make_credit_note(customer, 10 + n, issued_on=date(2026, 3, 1 + n)).number for n in range(3)
    ]
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?sort={sort}")) == numbers
    assert numbers_in(client.get(f"{URL}?sort=-{sort}")) == numbers[::-1]


def test_bad_date_is_refused_beside_its_field(customer: Customer) -> None:
    response = browser(customer).get(f"{URL}?from=soon&status=all")
    assert response.status_code == 422
    assert "such as 2026-01-31" in text_of(response)
    assert 'name="status" value="all"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("", "No credits available"), ("?status=all", "No credit notes yet"), ("?q=x", "matches")],
)
def test_empty_tab_says_so(customer: Customer, query: str, sentence: str) -> None:
    assert sentence in text_of(browser(customer).get(URL + query))


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_list(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_credit_note(customer)
    client = browser(customer)
    with django_assert_num_queries(11):
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    assert Client().get(URL).status_code == 302
    assert browser(customer, Role.BUYER).get(URL).status_code == 403
