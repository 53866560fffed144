from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Role
from tests.catalog.factories import make_product
from tests.factories import draft_invoice, make_customer, make_invoice, make_member

pytestmark = pytest.mark.django_db
URL = reverse("orders:purchase-list")


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


def line(sku: str) -> dict[str, Any]:
    return {"sku": sku, "description": "As it was called", "unit_price": 5}


def test_products_of_invoices_are_listed_by_sku_in_any_spelling(
    client: Client, customer: Customer
) -> None:
    make_product("Quay mug", sku="MUG-1")
    make_product("Never bought", sku="MUG-2")
    make_invoice(customer, lines=[line("mug1"), line("GONE")])
    page = client.get(URL).content.decode()
    assert "Quay mug" in page
    assert "Last bought 2 Mar 2026" in page
    assert "Never bought" not in page


def test_another_companys_invoices_drafts_and_what_is_no_longer_seen_stay_out(
    client: Client, customer: Customer
) -> None:
    make_product("Theirs", sku="A1")
    make_product("Drafted", sku="B1")
    make_product("Unseen", sku="C1", is_shown=False)
    make_invoice(make_customer(currency="EUR"), lines=[line("A1")])
    draft_invoice(customer, lines=[line("B1")])
    make_invoice(customer, lines=[line("C1")])
    page = client.get(URL).content.decode()
    assert "Nothing bought yet" in page
    assert not any(name in page for name in ("Theirs", "Drafted", "Unseen"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_statements_however_much_was_bought(
    count: int, client: Client, customer: Customer
) -> None:
    for number in range(count):
        make_product(sku=f"A{number}")
    make_invoice(customer, lines=[line(f"A{number}") for number in range(count)])
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) == 18
