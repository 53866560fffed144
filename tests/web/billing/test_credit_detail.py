from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.ledger.allocation import allocate, take_back
from billing.payments.entry import record_refund
from tests.factories import (
    draft_credit_note,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer("Harbour & Sons", currency="GBP")


def test_page_has_what_it_was_used_for_what_was_refunded_and_what_is_left(
    customer: Customer,
) -> None:
    invoice = make_invoice(customer, 30)
    credit = make_credit_note(customer, 100, invoice=invoice, reason="Returned goods")
    allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(30))
    record_refund(item_of(credit), amount=Decimal(20), refunded_on=date(2026, 5, 1))
    response = browser(customer).get(f"/credits/{credit.number}/")
    shown = text_of(response)
    for part in (
        "Harbour &amp; Sons",
        "Returned goods",
        "Total £100.00",
        f"Invoice {invoice.number} 2 Mar 2026 £30.00",
        "Refund 1 May 2026 £20.00",
        "Used for invoices −£30.00",
        "Refunded −£20.00",
        "Available £50.00",
    ):
        assert part in shown, part
    assert f'href="/invoices/{invoice.number}/"' in response.content.decode()


def test_taken_back_use_stands_in_the_history_alone(customer: Customer) -> None:
    invoice, credit = make_invoice(customer, 30), make_credit_note(customer, 100)
    entry = allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(30))
    take_back(entry, effective_on=date(2026, 7, 1))
    shown = text_of(browser(customer).get(f"/credits/{credit.number}/"))
    assert f"{invoice.number} · £30.00" in shown
    assert "Available £100.00" in shown


def test_draft_foreign_and_unknown_are_not_found(customer: Customer) -> None:
    draft_credit_note(customer, number="DRAFT-1")
    foreign = make_credit_note(make_customer())
    client = browser(customer)
    for number in ("DRAFT-1", foreign.number, "none", "%00"):
        assert client.get(f"/credits/{number}/").status_code == 404


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    url = f"/credits/{make_credit_note(customer).number}/"
    assert Client().get(url).status_code == 302
    assert browser(customer, Role.BUYER).get(url).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_its_uses(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    credit = make_credit_note(customer, 100)
    for _ in range(count):
        invoice = make_invoice(customer)
        allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(1))
    client = browser(customer)
    with django_assert_num_queries(10):
        assert client.get(f"/credits/{credit.number}/").status_code == 200
