from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role
from catalog.models import Variant
from orders.estimates.offering import request_estimate
from orders.lines.checking import Wanted
from orders.models import Estimate
from tests.factories import make_customer, make_member, make_organization
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db
ADD = reverse("admin:orders_estimate_add")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    made = make_customer(currency="EUR")
    priced_variant(made, "5", sku="MUG-1")
    return made


def answers(customer: Customer, lines: str) -> dict[str, object]:
    return {"customer": customer.pk, "lines": lines, "valid_until": "2099-01-01", "note": ""}


def test_staff_make_an_offer_that_nobody_asked_for(
    staff_client: Client, customer: Customer
) -> None:
    response = staff_client.post(ADD, answers(customer, "MUG-1 10 4.50\nmug1 3"))
    assert response.status_code == 302
    version = Estimate.objects.get().versions.get()
    assert (version.is_offer, version.net) == (True, 60)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("MUG-1", "Write SKU, quantity and price in line 1."),
        ("MUG-1 3\nMUG-1 x", "in line 2."),
        ("MUG-1 3 NaN", "in line 1."),
        ("NOPE 3", "This customer sees no product with the SKU NOPE."),
    ],
)
def test_what_cannot_be_offered_is_said_and_kept(
    staff_client: Client, customer: Customer, lines: str, sentence: str
) -> None:
    page = staff_client.post(ADD, answers(customer, lines)).content.decode()
    assert sentence in page
    assert lines in page
    assert not Estimate.objects.exists()


def test_a_request_is_answered_with_what_was_wanted(
    staff_client: Client, customer: Customer
) -> None:
    mug = Variant.objects.get(code="MUG1")
    asked = request_estimate(
        [Wanted(mug.pk, 12)],
        customer=customer,
        by=make_member(customer, Role.OWNER),
        key=uuid4(),
        today=date(2026, 3, 2),
    )
    url = reverse("admin:orders_estimate_offer", args=[asked.pk])
    assert "MUG-1 12 5" in staff_client.get(url).content.decode()
    given = {"lines": "MUG-1 12 4.75", "valid_until": "2099-01-01", "note": "For you."}
    assert staff_client.post(url, given).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.versions.count()) == ("sent", 2)
