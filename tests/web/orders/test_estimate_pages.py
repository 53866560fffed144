from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Customer, Organization, Role, User
from catalog.models import Variant
from orders.estimates.offering import OfferedLine, offer
from orders.models import CartLine, Estimate, SalesOrder
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db
LIST = reverse("orders:estimate-list")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def owner(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def variant(customer: Customer) -> Variant:
    return priced_variant(customer, "5", sku="MUG-1")


@pytest.fixture
def sent(customer: Customer, variant: Variant) -> Estimate:
    lines = [OfferedLine(variant.sku, Decimal(10), Decimal("4.5"))]
    until = Organization.current().today() + timedelta(days=1)
    return offer(lines, customer=customer, by=make_staff("s@example.com"), valid_until=until)


def at(name: str, estimate: Estimate) -> str:
    return reverse(f"orders:{name}", args=[estimate.number])


def test_an_estimate_is_asked_for_from_the_cart(client: Client, variant: Variant) -> None:
    client.post(reverse("orders:cart-line-new"), {"variant": variant.code, "quantity": "12"})
    page = client.post(
        reverse("orders:estimate-request-new"), {"note": "By March."}, follow=True
    ).content.decode()
    assert "We're working on it" in page
    assert "€60.00" in page
    assert CartLine.objects.exists()


def test_an_empty_cart_asks_for_nothing(client: Client) -> None:
    response = client.post(reverse("orders:estimate-request-new"), {"note": ""})
    assert response.status_code == 422
    assert "nothing in it that can be ordered" in response.content.decode()


def test_it_is_signed_by_name_and_becomes_an_order(client: Client, sent: Estimate) -> None:
    page = client.get(at("estimate-detail", sent)).content.decode()
    assert "It ends tomorrow" in page
    assert "Accept for €45.00" in page
    given = {"version": "1", "signed_name": "Olive Bramwell", "agreed": "on", "po_number": ""}
    response = client.post(at("estimate-acceptance-new", sent), given)
    order = SalesOrder.objects.get()
    assert response["Location"] == reverse("orders:order-detail", args=[order.number])
    page = client.get(at("estimate-detail", sent)).content.decode()
    assert "Olive Bramwell" in page
    assert Estimate.objects.get().signed_sha256 in page


@pytest.mark.real_pdf
def test_accepted_pdf_comes_with_its_certificate(client: Client, sent: Estimate) -> None:
    url = at("signed-estimate-pdf", sent)
    assert client.get(url).status_code == 404
    given = {"version": "1", "signed_name": "Olive Bramwell", "agreed": "on", "po_number": ""}
    client.post(at("estimate-acceptance-new", sent), given)
    pages = PdfReader(BytesIO(client.get(url).getvalue())).pages
    text = pages[-1].extract_text()
    digest = Estimate.objects.get().signed_sha256
    assert "Olive Bramwell" in text
    assert digest[:32] in text
    kept = client.get(at("estimate-pdf", sent)).getvalue()
    assert sha256(kept).hexdigest() == digest
    assert len(pages) == len(PdfReader(BytesIO(kept)).pages) + 1


@pytest.mark.parametrize("missing", ["signed_name", "agreed"])
def test_without_a_name_or_consent_nothing_is_ordered(
    client: Client, sent: Estimate, missing: str
) -> None:
    given = {"version": "1", "signed_name": "Olive Bramwell", "agreed": "on"}
    del given[missing]
    assert client.post(at("estimate-acceptance-new", sent), given).status_code == 422
    assert not SalesOrder.objects.exists()


def test_declining_keeps_what_was_typed_and_asks_for_a_reason(
    client: Client, sent: Estimate
) -> None:
    assert client.post(at("estimate-refusal-new", sent), {"reason": ""}).status_code == 422
    page = client.post(at("estimate-refusal-new", sent), {"reason": "Too dear."}, follow=True)
    assert "Too dear." in page.content.decode()


def test_a_viewer_sees_it_and_cannot_answer(customer: Customer, sent: Estimate) -> None:
    viewer = Client()
    viewer.force_login(make_member(customer, Role.VIEWER))
    assert "Accept for" not in viewer.get(at("estimate-detail", sent)).content.decode()
    assert viewer.post(at("estimate-acceptance-new", sent), {}).status_code == 403


def test_the_pdf_is_the_one_that_was_sent(client: Client, sent: Estimate) -> None:
    version = sent.versions.get()
    with version.pdf.open("rb") as file:
        kept = file.read()
    assert client.get(at("estimate-pdf", sent)).content == kept
    assert client.get(at("estimate-pdf", sent) + "?version=7").status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_statements_do_not_grow(
    client: Client, customer: Customer, variant: Variant, count: int, django_assert_num_queries
) -> None:
    staff = make_staff("s@example.com")
    until = Organization.current().today()
    for _ in range(count):
        made = offer(
            [OfferedLine(variant.sku, Decimal(2))], customer=customer, by=staff, valid_until=until
        )
        offer(
            [OfferedLine(variant.sku, Decimal(3))],
            customer=customer,
            by=staff,
            valid_until=until,
            estimate=made,
        )
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
    with django_assert_num_queries(13):
        client.get(at("estimate-detail", made))
