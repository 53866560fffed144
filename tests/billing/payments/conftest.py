from __future__ import annotations

import pytest

from billing.payments.gateways.stripe import checkout as gateway
from tests.factories import make_customer, make_member, make_organization


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch):
    """Stripe is on, and is the double."""
    settings.STRIPE_SECRET_KEY = stripe_double.secret_key
    settings.STRIPE_WEBHOOK_SECRETS = [stripe_double.webhook_secret]
    client = stripe_double.client()
    monkeypatch.setattr(gateway, "client", lambda: client)
    return stripe_double


@pytest.fixture
def test_bank(settings, tmp_path, monkeypatch):
    """The Test Bank takes the payments."""
    from tests.payer_at_test_bank import PayerAtTestBank

    settings.CARD_GATEWAY = "billing.payments.gateways.test_bank.gateway.Gateway"
    settings.TEST_BANK_FILE = str(tmp_path / "bank.sqlite3")
    settings.ROOT_URLCONF = "portal.demo.urls"
    return PayerAtTestBank(monkeypatch)


@pytest.fixture(params=["stripe", "test_bank"])
def bank(request):
    """Either gateway, with somebody who pays at it. Only what both can do is asked of it."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def customer():
    make_organization()
    return make_customer()


@pytest.fixture
def owner(customer):
    return make_member(customer, email="ann@example.com")
