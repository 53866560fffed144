"""The gateway is never called inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from billing.payments.gateways.guard import NetworkInTransaction, refuse_in_transaction
from billing.payments.online.attempts import cancel, converge
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.refunds import request_refund, send_refund
from tests.billing.payments.paying import CARD, begin
from tests.factories import make_invoice, make_staff
from tests.web.admin.conftest import staff, staff_client  # noqa: F401


@pytest.fixture
def paid(stripe, customer, owner):
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    return converge(attempt)


@pytest.mark.django_db
def test_transaction_of_the_test_itself_does_not_count() -> None:
    refuse_in_transaction()
    with transaction.atomic(), pytest.raises(NetworkInTransaction):
        refuse_in_transaction()


@pytest.mark.django_db(transaction=True)
def test_any_transaction_counts_where_the_test_has_none() -> None:
    refuse_in_transaction()
    with transaction.atomic(), pytest.raises(NetworkInTransaction):
        refuse_in_transaction()


@pytest.mark.django_db
def test_no_call_of_the_gateway_is_made_in_a_transaction(stripe, customer, owner, paid) -> None:
    fresh = begin(customer, owner, {make_invoice(customer, 50): 50})
    refund = request_refund(paid.payment, amount=1, by=None, reason="", key=fresh.pk)
    asked = len(stripe.requests)
    for call in (
        lambda: begin(customer, owner, {make_invoice(customer, 10): 10}),
        lambda: converge(fresh),
        lambda: cancel(fresh),
        lambda: converge_money_back(paid),
        lambda: send_refund(refund),
    ):
        with pytest.raises(NetworkInTransaction), transaction.atomic():
            call()
    assert len(stripe.requests) == asked


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ask", "cancel"])
def test_staff_ask_and_cancel_outside_a_transaction(
    stripe,
    customer,
    owner,
    name,
    staff_client,  # noqa: F811
) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    url = reverse(f"admin:billing_paymentattempt_{name}", args=[attempt.pk])
    assert staff_client.post(url).status_code == 302


@pytest.mark.django_db
def test_staff_ask_about_a_refund_outside_a_transaction(
    stripe,
    paid,
    staff_client,  # noqa: F811
) -> None:
    refund = request_refund(paid.payment, amount=1, by=make_staff(), reason="x", key=paid.pk)
    url = reverse("admin:billing_refund_ask", args=[refund.pk])
    assert staff_client.post(url).status_code == 302
