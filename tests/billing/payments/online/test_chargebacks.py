"""Disputed card payments and returned bank debits."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core import mail

from billing.ledger.check import check_ledger
from billing.models import Chargeback, JournalEntry, Payment
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import webhooks
from billing.payments.online.attempts import converge
from billing.payments.online.chargebacks import converge_money_back
from tests.billing.payments.gateways import only_stripe
from tests.billing.payments.online.test_webhooks import handle_all, send
from tests.billing.payments.paying import CARD, begin
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)

pytestmark = pytest.mark.django_db


def opens(*documents) -> list[Decimal]:
    return [item_of(one).open for one in documents]


def dispute_entries() -> list[Decimal]:
    entries = JournalEntry.objects.filter(kind="dispute", reversed_by=None)
    return [one.postings.get().amount for one in entries]


@pytest.fixture
def invoice(customer):
    return make_invoice(customer, 100)


@pytest.fixture
def attempt(bank, customer, owner, invoice):
    attempt = begin(customer, owner, {invoice: 100})
    bank.checkout(attempt.page_id).pay(CARD)
    return converge(attempt)


@pytest.fixture
def debit(bank):
    """A bank debit that has settled, and its invoice."""
    make_organization(currency="USD", email="office@acme.example")
    customer = make_customer(currency="USD", bank_debit_allowed=True)
    payer = make_member(customer, email="bob@example.com")
    invoice = make_invoice(customer, 80)
    attempt = begin(customer, payer, {invoice: 80}, method="bank_debit")
    bank.checkout(attempt.page_id).pay("000123456789")
    attempt = converge(attempt)
    assert (attempt.state, item_of(invoice).open) == ("processing", 80)
    bank.control.settle(attempt.charge_id)
    attempt = converge(attempt)
    assert (attempt.state, item_of(invoice).open) == ("succeeded", 0)
    return attempt, invoice


def test_disputed_payment_reopens_its_invoice(bank, attempt, invoice) -> None:
    bank.control.open_dispute(attempt.charge_id)
    converge_money_back(attempt)
    converge_money_back(attempt)
    chargeback = Chargeback.objects.get()
    assert (chargeback.kind, chargeback.state, chargeback.amount) == ("dispute", "open", 100)
    assert (opens(invoice, attempt.payment), dispute_entries()) == ([100, 0], [100])
    assert check_ledger().drift == []


def test_dispute_that_is_won_pays_the_invoice_again(bank, attempt, invoice) -> None:
    dispute = bank.control.open_dispute(attempt.charge_id)
    converge_money_back(attempt)
    bank.control.close_dispute(dispute["id"], won=True)
    converge_money_back(attempt)
    converge_money_back(attempt)
    assert Chargeback.objects.get().state == "won"
    assert (opens(invoice, attempt.payment), dispute_entries()) == ([0, 0], [])
    assert check_ledger().drift == []


def test_dispute_that_is_won_after_the_invoice_was_paid_otherwise_is_a_deposit(
    bank, attempt, invoice, customer, owner
) -> None:
    dispute = bank.control.open_dispute(attempt.charge_id)
    converge_money_back(attempt)
    again = begin(customer, owner, {invoice: 100})
    bank.checkout(again.page_id).pay(CARD)
    converge(again)
    bank.control.close_dispute(dispute["id"], won=True)
    converge_money_back(attempt)
    assert opens(invoice, attempt.payment) == [0, 100]


def test_dispute_that_is_lost_changes_nothing_more(bank, attempt, invoice) -> None:
    dispute = bank.control.open_dispute(attempt.charge_id)
    converge_money_back(attempt)
    bank.control.close_dispute(dispute["id"], won=False)
    converge_money_back(attempt)
    assert Chargeback.objects.get().state == "lost"
    assert (opens(invoice, attempt.payment), dispute_entries()) == ([100, 0], [100])


def test_dispute_opened_and_won_before_anybody_looked_posts_nothing(bank, attempt, invoice) -> None:
    dispute = bank.control.open_dispute(attempt.charge_id)
    bank.control.close_dispute(dispute["id"], won=True)
    converge_money_back(attempt)
    assert (opens(invoice), dispute_entries()) == ([0], [])


def test_word_read_before_the_end_does_not_open_it_again(bank, attempt, invoice) -> None:
    from billing.payments.online import chargebacks

    dispute = bank.control.open_dispute(attempt.charge_id)
    (earlier,) = card_gateway().chargebacks_of(attempt.charge_id)
    converge_money_back(attempt)
    bank.control.close_dispute(dispute["id"], won=True)
    converge_money_back(attempt)
    chargebacks._move(attempt, attempt.payment, earlier)
    assert Chargeback.objects.get().state == "won"
    assert opens(invoice) == [0]


def test_refund_and_dispute_of_one_charge_never_go_below_zero(bank, attempt, invoice) -> None:
    bank.control.refund(attempt.charge_id, 4000)
    bank.control.open_dispute(attempt.charge_id, amount=10000)
    converge_money_back(attempt)
    chargeback = Chargeback.objects.get()
    assert dispute_entries() == [60]
    assert "60.00" in chargeback.problem
    assert opens(invoice, attempt.payment) == [100, 0]
    assert check_ledger().drift == []


def test_returned_bank_debit_reopens_its_invoice_with_the_old_due_date(bank, debit) -> None:
    attempt, invoice = debit
    due = item_of(invoice).due_on
    bank.control.return_debit(attempt.charge_id)
    converge_money_back(attempt)
    chargeback = Chargeback.objects.get()
    assert (chargeback.kind, chargeback.state) == ("return", "lost")
    assert (opens(invoice), item_of(invoice).due_on) == ([80], due)
    assert Payment.objects.get().status == "received"
    assert check_ledger().drift == []


def test_bank_debit_that_fails_on_its_way_posts_nothing_and_is_told(bank, customer) -> None:
    make_organization(email="office@acme.example")
    company = make_customer(currency="USD", bank_debit_allowed=True)
    payer = make_member(company, email="bob@example.com")
    invoice = make_invoice(company, 80)
    attempt = begin(company, payer, {invoice: 80}, method="bank_debit")
    bank.checkout(attempt.page_id).pay("000123456789")
    attempt = converge(attempt)
    bank.control.fail(attempt.charge_id)
    mail.outbox.clear()
    assert converge(attempt).state == "failed"
    assert opens(invoice) == [80]
    assert {one.to[0] for one in mail.outbox} == {"bob@example.com", "office@acme.example"}
    assert "failed" in mail.outbox[0].subject


def test_webhooks_alone_bring_it_about(bank, attempt, invoice) -> None:
    bank.control.open_dispute(attempt.charge_id)
    bank.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    assert opens(invoice) == [100]


@only_stripe
def test_money_going_back_of_a_payment_nobody_began_waits_for_staff(bank, customer) -> None:
    charge = bank.control.charge_past_us(500, "eur")
    bank.control.refund(charge["id"], 500)
    bank.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    from billing.models import WebhookEvent

    waiting = WebhookEvent.objects.filter(handled_at=None).exclude(problem="")
    assert waiting.exists()
    for event in waiting:
        webhooks.handle(event.pk)
    assert waiting.exists()


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        (lambda bank, attempt: None, "is disputed"),
        (
            lambda bank, dispute: bank.control.close_dispute(dispute, won=True),
            "counts again|was won",
        ),
        (
            lambda bank, dispute: bank.control.close_dispute(dispute, won=False),
            "taken back|was lost",
        ),
    ],
)
def test_both_sides_are_told_of_a_dispute(bank, attempt, act, subject) -> None:
    make_organization(email="office@acme.example")
    dispute = bank.control.open_dispute(attempt.charge_id)
    mail.outbox.clear()
    converge_money_back(attempt)
    act(bank, dispute["id"])
    converge_money_back(attempt)
    told = [one.to[0] for one in mail.outbox if re.search(subject, one.subject)]
    assert sorted(told) == ["ann@example.com", "office@acme.example"]
