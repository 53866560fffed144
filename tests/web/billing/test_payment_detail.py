from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import Customer, Role
from billing.ledger.allocation import Share
from billing.payments.entry import record_refund, void_payment
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, receive_transfer
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer("Harbour & Sons", currency="GBP")


def test_page_has_allocations_retainers_refunds_and_what_is_left(customer: Customer) -> None:
    invoice, retainer = make_invoice(customer, 30), make_retainer(customer, 100)
    payment = make_payment(
        customer,
        500,
        shares=[Share(item_of(invoice), Decimal(30)), Share(item_of(retainer), Decimal(40))],
        reference="FT-9",
    )
    record_refund(item_of(payment), amount=Decimal(20), refunded_on=date(2026, 5, 1))
    response = browser(customer).get(f"/payments/{payment.number}/")
    shown = text_of(response)
    for part in (
        "Amount received £500.00",
        "2 Mar 2026",
        "Bank transfer",
        "FT-9",
        "Harbour &amp; Sons",
        f"Invoice {invoice.number} 2 Mar 2026 £30.00",
        f"Retainer {retainer.number} 2 Mar 2026 £40.00",
        "Refund 1 May 2026 £20.00",
        "Used for invoices −£30.00",
        "Refunded −£20.00",
        "Left as a deposit £450.00",
    ):
        assert part in shown, part
    for url in (f"/invoices/{invoice.number}/", f"/retainers/{retainer.number}/"):
        assert f'href="{url}"' in response.content.decode()


def test_void_payment_shows_what_was_taken_back(customer: Customer) -> None:
    invoice = make_invoice(customer, 30)
    payment = pay(invoice)
    void_payment(payment, voided_on=date(2026, 7, 1))
    shown = text_of(browser(customer).get(f"/payments/{payment.number}/"))
    assert "Void" in shown
    assert f"{invoice.number} · £30.00" in shown
    assert "undone on 1 Jul 2026" in shown
    assert "Used for invoices £0.00" in shown


def test_foreign_and_unknown_payments_are_not_found(customer: Customer) -> None:
    foreign = make_payment(make_customer())
    client = browser(customer)
    for number in (foreign.number, "none", "%00"):
        assert client.get(f"/payments/{number}/").status_code == 404


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    url = f"/payments/{make_payment(customer).number}/"
    assert Client().get(url).status_code == 302
    assert browser(customer, Role.BUYER).get(url).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_allocations(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    invoices = [make_invoice(customer, 10) for _ in range(count)]
    shares = [Share(item_of(invoice), Decimal(10)) for invoice in invoices]
    payment = make_payment(customer, 100, shares=shares)
    client = browser(customer)
    with django_assert_num_queries(13):
        assert client.get(f"/payments/{payment.number}/").status_code == 200


def test_credits_used_along_with_a_transfer_stand_on_its_receipt(customer: Customer) -> None:
    make_organization(bank_iban="DE89370400440532013000")
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 30)
    asked = RequestedAmounts(
        {item_of(invoice).pk: Decimal(100)}, {item_of(credit).pk: Decimal(30)}, Decimal(0)
    )
    by = make_member(customer)
    transfer = announce_transfer(customer=customer, asked=asked, by=by, key=uuid4())
    payment = receive_transfer(transfer, amount=transfer.amount, received_on=DAY, by=None)
    client = browser(customer)
    assert f"£30.00 of {credit.number} for {invoice.number}" in text_of(
        client.get(f"/payments/{payment.number}/")
    )
    pdf = PdfReader(BytesIO(client.get(f"/payments/{payment.number}/pdf/").content))
    assert f"£30.00 of {credit.number}" in pdf.pages[0].extract_text()
