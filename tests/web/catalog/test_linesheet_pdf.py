"""The linesheet on paper: what a customer sees, at their prices or without any."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Customer, Role
from catalog.models import Presentation
from tests.catalog.factories import make_assortment, make_presentation, make_product
from tests.factories import make_customer, make_member, make_organization
from tests.orders.factories import priced_variant

pytestmark = [pytest.mark.django_db, pytest.mark.real_pdf]


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer("Bramblewick", currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


def shown(customer: Customer, count: int = 4) -> Presentation:
    variants = [priced_variant(customer, "7.25", sku=f"MUG-{n}") for n in range(count)]
    return make_presentation(*(one.product for one in variants), name="Spring kitchen")


def text(client: Client, presentation: Presentation, **query: str) -> str:
    response = client.get(reverse("catalog:presentation-pdf", args=[presentation.code]), query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


@pytest.mark.parametrize("layout", ["grid", "list"])
def test_linesheet_has_cover_products_and_my_prices(
    layout: str, client: Client, customer: Customer
) -> None:
    page = text(client, shown(customer), layout=layout)
    for words in ("Spring kitchen", "Prepared for Bramblewick", "MUG-0", "MUG-3", "€7.25"):
        assert words in page


def test_without_prices_nothing_in_it_is_the_customers(client: Client, customer: Customer) -> None:
    page = text(client, shown(customer), prices="none")
    assert "MUG-3" in page
    for words in ("€", "Bramblewick", "7.25"):
        assert words not in page


def test_hidden_products_and_foreign_presentations_are_not_printed(
    client: Client, customer: Customer
) -> None:
    secret = make_product("Secret", is_shown=False)
    make_assortment(secret, customer=make_customer())
    assert "Secret" not in text(client, make_presentation(secret, make_product("Open")))
    foreign = make_presentation(secret, customer=make_customer())
    url = reverse("catalog:presentation-pdf", args=[foreign.code])
    assert client.get(url).status_code == 404


def test_statements_do_not_grow_with_products(client: Client, customer: Customer) -> None:
    counts = set()
    for number in (1, 7):
        presentation = shown(customer, number)
        text(client, presentation)
        with CaptureQueriesContext(connection) as asked:
            text(client, presentation)
        counts.add(len(asked))
        for one in presentation.lines.all():
            one.product.variants.update(sku=f"OLD-{one.pk}")
    assert len(counts) == 1
