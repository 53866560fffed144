"""Staff deal with an online payment that does not agree, on its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Payment, PaymentAttempt, Refund
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online.attempts import converge
from tests.billing.payments.paying import CARD, begin
from tests.factories import make_customer, make_invoice, make_member
from tests.web.admin.conftest import messages_of, staff_with


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = stripe_double.secret_key
    client = stripe_double.client()
    monkeypatch.setattr(gateway, "client", lambda: client)
    return stripe_double


@pytest.fixture
def attempt(stripe) -> PaymentAttempt:
    customer = make_customer()
    attempt = begin(customer, make_member(customer), {make_invoice(customer, 100): 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    PaymentAttempt.objects.update(amount=250)
    attempt = converge(attempt)
    assert attempt.mismatch_reason
    return attempt


def url(attempt: PaymentAttempt, name: str = "change") -> str:
    return reverse(f"admin:billing_paymentattempt_{name}", args=[attempt.pk])


def test_its_page_offers_three_ways_out_and_says_what_is_there(
    staff_client: Client, attempt
) -> None:
    page = staff_client.get(url(attempt)).content.decode()
    for name in ("book", "send-back", "settle"):
        assert url(attempt, name) in page
        assert "100.00" in staff_client.get(url(attempt, name)).content.decode()


def test_booking_takes_it_off_the_list(staff_client: Client, attempt) -> None:
    queue = reverse("admin:billing_paymentattempt_changelist") + "?mismatch_reason__isempty=0"
    assert attempt.customer.name in staff_client.get(queue).content.decode()
    done = staff_client.post(url(attempt, "book"), {"note": "Stripe has 100"}, follow=True)
    assert "100.00" in messages_of(done)[0]
    assert Payment.objects.get().amount == 100
    assert attempt.customer.name not in staff_client.get(queue).content.decode()
    assert url(attempt, "book") not in staff_client.get(url(attempt)).content.decode()


def test_sending_back_asks_for_the_refund(staff_client: Client, attempt) -> None:
    key = staff_client.get(url(attempt, "send-back")).context["form"].initial["key"]
    values = {"reason": "Paid twice", "key": str(key)}
    staff_client.post(url(attempt, "send-back"), values)
    staff_client.post(url(attempt, "send-back"), values)
    assert Refund.objects.get().amount == 100


def test_refusal_is_said_beside_what_was_typed(staff_client: Client, attempt) -> None:
    answer = staff_client.post(url(attempt, "settle"), {"note": "Never mind"})
    assert answer.status_code == 422
    assert "Never mind" in answer.content.decode()
    assert "holds" in answer.content.decode()


@pytest.mark.parametrize("name", ["book", "send-back", "settle"])
def test_looking_at_attempts_is_not_enough(client: Client, attempt, name: str) -> None:
    client.force_login(staff_with("billing.view_paymentattempt"))
    assert client.get(url(attempt, name)).status_code == 403
    assert client.post(url(attempt, name), {"note": "x", "reason": "x"}).status_code == 403
    assert not Payment.objects.exists()


@pytest.mark.parametrize("name", ["book", "send-back"])
def test_changing_attempts_records_and_returns_no_money(client: Client, attempt, name: str) -> None:
    client.force_login(staff_with("billing.view_paymentattempt", "billing.change_paymentattempt"))
    assert client.post(url(attempt, name), {"note": "x", "reason": "x"}).status_code == 403
