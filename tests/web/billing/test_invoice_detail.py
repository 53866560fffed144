from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Address, Customer, Role
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.ledger.allocation import allocate, take_back
from billing.models import FirstView
from tests.factories import (
    draft_invoice,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    pay,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db

LINE = {"sku": "VLV", "description": "Ball valve", "unit_price": Decimal("48.5"), "tax_rate": 20}


@pytest.fixture
def customer() -> Customer:
    make_organization(bank_details="IBAN GB29")
    return make_customer("Harbour & Sons", currency="GBP", tax_id="GB 123")


def test_page_has_what_the_invoice_says(customer: Customer) -> None:
    Address.objects.create(customer=customer, kind="billing", line1="18 Harbour Street")
    Address.objects.create(customer=customer, kind="shipping", line1="Unit 7")
    invoice = make_invoice(
        customer,
        lines=[LINE | {"quantity": 2}, {"description": "Delivery", "unit_price": 10}],
        issued_on=date(2026, 3, 2),
        po_number="PO-7",
        order_reference="SO-9",
        note="With thanks",
    )
    shown = text_of(browser(customer).get(f"/invoices/{invoice.number}/"))
    for part in (
        "Harbour &amp; Sons",
        "GB 123",
        "18 Harbour Street",
        "Unit 7",
        "2 Mar 2026",
        "1 Apr 2026",
        "PO-7",
        "SO-9",
        "With thanks",
        "Ball valve VLV 2 £48.50 20% £97.00",
        "Tax 0% on £10.00 £0.00",
        "Tax 20% on £97.00 £19.40",
        "Total £126.40",
        "Amount due £126.40",
        "IBAN GB29",
    ):
        assert part in shown, part


def test_names_and_addresses_are_those_of_the_day_of_issue(customer: Customer) -> None:
    invoice = make_invoice(customer)
    Customer.objects.filter(pk=customer.pk).update(name="Renamed")
    assert "Harbour &amp; Sons" in text_of(browser(customer).get(f"/invoices/{invoice.number}/"))


def test_applied_payments_and_credits_are_shown_with_links(customer: Customer) -> None:
    invoice = make_invoice(customer, 100)
    payment = pay(invoice, 30, received_on=date(2026, 4, 5))
    credit = make_credit_note(customer, 20)
    allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(15))
    response = browser(customer).get(f"/invoices/{invoice.number}/")
    shown = text_of(response)
    assert f"5 Apr 2026 · Payment {payment.number} −£30.00" in shown
    assert f"2 Mar 2026 · Credit note {credit.number} −£15.00" in shown
    assert "Amount due £55.00" in shown
    for url in (f"/payments/{payment.number}/", f"/credits/{credit.number}/"):
        assert f'href="{url}"' in response.content.decode()


def test_taken_back_stands_in_the_history_alone(customer: Customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 20)
    entry = allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(20))
    take_back(entry, effective_on=date(2026, 7, 1))
    shown = text_of(browser(customer).get(f"/invoices/{invoice.number}/"))
    assert f"{credit.number} · £20.00" in shown
    assert "undone on 1 Jul 2026" in shown
    assert "Amount due £100.00" in shown


def test_written_off_invoice_says_so_and_owes_nothing(customer: Customer) -> None:
    invoice = make_invoice(customer, 100)
    write_off_invoice(invoice, written_off_on=date(2026, 7, 1))
    shown = text_of(browser(customer).get(f"/invoices/{invoice.number}/"))
    assert "1 Jul 2026 · Written off −£100.00" in shown
    assert "Amount due £0.00" in shown


@pytest.mark.parametrize(("role", "offered"), [(Role.ACCOUNTS, True), (Role.VIEWER, False)])
def test_pay_now_is_offered_to_who_may_pay(
    customer: Customer, role: Role, *, offered: bool
) -> None:
    invoice = make_invoice(customer)
    page = browser(customer, role).get(f"/invoices/{invoice.number}/").content.decode()
    assert (f'href="/pay/?invoice={invoice.number}"' in page) is offered


