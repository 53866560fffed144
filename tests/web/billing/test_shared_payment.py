"""Paying an invoice by its shared link: no sign-in, nothing else shown."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.sharing.shared_links import revoke, share
from billing.models import Payment, PaymentAttempt
from billing.payments.gateways.stripe import checkout as gateway
from tests.factories import item_of, make_customer, make_invoice, make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(stripe_double, settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = stripe_double.secret_key
    settings.STRIPE_WEBHOOK_SECRETS = [stripe_double.webhook_secret]
    client = stripe_double.client()
    monkeypatch.setattr(gateway, "client", lambda: client)
    return stripe_double


@pytest.fixture
def shared(stripe):
    make_organization()
    customer = make_customer()
    invoice = make_invoice(customer, 100)
    new = share(customer=customer, kind="invoice", number=invoice.number, title="I",
                made_by=make_member(customer))  # fmt: skip
    return invoice, new


def path_of(new) -> str:
    return new.url.split("/shared/")[1].join(["/shared/", ""])


def test_link_pays_what_is_left_and_no_cookie_is_set(stripe, shared) -> None:
    invoice, new = shared
    client = Client()
    assert "Pay €100.00 by card" in client.get(path_of(new)).content.decode()
    response = client.post(f"{path_of(new)}pay/", {"once": uuid4()})
    attempt = PaymentAttempt.objects.get()
    assert response.headers["Location"] == attempt.page_url
    stripe.checkout(attempt.page_id).pay("4242424242424242")
    body = client.get(f"/shared/payment/{attempt.pk}/").content.decode()
    assert "Paid. Thank you." in body
    assert item_of(invoice).open == 0
    assert Payment.objects.get().recorded_by is None
    assert "session" not in client.cookies


def test_secret_of_the_link_is_kept_nowhere(stripe, shared) -> None:
    _invoice, new = shared
    token = path_of(new).split("/")[2]
    Client().post(f"{path_of(new)}pay/", {"once": uuid4()})
    assert token not in str(PaymentAttempt.objects.values().get())


def test_sent_twice_it_is_one_attempt(stripe, shared) -> None:
    _invoice, new = shared
    once = uuid4()
    for _ in range(2):
        Client().post(f"{path_of(new)}pay/", {"once": once})
    assert PaymentAttempt.objects.count() == 1


def test_while_somebody_pays_nobody_else_can(stripe, shared) -> None:
    _invoice, new = shared
    Client().post(f"{path_of(new)}pay/", {"once": uuid4()})
    Client().post(f"{path_of(new)}pay/", {"once": uuid4()})
    assert PaymentAttempt.objects.count() == 1
    assert "Someone is paying" in Client().get(path_of(new)).content.decode()


@pytest.mark.parametrize("once", ["", "x", "1"])
def test_meddled_form_begins_nothing(stripe, shared, once) -> None:
    Client().post(f"{path_of(shared[1])}pay/", {"once": once})
    assert not PaymentAttempt.objects.exists()


def test_revoked_link_pays_nothing(stripe, shared) -> None:
    _invoice, new = shared
    revoke(new.link, by=new.link.created_by)
    assert Client().post(f"{path_of(new)}pay/", {"once": uuid4()}).status_code == 404


def test_members_own_payment_is_not_shown_by_the_public_page(stripe, shared) -> None:
    invoice, _new = shared
    attempt = PaymentAttempt.objects.create(
        id=uuid4(), customer=invoice.customer, currency="EUR", amount=1, method="card",
        state="cancelled", started_by=make_member(invoice.customer), request={},
    )  # fmt: skip
    assert Client().get(f"/shared/payment/{attempt.pk}/").status_code == 404
