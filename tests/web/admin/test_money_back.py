"""Staff send an online payment back, and see what the bank took back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.approvals import approve
from accounts.models import Approval
from billing.models import Chargeback, ReconciliationFinding, Refund
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online.attempts import converge
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.refunds import send_refund
from tests.billing.payments.paying import CARD, begin
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_staff,
)
from tests.web.admin.conftest import messages_of


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = stripe_double.secret_key
    client = stripe_double.client()
    monkeypatch.setattr(gateway, "client", lambda: client)
    return stripe_double


@pytest.fixture
def attempt(stripe):
    customer = make_customer()
    attempt = begin(customer, make_member(customer), {make_invoice(customer, 100): 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    return converge(attempt)


def url(payment, name: str) -> str:
    return reverse(f"admin:billing_payment_{name}", args=[payment.pk])


def asked(staff_client: Client, payment) -> dict[str, str]:
    form = staff_client.get(url(payment, "online-refund")).context["form"]
    return {name: str(value) for name, value in form.initial.items()}


def test_refund_is_asked_for_once_and_its_reason_stands(
    staff_client: Client, attempt, stripe
) -> None:
    values = {**asked(staff_client, attempt.payment), "amount": "40", "reason": "Sent twice"}
    for _time in range(2):
        response = staff_client.post(url(attempt.payment, "online-refund"), values, follow=True)
    assert messages_of(response)[-1].endswith("is being refunded.")
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.state) == (40, "Sent twice", "created")
    send_refund(refund)
    assert item_of(attempt.lines.get().item.invoice).open == 40
    page = staff_client.get(url(attempt.payment, "change")).content.decode()
    assert "Partly refunded" in page
    assert "Sent twice" in page


def test_large_refund_is_asked_of_the_gateway_once_a_second_person_approves(
    staff_client: Client, attempt, stripe
) -> None:
    make_organization(approval_above="EUR 50")
    values = {**asked(staff_client, attempt.payment), "amount": "60", "reason": "Sent twice"}
    staff_client.post(url(attempt.payment, "online-refund"), values)
    assert not Refund.objects.exists()
    approve(Approval.objects.get(), by=make_staff())
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.state) == (60, "Sent twice", "created")


def test_online_refunds_in_small_parts_count_together(staff_client: Client, attempt) -> None:
    make_organization(approval_above="EUR 50")
    for _part in range(2):
        values = {**asked(staff_client, attempt.payment), "amount": "40", "reason": "Part"}
        staff_client.post(url(attempt.payment, "online-refund"), values)
        staff_client.post(url(attempt.payment, "online-refund"), values)
    assert Refund.objects.get().amount == 40
    assert Approval.objects.get().amount == 40


def test_more_than_was_paid_is_refused_with_what_was_typed(staff_client: Client, attempt) -> None:
    values = {**asked(staff_client, attempt.payment), "amount": "101", "reason": "Sent twice"}
    response = staff_client.post(url(attempt.payment, "online-refund"), values, follow=True)
    assert response.status_code == 422
    page = response.content.decode()
    assert "more than can still be refunded" in page
    assert "Sent twice" in page


def test_online_payment_offers_one_refund_and_no_void(staff_client: Client, attempt) -> None:
    page = staff_client.get(url(attempt.payment, "change"))
    labels = [str(one.label) for one in page.context["object_buttons"]]
    assert labels.count("Refund") == 1
    assert "Void" not in labels


def test_payment_by_hand_is_refunded_by_hand(staff_client: Client, stripe) -> None:
    payment = make_payment(make_customer(), 100)
    urls = [one.url for one in staff_client.get(url(payment, "change")).context["object_buttons"]]
    assert url(payment, "refund") in urls
    assert url(payment, "online-refund") not in urls


def test_dispute_stands_in_its_list_and_in_the_queue(staff_client: Client, attempt, stripe) -> None:
    stripe.control.open_dispute(attempt.charge_id)
    converge_money_back(attempt)
    page = staff_client.get(reverse("admin:billing_chargeback_changelist")).content.decode()
    assert "Dispute" in page
    index = staff_client.get(reverse("admin:index")).content.decode()
    assert "Card disputes to answer" in index
    chargeback = Chargeback.objects.get()
    stripe.control.close_dispute(chargeback.gateway_id, won=True)
    ask = reverse("admin:billing_chargeback_ask", args=[chargeback.pk])
    response = staff_client.post(ask, follow=True)
    assert messages_of(response) == ["Current status: Won."]
    assert item_of(attempt.lines.get().item.invoice).open == Decimal(0)


def test_finding_is_settled_with_a_sentence(staff_client: Client) -> None:
    finding = ReconciliationFinding.objects.create(kind="unknown-charge", about="ch_1", detail="x")
    settle = reverse("admin:billing_reconciliationfinding_settle", args=[finding.pk])
    staff_client.post(settle, {"outcome": "The shop's own till"})
    finding.refresh_from_db()
    assert finding.outcome == "The shop's own till"
    assert finding.settled_by is not None
