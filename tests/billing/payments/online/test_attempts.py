"""Paying online: once and only once, whatever breaks."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.balance import balance_for
from billing.ledger.check import check_ledger
from billing.models import AttemptLine, Payment, PaymentAttempt
from billing.payments.online.attempts import cancel, converge
from billing.payments.planning.execution import PlanRefused
from billing.tasks import poll_attempts
from tests.billing.payments.gateways import only_stripe
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    pay,
)

pytestmark = pytest.mark.django_db


def test_card_pays_three_invoices_with_a_credit_in_one_charge(bank, customer, owner) -> None:
    a, b, c = (make_invoice(customer, 100) for _ in range(3))
    credit = make_credit_note(customer, 30)
    attempt = begin(customer, owner, {a: 100, b: 40, c: 10}, credit_sources={credit: 30})
    assert (attempt.state, attempt.amount) == ("submitted", 120)
    bank.checkout(attempt.page_id).pay(CARD)
    attempt = converge(attempt)
    assert attempt.state == "succeeded"
    assert [item_of(one).open for one in (a, b, c)] == [0, 60, 90]
    assert item_of(credit).open == 0
    assert posted() == [("card", 120)]
    assert check_ledger().drift == []


def test_converging_again_posts_nothing_more(bank, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(attempt.page_id).pay(CARD)
    for _ in range(3):
        converge(attempt)
    assert posted() == [("card", 100)]


def test_form_sent_twice_is_one_attempt_and_one_page(bank, customer, owner) -> None:
    invoice, key = make_invoice(customer, 100), uuid4()
    first, second = (begin(customer, owner, {invoice: 100}, key=key) for _ in range(2))
    assert (first.pk, first.page_id) == (second.pk, second.page_id)
    assert len(bank.objects("checkout.session")) == 1


def test_second_payment_of_an_invoice_under_way_is_refused(bank, customer, owner) -> None:
    invoice = make_invoice(customer, 100)
    begin(customer, owner, {invoice: 100})
    with pytest.raises(PlanRefused):
        begin(customer, owner, {invoice: 100})


def test_database_alone_refuses_two_live_attempts_on_one_document(bank, customer, owner) -> None:
    """The wall behind the plan, for the day somebody forgets the plan."""
    attempt = begin(customer, owner, {make_invoice(customer, 100): 60})
    line = attempt.lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptLine.objects.create(attempt=attempt, item=line.item, amount=Decimal(1))


def test_declined_card_leaves_the_page_open_for_another(bank, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    page = bank.checkout(attempt.page_id)
    assert page.pay("4000000000000002").status == "declined"
    assert converge(attempt).state == "submitted"
    page.pay(CARD)
    assert converge(attempt).state == "succeeded"


def test_bank_debit_owes_until_it_settles_and_cannot_be_paid_twice(bank, owner, customer) -> None:
    dollars = make_customer(currency="USD", bank_debit_allowed=True)
    payer = make_member(dollars)
    invoice = make_invoice(dollars, 100)
    attempt = begin(dollars, payer, {invoice: 100}, method="bank_debit")
    bank.checkout(attempt.page_id).pay("000123456789")
    attempt = converge(attempt)
    assert attempt.state == "processing"
    assert balance_for(dollars, today=DAY).outstanding == 100
    with pytest.raises(PlanRefused):
        begin(dollars, payer, {invoice: 100})
    bank.control.settle(attempt.charge_id)
    assert converge(attempt).state == "succeeded"
    assert posted() == [("bank_debit", 100)]


def test_bank_debit_that_fails_posts_nothing_and_frees_the_invoice(bank, owner, customer) -> None:
    dollars = make_customer(currency="USD", bank_debit_allowed=True)
    payer = make_member(dollars)
    invoice = make_invoice(dollars, 100)
    attempt = begin(dollars, payer, {invoice: 100}, method="bank_debit")
    bank.checkout(attempt.page_id).pay("000123456789")
    attempt = converge(attempt)
    bank.control.fail(attempt.charge_id, "insufficient_funds")
    assert converge(attempt).state == "failed"
    assert posted() == []
    assert begin(dollars, payer, {invoice: 100}).state == "submitted"


def test_cancelling_closes_the_page_and_frees_the_invoice(bank, customer, owner) -> None:
    invoice = make_invoice(customer, 100)
    attempt = begin(customer, owner, {invoice: 100})
    assert cancel(attempt).state == "cancelled"
    assert bank.checkout(attempt.page_id).pay(CARD).status == "gone"
    assert begin(customer, owner, {invoice: 100}).state == "submitted"


def test_cancelling_what_was_paid_meanwhile_records_the_payment(bank, customer, owner) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(attempt.page_id).pay(CARD)
    assert cancel(attempt).state == "succeeded"
    assert posted() == [("card", 100)]


def test_invoice_settled_otherwise_meanwhile_leaves_the_money_as_a_deposit(
    bank, customer, owner
) -> None:
    invoice = make_invoice(customer, 100)
    attempt = begin(customer, owner, {invoice: 100})
    pay(invoice)
    bank.checkout(attempt.page_id).pay(CARD)
    converge(attempt)
    assert balance_for(customer, today=DAY).deposits == 100


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "error_after", "timeout_after"])
def test_no_answer_is_no_failure_the_attempt_converges_later(bank, customer, owner, fault) -> None:
    bank.faults.order(fault, path="/checkout/sessions")
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    assert attempt.state == "created"
    attempt = converge(attempt)
    bank.checkout(attempt.page_id).pay(CARD)
    assert converge(attempt).state == "succeeded"
    assert len(bank.objects("checkout.session")) == 1


@pytest.mark.parametrize(
    "lie", [{"amount": 1}, {"currency": "usd"}, {"metadata__attempt_id": "x"}, ]
)  # fmt: skip
@only_stripe
def test_what_does_not_agree_is_quarantined_and_never_posted(bank, customer, owner, lie) -> None:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(attempt.page_id).pay(CARD)
    bank.faults.lie("payment_intent", **lie)
    attempt = converge(attempt)
    assert attempt.mismatch_reason
    assert posted() == []


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("EUR", "12.34", 1234), ("JPY", "1234", 1234), ("KWD", "1.230", 1230)],
)
def test_amounts_keep_their_decimals_all_the_way(
    bank, customer, owner, currency, amount, minor
) -> None:
    account = make_customer(currency=currency)
    invoice = make_invoice(account, amount)
    attempt = begin(account, make_member(account), {invoice: amount})
    bank.checkout(attempt.page_id).pay(CARD)
    converge(attempt)
    (charge,) = bank.charges(attempt_id=str(attempt.pk))
    assert charge["amount"] == minor
    assert item_of(invoice).open == 0
    assert Payment.objects.get().amount == Decimal(amount)


def test_payment_in_advance_is_a_deposit(bank, customer, owner) -> None:
    attempt = begin(customer, owner, {}, prepayment=50)
    bank.checkout(attempt.page_id).pay(CARD)
    converge(attempt)
    assert balance_for(customer, today=DAY).deposits == 50


def test_attempt_the_gateway_does_not_know_waits_for_staff_and_stops_no_other(
    bank, customer, owner
) -> None:
    """As when the keys of another account were set: the poller goes on with the next."""
    strange = begin(customer, owner, {make_invoice(customer, 100): 100})
    PaymentAttempt.objects.filter(pk=strange.pk).update(page_id="page-unknown")
    other = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(other.page_id).pay(CARD)
    PaymentAttempt.objects.update(next_poll_at=timezone.now())

    poll_attempts(timestamp=0)

    assert "No such" in PaymentAttempt.objects.get(pk=strange.pk).mismatch_reason
    assert PaymentAttempt.objects.get(pk=other.pk).state == "succeeded"


def test_page_that_was_never_stored_and_paid_meanwhile_is_found_by_one_look(
    bank, customer, owner
) -> None:
    """Opening it again brings the first answer, in which nobody had paid."""
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    bank.checkout(attempt.page_id).pay(CARD)
    PaymentAttempt.objects.update(page_id=None, page_url="", state="created")

    assert converge(attempt).state == "succeeded"
