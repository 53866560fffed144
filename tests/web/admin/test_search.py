from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ContactPerson
from portal.staff.searching import documents
from tests.catalog.factories import make_product, variant_of
from tests.factories import make_customer, make_invoice, make_member, make_payment, make_user
from tests.orders.factories import make_confirmed
from tests.web.admin.conftest import staff_with


def found(client: Client, query: str | None) -> str:
    return client.get(reverse("admin:search"), {"q": query or ""}).content.decode()


def page_of(kind: str, row: Any) -> str:
    return reverse(f"admin:{kind}", args=[row.pk])


def test_a_number_leads_to_its_document(staff_client: Client) -> None:
    invoice = make_invoice(make_customer("Acme"))
    page = found(staff_client, invoice.number)
    assert page_of("billing_invoice_change", invoice) in page
    assert "Acme" in page


@pytest.mark.parametrize("text", ["{digits}", "{lower}", "{beginning}", "100", "100.00"])
def test_an_invoice_is_found_as_people_name_it(staff_client: Client, text: str) -> None:
    invoice = make_invoice(make_customer("Acme"), 100)
    number = str(invoice)
    words = {
        "digits": str(int(number.split("-")[1])).zfill(2),
        "lower": number.lower(),
        "beginning": number[:-1],
    }
    assert page_of("billing_invoice_change", invoice) in found(staff_client, text.format(**words))


def test_a_po_number_finds_invoice_and_order(staff_client: Client) -> None:
    customer = make_customer("Acme", "GBP")
    invoice = make_invoice(customer, po_number="PO-4711")
    order = make_confirmed(customer, by=make_user(is_staff=True), po_number="po-4711")
    page = found(staff_client, "Po-4711")
    assert page_of("billing_invoice_change", invoice) in page
    assert page_of("orders_salesorder_change", order) in page


def test_a_cheque_number_finds_the_payment_and_offers_to_allocate_it(staff_client: Client) -> None:
    payment = make_payment(make_customer("Acme"), 50, reference="CHQ 001234")
    page = found(staff_client, "chq 001234")
    assert page_of("billing_payment_allocate", payment) in page


def test_a_name_finds_the_customer(staff_client: Client) -> None:
    customer = make_customer("Borealis")
    page = found(staff_client, "borea")
    assert page_of("customer-page", customer) in page
    assert f"?customer={customer.pk}" in page


@pytest.mark.parametrize("email", ["office@acme.example", "books@acme.example"])
def test_an_email_finds_the_customer(staff_client: Client, email: str) -> None:
    customer = make_customer("Acme", email="Office@acme.example")
    ContactPerson.objects.create(customer=customer, name="Books", email="Books@acme.example")
    assert page_of("customer-page", customer) in found(staff_client, email)


@pytest.mark.parametrize("text", ["nora@acme.example", "nora@", "Nora Ledger", "ledg"])
def test_a_person_is_found_by_name_and_email(staff_client: Client, text: str) -> None:
    person = make_user("nora@acme.example", name="Nora Ledger")
    assert page_of("accounts_user_change", person) in found(staff_client, text)


def test_a_product_is_found_by_its_sku_however_it_is_written(staff_client: Client) -> None:
    product = make_product()
    typed = variant_of(product).sku.lower().replace("-", " ")
    assert page_of("catalog_product_change", product) in found(staff_client, typed)


def test_more_than_a_few_say_so(staff_client: Client) -> None:
    for number in range(10):
        make_customer(f"Acme {number}")
    assert "Type more to narrow them down." in found(staff_client, "Acme")


@pytest.mark.django_db
def test_nothing_is_found_that_one_may_not_see(client: Client) -> None:
    customer = make_customer("Acme")
    invoice = make_invoice(customer, 77)
    make_member(customer, email="nora@acme.example")
    client.force_login(staff_with("accounts.view_customer"))
    for text in (invoice.number, "77", "nora@acme.example"):
        assert "board-list hits" not in found(client, text)


@pytest.mark.django_db
def test_an_act_is_offered_to_who_may_do_it(client: Client) -> None:
    payment = make_payment(make_customer("Acme"), 50)
    client.force_login(staff_with("billing.view_payment"))
    page = found(client, payment.number)
    assert page_of("billing_payment_change", payment) in page
    assert page_of("billing_payment_allocate", payment) not in page


@pytest.mark.parametrize(
    "query", ["", "a", "zzz-not-there", "%_", "x" * 500, "'; --", "1e999", "²²"]
)
def test_odd_queries_get_a_sentence(staff_client: Client, query: str) -> None:
    assert "<p>" in found(staff_client, query)


@pytest.mark.parametrize("count", [1, 30])
def test_statements_do_not_grow_with_what_is_found(
    staff_client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        make_invoice(make_customer(f"Acme {number}"), 100)
    found(staff_client, "Acme")  # counts the queues of the navigation
    with django_assert_max_num_queries(27):
        found(staff_client, "100")


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("upper(number) = ANY", "(upper((number)::text) text_pattern_ops)"),
        ("upper(number) LIKE", "(upper((number)::text) text_pattern_ops)"),
        ("upper(reference) LIKE", "(upper((reference)::text) text_pattern_ops)"),
        ("total = ANY", "btree (total)"),
        ("open > 0 AND open = ANY", "btree (open) WHERE (open > "),
    ],
)
@pytest.mark.django_db
def test_each_way_to_a_document_has_its_index(condition: str, index: str) -> None:
    assert condition in documents.FIND
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'billing_openitem'")
        definitions = [row[0] for row in cursor.fetchall()]
    assert any(index in one for one in definitions)


def test_no_statement_of_a_search_reads_a_whole_table_of_documents(staff_client: Client) -> None:
    make_invoice(make_customer("Acme"), 100)
    with CaptureQueriesContext(connection) as asked:
        found(staff_client, "INV-00001")
    assert not any("ILIKE" in query["sql"] and "openitem" in query["sql"] for query in asked)
