"""What both sides are told by mail about a payment."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core import mail

from accounts.models import Membership
from billing.models import AutopayAgreement, PaymentAttempt
from billing.payments.notifications import (
    REASON_FOR_CUSTOMERS,
    STAFF_ONLY,
    PaymentNotice,
    _send,
    notify,
)
from tests.factories import make_customer, make_invoice, make_member, make_organization, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment():
    make_organization(name="Harbour & Vale", email="office@vale.example")
    customer = make_customer("Kettle <b>& Co", email="accounts@kettle.example")
    return pay(make_invoice(customer, 100), 100)


@pytest.mark.parametrize("notice", [one for one in PaymentNotice if one != PaymentNotice.FAILED])
def test_every_sentence_names_the_sum_or_the_payment_and_escapes(payment, notice) -> None:
    notify(payment, notice, amount=Decimal(40), reason="because <i>")
    assert len(mail.outbox) == (1 if notice in STAFF_ONLY else 2)
    for one in mail.outbox:
        assert one.subject.strip()
        assert "\n" not in one.subject
        assert "40" in one.body
        assert payment.number in one.body
        is_said = "/staff/" in one.body or notice in REASON_FOR_CUSTOMERS
        html = one.alternatives[0][0]
        assert ("Reason: because <i>" in one.body) == is_said
        assert ("because &lt;i&gt;" in html) == is_said
        assert "Kettle <b>" not in html


def test_staffs_mail_leads_to_the_staffs_page_and_the_customers_to_theirs(payment) -> None:
    notify(payment, PaymentNotice.RECEIVED, amount=Decimal(100))
    to = {one.to[0]: one.body for one in mail.outbox}
    assert f"/payments/{payment.number}/" in to["accounts@kettle.example"]
    assert "/staff/" not in to["accounts@kettle.example"]
    assert "/staff/billing/payment/" in to["office@vale.example"]


def test_who_paid_and_has_left_since_is_not_told(payment, monkeypatch) -> None:
    person = make_member(payment.customer, email="ann@kettle.example")
    PaymentAttempt.objects.create(
        customer=payment.customer, currency="EUR", amount=100, method="card", state="succeeded",
        payment=payment, started_by=person, request={},
    )  # fmt: skip
    notify(payment, PaymentNotice.REFUNDED, amount=Decimal(1))
    assert mail.outbox[0].to == ["ann@kettle.example"]
    mail.outbox.clear()
    Membership.objects.all().delete()
    notify(payment, PaymentNotice.REFUNDED, amount=Decimal(1))
    assert mail.outbox[0].to == ["accounts@kettle.example"]


def test_without_any_address_the_owner_is_told(payment) -> None:
    payment.customer.email = ""
    payment.customer.save()
    make_member(payment.customer, email="olive@kettle.example")
    notify(payment, PaymentNotice.REFUNDED, amount=Decimal(1))
    assert mail.outbox[0].to == ["olive@kettle.example"]


def test_autopays_failure_is_told_to_the_company_once(payment) -> None:
    agreement = AutopayAgreement(pk=1, customer=payment.customer)
    attempt = PaymentAttempt(
        customer=payment.customer, currency="EUR", amount=100, method="bank_debit",
        agreement=agreement,
    )  # fmt: skip
    context = {"amount": Decimal(100), "reason": "", "staff_url": "https://x.example/staff/"}
    _send(payment.customer, attempt, PaymentNotice.FAILED, context)
    assert [one.to for one in mail.outbox] == [["office@vale.example"]]
