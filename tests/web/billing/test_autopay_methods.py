"""What the page of autopay says about the method it charges."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Role
from billing.models import AutopayAgreement
from billing.payments.autopay import schedule
from billing.payments.autopay.notices import give_notice
from billing.payments.online.autopay_charging import charge_due
from billing.payments.saved_methods.methods import remove
from tests.billing.payments.conftest import stripe as stripe  # noqa: PLC0414 - a fixture
from tests.billing.payments.saving import DECLINED_LATER, save
from tests.factories import make_customer, make_invoice, make_member, make_organization
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db
URL = "/autopay/"


@pytest.fixture
def customer():
    make_organization()
    return make_customer(currency="EUR")


@pytest.fixture
def owner(customer):
    return make_member(customer, email="ann@example.com")


@pytest.fixture
def client(customer):
    return browser(customer, Role.ACCOUNTS)


def test_a_method_is_saved_first(client, stripe) -> None:
    assert "Save a payment method first" in text_of(client.get(URL))
    refused = client.post(f"{URL}on/", {"agreed": "on"})
    assert refused.status_code == 422
    assert "Save a payment method first" in text_of(refused)
    assert not AutopayAgreement.objects.exists()


def test_it_names_what_is_charged_and_warns_when_it_is_gone(
    client, customer, owner, stripe
) -> None:
    method = save(stripe, customer, owner)
    assert "Your default is Visa •••• 4242" in text_of(client.get(URL))
    client.post(f"{URL}on/", {"agreed": "on"})
    assert "Charged to Visa •••• 4242, your default" in text_of(client.get(URL))
    remove(method, by=owner)
    assert "Autopay has nothing to charge." in text_of(client.get(URL))


def test_failed_charge_stands_with_its_reason_and_leads_to_it(
    client, customer, owner, stripe
) -> None:
    save(stripe, customer, owner, DECLINED_LATER)
    seller = make_organization()
    today = seller.today()
    agreement = schedule.agree(customer=customer, seller=seller, cap=None, by=owner)
    agreement.agreed_on = today - timedelta(9)
    agreement.save()
    invoice = make_invoice(customer, 70, issued_on=today - timedelta(9), due_on=today)
    give_notice(agreement, today=today - timedelta(2))
    (step,) = charge_due(agreement, today=today)
    page = client.get(URL)
    assert f"€70.00 for {invoice.number}" in text_of(page)
    assert "Your card was declined." in text_of(page)
    attempt = text_of(client.get(f"/pay/{step.attempt_id}/"))
    assert "Started by autopay." in attempt
    assert client.get(f"/shared/payment/{step.attempt_id}/").status_code == 404
