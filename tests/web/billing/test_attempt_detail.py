"""The page of a payment: what it did, its receipt, what is still open, and what to do when it
did not work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Organization, Role
from billing.models import Payment, PaymentAttempt
from tests.billing.payments.conftest import stripe as stripe  # noqa: PLC0414 - a fixture
from tests.billing.payments.paying import CARD
from tests.billing.payments.saving import ASKS_EACH_TIME, save
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)
from tests.web.billing.browsers import browser, text_of
from tests.web.billing.paying import box, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seller():
    return make_organization()


@pytest.fixture
def customer():
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer):
    return browser(customer)


@pytest.fixture
def paid(client, customer, stripe):
    """Two invoices, one of them in part and by a credit; one is not due yet."""
    save(stripe, customer, make_member(customer, email="ann@example.com"))
    today = Organization.current().today()
    first, second = make_invoice(customer, 100), make_invoice(customer, 50)
    make_invoice(customer, 70, issued_on=today, due_on=today + timedelta(20))
    make_credit_note(customer, 30)
    page = client.get("/pay/", {"invoice": [first.number, second.number]})
    send(client, page, **{box(first): "100", box(second): "40"})
    return PaymentAttempt.objects.get(), first, second


def test_paid_page_says_what_it_did_and_leads_on(client, paid) -> None:
    attempt, first, second = paid
    response = client.get(f"/pay/{attempt.pk}/")
    shown, html = text_of(response), response.content.decode()
    assert "Paid. Thank you." in shown
    for term in ("2 documents €140.00", "Credits and deposits €30.00", "Visa •••• 4242 €110.00"):
        assert term in shown
    for invoice in (first, second):
        assert f'href="/invoices/{invoice.number}/"' in html
    assert "€10.00 stays open" in shown
    assert "1 invoice is still overdue." in shown
    assert f'href="/payments/{attempt.payment.number}/pdf/"' in html
    assert "Started" in shown
    assert "Paid" in shown


def test_nothing_overdue_is_said(client, customer, stripe) -> None:
    save(stripe, customer, make_member(customer, email="ann@example.com"))
    make_invoice(customer, 100)
    response = send(client, client.get("/pay/"))
    assert "Nothing is left to pay." in text_of(client.get(response.url))


def test_first_name_of_whoever_paid_is_thanked_and_no_other(client, customer, paid) -> None:
    attempt = paid[0]
    attempt.started_by.name = "Olive Bramwell"
    attempt.started_by.save()
    assert "Paid. Thank you, Olive." in text_of(client.get(f"/pay/{attempt.pk}/"))
    colleague = browser(customer, Role.ACCOUNTS)
    assert "Paid. Thank you. " in text_of(colleague.get(f"/pay/{attempt.pk}/"))


def test_receipt_goes_by_mail_to_whoever_asks(client, paid, mailoutbox) -> None:
    attempt = paid[0]
    mailoutbox.clear()
    number = attempt.payment.number
    response = client.post(f"/payments/{number}/mail/", {"attempt": str(attempt.pk)})
    assert (response.status_code, response.url) == (303, f"/pay/{attempt.pk}/")
    (mail,) = mailoutbox
    assert mail.to == [attempt.started_by.email]
    assert f"Receipt {number}" in mail.subject
    ((name, content, kind),) = mail.attachments
    assert (name, kind, content[:4]) == (f"Receipt-{number}.pdf", "application/pdf", b"%PDF")
    assert "is on its way to" in text_of(client.get(response.url))


def test_anothers_receipt_is_not_mailed(paid, mailoutbox) -> None:
    mailoutbox.clear()
    stranger = browser(make_customer())
    assert stranger.post(f"/payments/{Payment.objects.get().number}/mail/").status_code == 404
    assert mailoutbox == []


def test_bank_that_asks_is_said_and_led_to(client, customer, stripe) -> None:
    save(stripe, customer, make_member(customer, email="ann@example.com"), ASKS_EACH_TIME)
    make_invoice(customer, 100)
    send(client, client.get("/pay/"))
    attempt = PaymentAttempt.objects.get()
    shown = text_of(client.get(f"/pay/{attempt.pk}/"))
    assert "Your bank needs you to confirm" in shown
    assert "Nothing is charged until you do." in shown
    assert "Download receipt" not in shown


def test_cancelled_payment_can_be_tried_again(client, customer, stripe) -> None:
    invoice = make_invoice(customer, 100)
    send(client, client.get("/pay/"), method="card")
    attempt = PaymentAttempt.objects.get()
    client.post(f"/pay/{attempt.pk}/cancel/")
    response = client.get(f"/pay/{attempt.pk}/")
    assert "The payment was cancelled" in text_of(response)
    assert "Try again" in text_of(response)
    assert f'name="pay-{invoice.open_item_id}" value="€100.00"' in response.content.decode()


def test_open_payment_asks_again_by_itself(client, customer, stripe) -> None:
    make_invoice(customer, 100)
    send(client, client.get("/pay/"), method="card")
    attempt = PaymentAttempt.objects.get()
    assert "every 4s" in client.get(f"/pay/{attempt.pk}/").content.decode()
    stripe.checkout(attempt.page_id).pay(CARD)
    region = client.get(
        f"/pay/{attempt.pk}/", headers={"HX-Request": "true", "HX-Target": "attempt"}
    ).content.decode()
    assert "every 4s" not in region
    assert "<title>Paid" in region


@pytest.mark.parametrize("count", [1, 8])
def test_number_of_queries_is_constant(
    count: int, client, customer, stripe, django_assert_num_queries
) -> None:
    save(stripe, customer, make_member(customer, email="ann@example.com"))
    for _ in range(count):
        make_invoice(customer, 10)
    send(client, client.get("/pay/"))
    attempt = PaymentAttempt.objects.get()
    with django_assert_num_queries(18):
        client.get(f"/pay/{attempt.pk}/")
