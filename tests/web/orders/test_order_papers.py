from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import ContactPerson, Customer, Role, User
from orders.models import SalesOrder
from orders.ordering.handling import cancel_rest
from orders.shipping.shipments import ship
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


@pytest.fixture
def order(customer: Customer) -> SalesOrder:
    """Confirmed: 10 at 5.00."""
    return make_confirmed(customer, by=make_staff("desk@example.com"))


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.OWNER))
    return client


def words(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_an_order_is_a_pdf_with_its_sums(client: Client, order: SalesOrder) -> None:
    response = client.get(reverse("orders:order-pdf", args=[order.number]))
    assert response["Content-Type"] == "application/pdf"
    text = words(response.content)
    assert order.number in text
    assert "€50.00" in text
    assert "This is no invoice." in text


def test_a_packing_slip_says_what_is_in_and_what_is_to_come(
    client: Client, order: SalesOrder, staff: User
) -> None:
    line = order.lines.get()
    shipment = ship(order, {line.pk: line.ordered - 6}, shipped_on=DAY, by=staff, carrier="Post")
    response = client.get(reverse("orders:packing-slip-pdf", args=[shipment.number]))
    text = words(response.content)
    assert shipment.number in text
    assert text.split()[-3:] == ["10", "4", "6"]
    assert "€" not in text


def test_a_packing_slip_printed_later_says_what_was_to_come_then(
    client: Client, order: SalesOrder, staff: User
) -> None:
    line = order.lines.get()
    first = ship(order, {line.pk: Decimal(3)}, shipped_on=DAY, by=staff)
    url = reverse("orders:packing-slip-pdf", args=[first.number])
    then = words(client.get(url).content)
    ship(order, {line.pk: Decimal(2)}, shipped_on=DAY, by=staff)
    cancel_rest(order, {line.pk: Decimal(1)}, by=staff)
    assert words(client.get(url).content) == then


@pytest.fixture
def staff() -> User:
    return make_staff("s@example.com")


def test_a_forwarded_order_is_exactly_that_one_and_the_recipient_a_contact(
    client: Client, order: SalesOrder, customer: Customer
) -> None:
    url = reverse("orders:order-link-new", args=[order.number])
    client.post(url, {"name": "Rita Gate", "email": "rita@example.com"})
    contact = ContactPerson.objects.get(customer=customer)
    assert (contact.name, contact.email, contact.receives_statements) == (
        "Rita Gate",
        "rita@example.com",
        False,
    )
    (sent,) = [one for one in mail.outbox if one.to == ["rita@example.com"]]
    link = next(word for word in sent.body.split() if "/shared/" in word)
    path = "/" + link.split("/", 3)[3]
    stranger = Client()
    page = stranger.get(path).content.decode()
    assert order.number in page
    assert "€50.00" in page
    assert order.number in words(stranger.get(f"{path}pdf/").content)


def test_a_known_recipient_is_no_second_contact(
    client: Client, order: SalesOrder, customer: Customer
) -> None:
    buyer = make_member(customer, Role.BUYER)
    url = reverse("orders:order-link-new", args=[order.number])
    for email in ("rita@example.com", "RITA@example.com", buyer.email, ""):
        client.post(url, {"name": "", "email": email})
    assert [one.name for one in ContactPerson.objects.filter(customer=customer)] == ["rita"]
