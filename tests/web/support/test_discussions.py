from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role
from support.models import Message
from support.threads.addresses import discussion_url
from tests.factories import make_customer, make_invoice, make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


def browser(customer: Customer, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role))
    return client


def test_an_invoice_leads_to_what_is_said_about_it(customer: Customer) -> None:
    invoice = make_invoice(customer)
    client = browser(customer)
    url = discussion_url("invoice", invoice.number)
    page = client.get(reverse("billing:invoice-detail", args=[invoice.number])).content.decode()
    assert f'href="{url}"' in page
    answer = client.post(url, {"body": "Which PO is this?"}, follow=True)
    assert "Which PO is this?" in answer.content.decode()
    assert Message.objects.get().thread.number == invoice.number


def test_looking_alone_makes_no_thread(customer: Customer) -> None:
    invoice = make_invoice(customer)
    assert browser(customer).get(discussion_url("invoice", invoice.number)).status_code == 200
    assert not Message.objects.exists()


def test_who_sees_no_invoices_sees_nothing_said_about_them(customer: Customer) -> None:
    invoice = make_invoice(customer)
    buyer = browser(customer, Role.BUYER)
    assert buyer.get(discussion_url("invoice", invoice.number)).status_code == 404


@pytest.mark.parametrize(
    "subject", ["invoice.NOPE", "ticket.T-00001", "nothing.1", "x", ".", "invoice.\x00"]
)
def test_what_is_no_document_is_not_found(customer: Customer, subject: str) -> None:
    url = reverse("support:discussion-detail", args=[subject])
    assert browser(customer).get(url).status_code == 404
