"""Money of an online payment sent back, by staff or at the gateway itself."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail

from billing.ledger.check import check_ledger
from billing.models import JournalEntry, Payment, Refund
from billing.payments.entry import void_payment
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.registry import card_gateway
from billing.payments.online.attempts import converge
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.refunds import request_refund, send_refund
from portal.kit.web.refusals import Refusal
from tests.billing.payments.gateways import only_stripe
from tests.billing.payments.paying import CARD, begin
from tests.factories import DAY, item_of, make_credit_note, make_invoice, make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(customer):
    return make_invoice(customer, 100)


@pytest.fixture
def older(customer):
    return make_invoice(customer, 50)


@pytest.fixture
def attempt(bank, customer, owner, older, invoice):
    """An attempt that has paid two invoices, and 20 ahead."""
    attempt = begin(customer, owner, {older: 50, invoice: 100}, prepayment=20)
    bank.checkout(attempt.page_id).pay(CARD)
    return converge(attempt)


def ask(attempt, amount, **fields) -> Refund:
    values = {"by": None, "reason": "Sent twice", "key": uuid4()}
    return request_refund(attempt.payment, amount=Decimal(amount), **(values | fields))


def opens(*documents) -> list[Decimal]:
    return [item_of(one).open for one in documents]


def refund_entries() -> list[Decimal]:
    entries = JournalEntry.objects.filter(kind="refund", reversed_by=None).order_by("pk")
    return [one.postings.get().amount for one in entries]


def test_what_is_unused_goes_first(bank, attempt, older, invoice) -> None:
    refund = send_refund(ask(attempt, 20))
    assert (refund.state, refund.problem) == ("succeeded", "")
    assert opens(older, invoice, attempt.payment) == [0, 0, 0]
    assert refund_entries() == [20]
    assert check_ledger().drift == []


def test_newest_allocation_is_taken_back_as_far_as_needed(attempt, older, invoice) -> None:
    send_refund(ask(attempt, 50))
    assert opens(older, invoice, attempt.payment) == [0, 30, 0]


def test_all_of_it_goes_back_in_parts(bank, attempt, older, invoice) -> None:
    for part in (60, 70, 40):
        send_refund(ask(attempt, part))
    assert opens(older, invoice, attempt.payment) == [50, 100, 0]
    assert refund_entries() == [60, 70, 40]
    assert sum(one["amount"] for one in bank.objects("refund")) == 17000
    with pytest.raises(Refusal):
        ask(attempt, 1)
    assert check_ledger().drift == []


def test_same_key_is_one_refund(bank, attempt) -> None:
    key = uuid4()
    for _time in range(3):
        send_refund(ask(attempt, 10, key=key))
    assert len(bank.objects("refund")) == 1
    assert refund_entries() == [10]


def test_two_that_are_asked_for_do_not_exceed_the_payment(attempt) -> None:
    ask(attempt, 100)
    with pytest.raises(Refusal):
        ask(attempt, 71)


def test_money_received_otherwise_is_not_refunded_online(customer) -> None:
    payment = make_payment(customer, 100)
    with pytest.raises(Refusal):
        request_refund(payment, amount=Decimal(1), by=None, reason="", key=uuid4())


def test_gateway_that_does_not_answer_is_asked_again(bank, attempt, monkeypatch) -> None:
    gateway = type(card_gateway())
    refund = ask(attempt, 10)
    real = gateway.create_refund

    def lost(*args, **named):
        real(*args, **named)
        raise GatewayDown("the answer was lost")

    monkeypatch.setattr(gateway, "create_refund", lost)
    with pytest.raises(GatewayDown):
        send_refund(refund)
    monkeypatch.setattr(gateway, "create_refund", real)
    assert send_refund(refund).state == "succeeded"
    assert len(bank.objects("refund")) == 1
    assert refund_entries() == [10]


def test_refusal_of_the_gateway_ends_it_and_posts_nothing(bank, attempt) -> None:
    bank.control.open_dispute(attempt.charge_id)
    refund = send_refund(ask(attempt, 10))
    assert (refund.state, refund_entries()) == ("failed", [])
    assert "charged back" in refund.problem


def test_refund_that_fails_later_comes_back_as_a_deposit(bank, attempt, invoice) -> None:
    refund = send_refund(ask(attempt, 50))
    bank.control.fail_refund(refund.gateway_id)
    converge_money_back(attempt)
    converge_money_back(attempt)
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert opens(invoice, attempt.payment) == [30, 50]
    assert refund_entries() == []
    assert check_ledger().drift == []


def test_word_read_earlier_does_not_post_a_failed_refund_again(bank, attempt) -> None:
    from billing.payments.online.refunds import move_refund

    refund = send_refund(ask(attempt, 50))
    (earlier,) = card_gateway().refunds_of(attempt.charge_id)
    bank.control.fail_refund(refund.gateway_id)
    converge_money_back(attempt)
    assert move_refund(refund.pk, earlier).state == "failed"
    assert refund_entries() == []


def test_refund_made_at_the_gateway_is_taken_over_once(bank, attempt, invoice) -> None:
    bank.control.refund(attempt.charge_id, 3000)
    for _time in range(3):
        converge_money_back(attempt)
    refund = Refund.objects.get()
    assert (refund.amount, refund.asked_by, refund.state) == (30, None, "succeeded")
    assert opens(invoice, attempt.payment) == [10, 0]


@pytest.mark.parametrize("said", ["no-uuid", "00000000-0000-0000-0000-000000000000"])
@only_stripe
def test_refund_that_names_one_we_do_not_know_is_taken_over(bank, attempt, said) -> None:
    asked = {"payment_intent": attempt.charge_id, "amount": 500, "metadata": {"refund_id": said}}
    bank.client().v1.refunds.create(asked)
    converge_money_back(attempt)
    assert refund_entries() == [5]


@only_stripe
def test_second_refund_that_names_the_same_one_is_posted_too(bank, attempt) -> None:
    refund = send_refund(ask(attempt, 10))
    named = {"refund_id": str(refund.pk)}
    asked = {"payment_intent": attempt.charge_id, "amount": 500, "metadata": named}
    bank.client().v1.refunds.create(asked)
    converge_money_back(attempt)
    assert refund_entries() == [10, 5]


def test_refund_of_what_went_back_by_hand_is_shown_to_staff(bank, attempt, customer) -> None:
    from billing.payments.entry import record_refund as refund_by_hand

    refund_by_hand(item_of(attempt.payment), amount=Decimal(20), refunded_on=DAY)
    bank.control.refund(attempt.charge_id, 17000)
    converge_money_back(attempt)
    refund = Refund.objects.get()
    assert "150.00" in refund.problem
    assert opens(attempt.payment) == [0]
    assert check_ledger().drift == []


def test_both_sides_are_told(attempt, customer, owner) -> None:
    from tests.factories import make_organization

    make_organization(email="office@acme.example")
    mail.outbox.clear()
    send_refund(ask(attempt, 50))
    to = {one.to[0]: one for one in mail.outbox}
    assert set(to) == {"ann@example.com", "office@acme.example"}
    assert "50" in to["ann@example.com"].subject
    assert attempt.payment.number in to["ann@example.com"].body
    assert "/staff/billing/payment/" in to["office@acme.example"].body


def test_credits_used_along_stay_used(bank, customer, owner) -> None:
    credit = make_credit_note(customer, 40)
    invoice = make_invoice(customer, 100)
    attempt = begin(customer, owner, {invoice: 100}, credit_sources={credit: 40})
    bank.checkout(attempt.page_id).pay(CARD)
    attempt = converge(attempt)
    send_refund(ask(attempt, 60))
    assert opens(invoice, credit, attempt.payment) == [60, 0, 0]


def test_online_payment_is_not_voided(attempt) -> None:
    with pytest.raises(Refusal):
        void_payment(attempt.payment, voided_on=DAY)
    assert Payment.objects.get(pk=attempt.payment.pk).status == "received"


@pytest.mark.parametrize(
    ("currency", "amount", "part", "minor"),
    [("JPY", 1500, 500, 500), ("KWD", "12.340", "2.340", 2340), ("EUR", "9.99", "0.01", 1)],
)
def test_amounts_in_any_currency(bank, owner, currency, amount, part, minor) -> None:
    from tests.factories import make_customer, make_member

    customer = make_customer(currency=currency)
    payer = make_member(customer)
    attempt = begin(customer, payer, {make_invoice(customer, amount): amount})
    bank.checkout(attempt.page_id).pay(CARD)
    attempt = converge(attempt)
    send_refund(ask(attempt, part))
    assert bank.objects("refund")[0]["amount"] == minor
    assert refund_entries() == [Decimal(part)]
