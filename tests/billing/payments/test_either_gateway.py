"""What is true whichever gateway takes the payments, and what the second one must stay."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from billing.ledger.check import check_ledger
from billing.models import PaymentAttempt, ReconciliationFinding
from billing.payments.online.attempts import converge
from billing.payments.online.refunds import request_refund, send_refund
from billing.payments.reconciliation.comparison import reconcile
from portal.checks import real_gateway
from portal.demo.test_bank import pages
from tests.billing.payments.online.test_webhooks import handle_all, send
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import item_of, make_invoice

pytestmark = pytest.mark.django_db
FOLDER = Path(django_settings.BASE_DIR) / "billing/payments/gateways/test_bank"


def test_books_and_the_gateways_account_agree_after_everything(bank, customer, owner) -> None:
    attempts = [begin(customer, owner, {make_invoice(customer, 100): 100}) for _ in range(3)]
    for attempt in attempts:
        bank.checkout(attempt.page_id).pay(CARD)
    kept, refunded, disputed = (converge(attempt) for attempt in attempts)
    send_refund(
        request_refund(refunded.payment, amount=Decimal(30), by=None, reason="", key=uuid4())
    )
    bank.control.open_dispute(disputed.charge_id)
    reconcile(timezone.now() - timedelta(days=1))
    assert list(ReconciliationFinding.objects.all()) == []
    assert [item_of(one.payment).open for one in (kept, refunded, disputed)] == [0, 0, 0]
    assert check_ledger().drift == []


def test_payment_the_webhook_did_not_tell_of_is_posted_at_night(bank, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(attempt.page_id).pay(CARD)
    reconcile(timezone.now() - timedelta(days=1))
    assert posted() == [("card", 100)]


@pytest.fixture
def payer(test_bank, owner, monkeypatch):
    """Somebody at the Test Bank's page, whose events come to the portal's door."""

    def deliver() -> None:
        test_bank.deliver_all(lambda one: send(one.body, one.headers))

    monkeypatch.setattr(pages, "deliver", deliver)
    client = Client()
    client.force_login(owner)
    return client


def press(client: Client, attempt: PaymentAttempt, **fields: str) -> str:
    answer = client.post(f"/test-bank/{attempt.page_id}/", fields)
    return str(answer.headers.get("Location", answer.content.decode()))


def test_page_of_the_test_bank_pays_and_leads_back(payer, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    assert "€100.00" in payer.get(attempt.page_url).content.decode()
    assert "declined" in press(payer, attempt, number="4000000000000002")
    assert press(payer, attempt, number=CARD).endswith(f"/pay/{attempt.pk}/")
    handle_all()
    assert posted() == [("card", 100)]
    assert payer.get(attempt.page_url).status_code == 302  # paid already: back, not once more


def test_test_banks_question_is_answered_before_money_moves(payer, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    assert "Your bank asks" in press(payer, attempt, number="4000002760003184")
    assert converge(attempt).state == "submitted"
    assert f"/pay/{attempt.pk}/" in press(payer, attempt, answer="yes")
    assert converge(attempt).state == "succeeded"


def test_leaving_the_test_banks_page_charges_nothing(payer, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    assert f"/pay/{attempt.pk}/" in press(payer, attempt, back="yes")
    assert converge(attempt).state == "submitted"


def test_test_bank_knows_no_strange_page(payer) -> None:
    assert payer.get("/test-bank/page-unknown/").status_code == 404


def test_test_bank_in_production_is_an_error(test_bank) -> None:
    assert [one.id for one in real_gateway(None)] == ["foyer.E018"]


def test_without_the_test_bank_its_page_has_no_address() -> None:
    assert Client().get("/test-bank/page-unknown/").status_code == 404
    assert real_gateway(None) == []


def test_second_gateway_is_short_and_knows_nothing_of_the_first() -> None:
    """The wall: all that a gateway has to do, in 200 lines."""
    source = "\n".join(path.read_text() for path in FOLDER.rglob("*.py"))
    assert sum(bool(line.strip()) for line in source.splitlines()) <= 200
    assert "stripe" not in source.lower()