@pytest.mark.parametrize("settle", [pay, lambda i: void_invoice(i, voided_on=date(2026, 4, 1))])
def test_pay_now_is_not_offered_where_nothing_is_due(
    customer: Customer, settle: Callable[..., object]
) -> None:
    invoice = make_invoice(customer)
    settle(invoice)
    page = browser(customer).get(f"/invoices/{invoice.number}/").content.decode()
    assert "/pay/?invoice=" not in page
    assert "Pay by bank transfer" not in page


def test_long_invoice_shows_200_lines_and_all_on_request(customer: Customer) -> None:
    invoice = make_invoice(customer, lines=[LINE] * 1_001)
    client = browser(customer)
    first = text_of(client.get(f"/invoices/{invoice.number}/"))
    assert first.count("Ball valve") == 200
    assert "Showing the first 200 of 1001 lines." in first
    assert "Total £58,258.20" in first
    everything = text_of(client.get(f"/invoices/{invoice.number}/?lines=all"))
    assert everything.count("Ball valve") == 1_001


def test_all_lines_keep_the_list_one_came_from(customer: Customer) -> None:
    invoice = make_invoice(customer, lines=[LINE] * 201)
    page = browser(customer).get(f"/invoices/{invoice.number}/?status=outstanding").content.decode()
    assert 'href="?status=outstanding&amp;lines=all"' in page


def test_print_opens_the_pdf(customer: Customer) -> None:
    invoice = make_invoice(customer)
    page = browser(customer).get(f"/invoices/{invoice.number}/").content.decode()
    assert f'href="/invoices/{invoice.number}/pdf/?inline=1"' in page
    pdf = browser(customer).get(f"/invoices/{invoice.number}/pdf/?inline=1")
    assert pdf.headers["Content-Disposition"].startswith("inline;")


def test_number_with_a_slash_has_its_page(customer: Customer) -> None:
    invoice = make_invoice(customer, number="2026/03/7")
    response = browser(customer).get("/invoices/2026/03/7/")
    assert f"Invoice {invoice.number}" in text_of(response)


@pytest.mark.parametrize("number", ["INV-NONE", "%00", "draft", "pdf", "x" * 500])
def test_unknown_number_is_not_found(customer: Customer, number: str) -> None:
    draft_invoice(customer, number="draft")
    assert browser(customer).get(f"/invoices/{number}/").status_code == 404


def test_other_companys_invoice_is_not_found(customer: Customer) -> None:
    foreign = make_invoice(make_customer())
    assert browser(customer).get(f"/invoices/{foreign.number}/").status_code == 404


def test_buyer_finds_no_invoice(customer: Customer) -> None:
    invoice = make_invoice(customer)
    assert browser(customer, Role.BUYER).get(f"/invoices/{invoice.number}/").status_code == 403


def test_stranger_is_sent_to_sign_in(customer: Customer) -> None:
    invoice = make_invoice(customer)
    response = Client().get(f"/invoices/{invoice.number}/")
    assert response.url.startswith("/accounts/login/")  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_statements_do_not_grow_with_lines_and_payments(
    customer: Customer, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    invoice = make_invoice(customer, lines=[LINE] * count)
    make_invoice(customer, due_on=date(2026, 3, 2) + timedelta(count))
    for _ in range(min(count, 3)):
        pay(invoice, 1)
    client = browser(customer)
    with django_assert_num_queries(17):  # type: ignore[attr-defined]
        assert client.get(f"/invoices/{invoice.number}/").status_code == 200


def test_first_view_is_noted_once_and_stands_in_the_timeline(customer: Customer) -> None:
    invoice = make_invoice(customer)
    url = f"/invoices/{invoice.number}/"
    first = make_member(customer)
    client = Client()
    client.force_login(first, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Seen by" not in text_of(client.get(url))
    assert f"Seen by {first}" in text_of(browser(customer).get(url))
    assert FirstView.objects.get().seen_by == first


def test_timeline_says_what_is_still_to_pay_and_since_when(customer: Customer) -> None:
    today = make_organization().today()
    invoice = make_invoice(
        customer, 100, issued_on=today - timedelta(40), due_on=today - timedelta(9)
    )
    pay(invoice, 30, received_on=today)
    shown = text_of(browser(customer).get(f"/invoices/{invoice.number}/"))
    assert "£70.00 still to pay 9 days after the due date" in shown
    assert "£30.00 paid" in shown
