"""Opting in, pausing, skipping one and opting out."""

from datetime import timedelta

import pytest

from accounts.models import Role
from billing.models import AutopayAgreement
from tests.factories import make_customer, make_invoice, make_organization
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cards(monkeypatch) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: True
    )


@pytest.fixture
def customer():
    return make_customer(currency="GBP")


@pytest.fixture
def client(customer):
    return browser(customer, Role.ACCOUNTS)


@pytest.fixture
def on(client) -> None:
    make_organization()
    client.post("/autopay/on/", {"cap": "500", "agreed": "on"})


def test_consent_must_be_ticked_and_the_limit_an_amount(client) -> None:
    response = client.post("/autopay/on/", {"cap": "1.999"})
    assert response.status_code == 422
    assert "Tick the box to turn autopay on." in text_of(response)
    assert "2 decimals" in text_of(response)
    assert not AutopayAgreement.objects.exists()


def test_without_cards_it_is_not_offered(client, monkeypatch) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: False
    )
    assert "not available" in text_of(client.get("/autopay/"))
    assert client.post("/autopay/on/", {"agreed": "on"}).status_code == 422
    assert not AutopayAgreement.objects.exists()


def test_agreement_and_schedule_are_shown(client, customer, on) -> None:
    today = make_organization().today()
    invoice = make_invoice(customer, 70, issued_on=today, due_on=today + timedelta(5))
    page = text_of(client.get("/autopay/"))
    assert "No single charge is more than £500.00." in page
    assert str(invoice.number) in page
    assert "£70.00" in page


def test_one_invoice_is_skipped_and_taken_in(client, customer, on) -> None:
    today = make_organization().today()
    number = make_invoice(customer, 70, issued_on=today).number
    assert client.post(f"/invoices/{number}/autopay/skip/").status_code == 303
    assert "Skipped" in text_of(client.get("/autopay/"))
    client.post(f"/invoices/{number}/autopay/take-in/")
    assert "Skipped" not in text_of(client.get("/autopay/"))


def test_pausing_and_ending(client, on) -> None:
    client.post("/autopay/pause/", {"paused_until": "2099-01-01"})
    assert "Autopay is paused" in text_of(client.get("/autopay/"))
    assert client.post("/autopay/pause/", {"paused_until": "soon"}).status_code == 422
    client.post("/autopay/off/")
    assert "Turn autopay on" in text_of(client.get("/autopay/"))
    assert client.post("/autopay/off/").status_code == 404


@pytest.mark.parametrize("role", [Role.BUYER, Role.VIEWER])
def test_who_may_not_manage_methods_finds_nothing(customer, role) -> None:
    assert browser(customer, role).get("/autopay/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_is_constant(
    client, customer, on, count, django_assert_num_queries
) -> None:
    today = make_organization().today()
    for _ in range(count):
        make_invoice(customer, 70, issued_on=today)
    with django_assert_num_queries(15):
        client.get("/autopay/")
