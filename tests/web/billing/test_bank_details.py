"""Wherever bank details stand, customers read that they are new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organization
from tests.factories import make_customer, make_invoice, make_organization
from tests.web.billing.browsers import browser
from tests.web.billing.test_shared_detail import link_to, path_of

pytestmark = pytest.mark.django_db
WARNING = "These bank details changed on"


@pytest.fixture
def pages() -> dict[str, tuple[Client, str]]:
    """A page of each kind that names the seller's bank account, and who opens it."""
    make_organization(
        bank_iban="DE89370400440532013000",
        bank_account_holder="Acme",
        bank_changed_at=timezone.now() - timedelta(days=3),
    )
    customer = make_customer(currency="EUR")
    today = Organization.current().today()
    invoice = make_invoice(customer, 100, issued_on=today - timedelta(70), due_on=today)
    client = browser(customer)
    return {
        "invoice": (client, f"/invoices/{invoice.number}/"),
        "statement": (client, "/statements/"),
        "shared invoice": (Client(), path_of(link_to(invoice))),
    }


@pytest.mark.parametrize("kind", ["invoice", "statement", "shared invoice"])
def test_new_bank_details_are_marked_as_new(pages, kind: str) -> None:
    client, url = pages[kind]
    page = client.get(url).content.decode()
    assert "DE89 3704" in page
    assert WARNING in page
