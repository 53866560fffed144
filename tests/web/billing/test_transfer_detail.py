"""An announced transfer: how to send it, that it was sent, its proofs, and calling it off."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Customer, Role
from billing.models import Transfer
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, receive_transfer
from tests.factories import (
    DAY,
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seller() -> None:
    make_organization(
        bank_iban="DE89370400440532013000", bank_account_holder="Acme GmbH", bank_bic="COBADEFF"
    )


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture
def transfer(customer: Customer) -> Transfer:
    invoice = make_invoice(customer, 100)
    asked = RequestedAmounts({item_of(invoice).pk: Decimal("70.50")})
    by = make_member(customer, email="ada@anchor.example")
    return announce_transfer(customer=customer, asked=asked, by=by, key=uuid4())


@pytest.fixture
def client(customer: Customer) -> Client:
    return browser(customer)


def url(transfer: Transfer, more: str = "") -> str:
    return f"/transfers/{transfer.reference}/{more}"


def test_everything_the_bank_asks_for_stands_there(client, transfer) -> None:
    page = client.get(url(transfer))
    for word in (
        "€70.50",
        "RF74 0000 0000 1",
        "DE89 3704 0044 0532 0130 00",
        "Acme GmbH",
        "COBADEFF",
    ):
        assert word in text_of(page)
    assert "<svg" in page.content.decode()


def test_other_currencies_have_no_code(transfer, client) -> None:
    Transfer.objects.update(currency="GBP")
    assert "Scan with" not in text_of(client.get(url(transfer)))


def test_sent_with_a_proof_moves_no_balance(client, transfer) -> None:
    upload = SimpleUploadedFile("receipt.pdf", b"%PDF-1.7 proof")
    data = {"sent_on": "2026-03-04", "proof": upload}
    response = client.post(url(transfer, "sent/"), data)
    transfer.refresh_from_db()
    assert (response.status_code, transfer.state) == (303, "sent")
    assert transfer.lines.get().item.open == 100
    proof = transfer.proofs.get()
    saved = client.get(f"/proofs/{proof.number}/")
    assert saved.content == b"%PDF-1.7 proof"
    assert saved["Content-Disposition"] == 'attachment; filename="receipt.pdf"'
    assert saved["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "data",
    [
        {"sent_on": "tomorrow"},
        {"sent_on": "2026-03-04", "proof": SimpleUploadedFile("a.pdf", b"<html>")},
    ],
)
def test_mistake_in_the_notice_is_told_and_nothing_is_kept(client, transfer, data) -> None:
    response = client.post(url(transfer, "sent/"), data)
    transfer.refresh_from_db()
    assert (response.status_code, transfer.state) == (422, "announced")
    assert not transfer.proofs.exists()


def test_calling_off(client, transfer) -> None:
    assert client.post(url(transfer, "cancel/")).status_code == 303
    assert "Please do not send it" in text_of(client.get(url(transfer)))


def test_received_one_leads_to_its_payment_and_cannot_be_called_off(client, transfer) -> None:
    payment = receive_transfer(transfer, amount=transfer.amount, received_on=DAY, by=None)
    page = client.post(url(transfer, "cancel/"), follow=True)
    assert f"/payments/{payment.number}/" in page.content.decode()
    assert "already been received" in text_of(page)


@pytest.mark.parametrize("role", [Role.BUYER, Role.VIEWER])
def test_who_may_not_pay_finds_nothing(role, customer, transfer) -> None:
    assert browser(customer, role).get(url(transfer)).status_code == 403


def test_number_of_queries(client, transfer, django_assert_num_queries) -> None:
    with django_assert_num_queries(11):
        client.get(url(transfer))
