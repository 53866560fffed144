from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_customer, make_invoice
from tests.web.admin.conftest import staff_with


def found(client: Client, query: str) -> str:
    return client.get(reverse("admin:search"), {"q": query}).content.decode()


def test_a_number_leads_to_its_document(staff_client: Client) -> None:
    invoice = make_invoice(make_customer("Acme"))
    page = found(staff_client, invoice.number)
    assert reverse("admin:billing_invoice_change", args=[invoice.pk]) in page
    assert "Acme" in page


def test_a_name_finds_the_customer(staff_client: Client) -> None:
    customer = make_customer("Borealis")
    assert reverse("admin:customer-page", args=[customer.pk]) in found(staff_client, "borea")


def test_more_than_a_few_lead_to_the_list(staff_client: Client) -> None:
    for number in range(8):
        make_customer(f"Acme {number}")
    assert reverse("admin:accounts_customer_changelist") + "?q=Acme" in found(staff_client, "Acme")


@pytest.mark.django_db
def test_nothing_is_found_that_one_may_not_see(client: Client) -> None:
    invoice = make_invoice(make_customer("Acme"))
    client.force_login(staff_with("accounts.view_customer"))
    assert reverse("admin:billing_invoice_change", args=[invoice.pk]) not in found(
        client, invoice.number
    )


@pytest.mark.parametrize("query", ["", "a", "zzz-not-there", "%_", "x" * 500])
def test_odd_queries_get_a_sentence(staff_client: Client, query: str) -> None:
    assert "<p>" in found(staff_client, query)
