from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing.models import MethodRule, PartialPaymentRule, Payment, Transfer
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import add_proof, announce_transfer, declare_sent
from tests.factories import (
    DAY,
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)
from tests.web.admin.conftest import messages_of, staff_with


@pytest.fixture
def transfer() -> Transfer:
    make_organization(bank_iban="DE89370400440532013000")
    customer = make_customer()
    invoice = make_invoice(customer, 100)
    by = make_member(customer)
    asked = RequestedAmounts({item_of(invoice).pk: Decimal(70)})
    made = announce_transfer(customer=customer, asked=asked, by=by, key=uuid4())
    add_proof(made, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), by=by)
    return declare_sent(made, on=DAY)


def url(name: str, transfer: Transfer, *more: object) -> str:
    return reverse(f"admin:billing_transfer_{name}", args=[transfer.pk, *more])


def test_sent_transfers_wait_on_the_first_page(staff_client: Client, transfer: Transfer) -> None:
    page = staff_client.get(reverse("admin:index")).content.decode()
    assert "Bank transfers reported as sent" in page
    listed = staff_client.get(
        reverse("admin:billing_transfer_changelist"), {"state__exact": "sent"}
    )
    assert transfer.reference in listed.content.decode()


def test_matching_records_the_payment(staff_client: Client, transfer: Transfer) -> None:
    data = {"amount": "70.00", "received_on": "2026-03-09", "note": ""}
    response = staff_client.post(url("receive", transfer), data, follow=True)
    payment = Payment.objects.get()
    assert messages_of(response) == [f"{payment} recorded: €70.00."]
    assert (payment.reference, item_of(payment).open) == (transfer.reference, 0)


def test_page_shows_what_it_is_for_and_the_proof(staff_client: Client, transfer: Transfer) -> None:
    page = staff_client.get(url("change", transfer)).content.decode()
    assert "€70.00" in page
    proof = transfer.proofs.get()
    saved = staff_client.get(url("proof", transfer, proof.number))
    assert saved.content == b"%PDF-1.7"
    assert staff_client.get(url("proof", transfer, "nothing")).status_code == 404


def test_cancelling(staff_client: Client, transfer: Transfer) -> None:
    staff_client.post(url("cancel", transfer))
    transfer.refresh_from_db()
    assert transfer.state == "cancelled"


def test_who_may_only_look_matches_nothing(client: Client, transfer: Transfer) -> None:
    client.force_login(staff_with("billing.view_transfer"))
    assert client.get(url("change", transfer)).status_code == 200
    assert client.post(url("receive", transfer)).status_code == 403


def test_receiving_needs_the_right_to_record_payments(client: Client, transfer: Transfer) -> None:
    data = {"amount": "999999999", "received_on": "2026-03-09", "note": ""}
    client.force_login(staff_with("billing.view_transfer", "billing.change_transfer"))
    assert client.post(url("receive", transfer), data).status_code == 403
    assert not Payment.objects.exists()
    client.force_login(staff_with("billing.view_transfer", "billing.add_payment"))
    client.post(url("receive", transfer), data | {"amount": "70"})
    assert Payment.objects.get().amount == 70


def test_rules_are_written_down_and_their_amounts_checked(staff_client: Client) -> None:
    customer = make_customer(currency="JPY")
    add = reverse("admin:billing_partialpaymentrule_add")
    data = {"customer": str(customer.pk), "allows": "any", "minimum": "10.5", "currency": ""}
    assert "fewer decimals" in staff_client.post(add, data).content.decode()
    assert staff_client.post(add, data | {"minimum": "1000"}).status_code == 302
    assert PartialPaymentRule.objects.get().minimum == 1000
    data = {"method": "card", "is_offered": "on", "minimum": "9", "maximum": "5", "currency": "eur"}
    add = reverse("admin:billing_methodrule_add")
    assert "more than the maximum" in staff_client.post(add, data).content.decode()
    staff_client.post(add, data | {"maximum": "50"})
    assert MethodRule.objects.get().currency == "EUR"
    for model in ("partialpaymentrule", "methodrule"):
        assert staff_client.get(reverse(f"admin:billing_{model}_changelist")).status_code == 200


def test_customers_page_leads_to_transfers_rules_disputes_and_autopay(
    staff_client: Client, transfer: Transfer
) -> None:
    customer = transfer.customer
    page = staff_client.get(reverse("admin:accounts_customer_change", args=[customer.pk]))
    for model in (
        "transfer",
        "partialpaymentrule",
        "methodrule",
        "invoicedispute",
        "autopayagreement",
        "savedmethod",
    ):
        url = f"{reverse(f'admin:billing_{model}_changelist')}?customer__id__exact={customer.pk}"
        assert url in page.content.decode()
        assert staff_client.get(url).status_code == 200
