"""Charging a saved method: at once, once, the bank asked where it wants to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.ledger.check import check_ledger
from billing.models import Payment, PaymentAttempt, SavedMethod
from billing.payments.gateways.base import GatewayDown
from billing.payments.online.attempts import cancel, converge, start_payment
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.saved_methods.methods import remove
from portal.kit.web.refusals import Refusal
from tests.billing.payments.gateways import only_stripe
from tests.billing.payments.online.test_webhooks import handle_all, send
from tests.billing.payments.paying import CARD, posted
from tests.billing.payments.saving import (
    ASKS_EACH_TIME,
    ASKS_ONCE,
    BANK_ACCOUNT,
    DECLINED_LATER,
    OTHER_CARD,
    save,
)
from tests.factories import item_of, make_credit_note, make_customer, make_invoice, make_member

pytestmark = pytest.mark.django_db


def charge(customer, owner, payable_items, saved, *, credit_sources=None, prepayment=0, key=None):
    asked = RequestedAmounts(
        payable_items={item_of(one).pk: Decimal(amount) for one, amount in payable_items.items()},
        credit_sources={
            item_of(one).pk: Decimal(amount) for one, amount in (credit_sources or {}).items()
        },
        prepayment=Decimal(prepayment),
    )
    return start_payment(
        customer=customer,
        asked=asked,
        method=Payment.Method(saved.kind),
        by=owner,
        key=key or uuid4(),
        saved=saved,
    )


def answer(bank, attempt, *, succeeds=True) -> str:
    return bank.answer_bank(attempt.charge_id, succeeds=succeeds)


def age(attempt, **by) -> None:
    then = timezone.now() - timedelta(**by)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(started_at=then)


def test_one_call_charges_three_invoices_with_a_credit(bank, customer, owner) -> None:
    saved = save(bank, customer, owner)
    a, b, c = (make_invoice(customer, 100) for _ in range(3))
    credit = make_credit_note(customer, 30)
    attempt = charge(customer, owner, {a: 100, b: 40, c: 10}, saved, credit_sources={credit: 30})
    assert (attempt.state, attempt.amount, attempt.page_id) == ("succeeded", 120, None)
    assert [item_of(one).open for one in (a, b, c)] == [0, 60, 90]
    assert posted() == [("card", 120)]
    assert Payment.objects.get().reference == "Visa •••• 4242"
    assert check_ledger().drift == []


def test_form_sent_twice_is_one_charge(bank, customer, owner) -> None:
    saved, invoice, key = save(bank, customer, owner), make_invoice(customer, 100), uuid4()
    for _ in range(2):
        assert charge(customer, owner, {invoice: 100}, saved, key=key).state == "succeeded"
    assert len(bank.charges()) == 1
    assert posted() == [("card", 100)]


def test_decline_is_said_and_leaves_the_invoice_to_another_method(bank, customer, owner) -> None:
    poor, good = (
        save(bank, customer, owner, DECLINED_LATER),
        save(bank, customer, owner, OTHER_CARD),
    )
    invoice = make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, poor)
    assert (attempt.state, attempt.reason) == ("failed", "Your card was declined.")
    assert charge(customer, owner, {invoice: 100}, good).state == "succeeded"
    assert posted() == [("card", 100)]


def test_bank_asks_and_the_payment_comes_when_it_is_answered(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, saved)
    assert attempt.state == "submitted"
    assert attempt.authentication_url
    assert converge(attempt).state == "submitted"
    back = answer(bank, attempt)
    assert f"/pay/{attempt.pk}/" in back
    assert converge(attempt).state == "succeeded"
    assert posted() == [("card", 100)]


def test_card_that_was_set_up_is_not_asked_again(bank, customer, owner) -> None:
    saved = save(bank, customer, owner, ASKS_ONCE)
    assert charge(customer, owner, {make_invoice(customer, 9): 9}, saved).state == "succeeded"


def test_banks_question_answered_wrongly_fails_it(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, saved)
    answer(bank, attempt, succeeds=False)
    attempt = converge(attempt)
    assert attempt.state == "failed"
    assert attempt.reason == "The payment was not confirmed with your bank."
    assert posted() == []


def test_webhook_records_it_though_nobody_came_back_from_the_bank(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    answer(bank, charge(customer, owner, {invoice: 100}, saved))
    bank.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    assert posted() == [("card", 100)]


def test_banks_question_is_cancelled_and_cannot_be_answered_then(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = cancel(charge(customer, owner, {invoice: 100}, saved))
    assert attempt.state == "cancelled"
    assert answer(bank, attempt) == ""
    assert bank.charges() == []


def test_cancelling_what_the_bank_has_allowed_meanwhile_records_it(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, saved)
    answer(bank, attempt)
    assert cancel(attempt).state == "succeeded"


def test_question_nobody_answers_does_not_keep_the_invoice_for_ever(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, saved)
    age(attempt, minutes=32)
    assert converge(attempt).state == "cancelled"
    assert charge(customer, owner, {invoice: 50}, saved).state == "submitted"


def test_bank_account_is_on_its_way_and_settles(bank, customer, owner) -> None:
    account = make_customer(currency="USD", bank_debit_allowed=True)
    payer = make_member(account)
    saved, invoice = save(bank, account, payer, BANK_ACCOUNT), make_invoice(account, 100)
    attempt = charge(account, payer, {invoice: 100}, saved)
    assert attempt.state == "processing"
    bank.control.settle(attempt.charge_id)
    assert converge(attempt).state == "succeeded"
    assert posted() == [("bank_debit", 100)]


def test_lost_answer_is_found_by_asking_again(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner), make_invoice(customer, 100)
    bank.faults.order("drop_after", path="/payment_intents")
    attempt = charge(customer, owner, {invoice: 100}, saved)
    assert (attempt.state, attempt.charge_id) == ("created", None)
    assert converge(attempt).state == "succeeded"
    assert len(bank.charges()) == 1


def test_lost_answer_is_looked_up_when_asking_again_is_too_late(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner), make_invoice(customer, 100)
    bank.faults.order("drop_after", path="/payment_intents")
    attempt = charge(customer, owner, {invoice: 100}, saved)
    age(attempt, minutes=61)
    assert converge(attempt).state == "succeeded"
    assert posted() == [("card", 100)]


def test_nobody_is_charged_long_after_the_press_of_the_button(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner), make_invoice(customer, 100)
    bank.faults.order("drop_before", path="/payment_intents")
    attempt = charge(customer, owner, {invoice: 100}, saved)
    age(attempt, minutes=61)
    with pytest.raises(GatewayDown):
        converge(attempt)
    age(attempt, minutes=71)
    assert converge(attempt).state == "cancelled"
    assert bank.charges() == []


@pytest.mark.parametrize("lie", [{"amount": 9999}, {"currency": "usd"}, {"livemode": True}])
@only_stripe
def test_charge_that_does_not_agree_is_quarantined(bank, customer, owner, lie) -> None:
    saved, invoice = save(bank, customer, owner, ASKS_EACH_TIME), make_invoice(customer, 100)
    attempt = charge(customer, owner, {invoice: 100}, saved)
    answer(bank, attempt)
    bank.faults.lie("payment_intent", **lie)
    assert converge(attempt).mismatch_reason
    assert posted() == []


def test_removed_expired_and_anothers_method_is_not_charged(bank, customer, owner) -> None:
    invoice, other = make_invoice(customer, 100), make_customer()
    removed = save(bank, customer, owner)
    remove(removed, by=owner)
    expired = save(bank, customer, owner, OTHER_CARD)
    SavedMethod.objects.filter(pk=expired.pk).update(expires_on="2020-01-31")
    foreign = save(bank, other, make_member(other))
    for method in (removed, expired, foreign):
        with pytest.raises(Refusal):
            charge(customer, owner, {invoice: 100}, method)
    assert bank.charges() == []


def test_forgotten_at_the_gateway_it_is_refused_and_the_invoice_free(bank, customer, owner) -> None:
    saved, invoice = save(bank, customer, owner), make_invoice(customer, 100)
    bank.remove_method(saved.gateway_id)
    with pytest.raises(Refusal):
        charge(customer, owner, {invoice: 100}, saved)
    assert PaymentAttempt.objects.get().state == "failed"


def paid_on_the_page(bank, customer, owner, *, saves_method, number=CARD):
    attempt = start_payment(
        customer=customer,
        asked=RequestedAmounts(
            payable_items={item_of(make_invoice(customer, 100)).pk: Decimal(100)}
        ),
        method=Payment.Method.CARD,
        by=owner,
        key=uuid4(),
        saves_method=saves_method,
    )
    page = bank.checkout(attempt.page_id)
    if page.pay(number).status == "challenge":
        page.authenticate()
    return converge(attempt)


@pytest.mark.parametrize("number", [CARD, ASKS_ONCE])
def test_card_is_saved_while_paying_when_ticked(bank, customer, owner, number) -> None:
    assert paid_on_the_page(bank, customer, owner, saves_method=True, number=number).payment
    saved = SavedMethod.objects.get()
    assert (saved.added_by, saved.is_default) == (owner, True)
    assert saved.label.endswith(number[-4:])
    assert charge(customer, owner, {make_invoice(customer, 9): 9}, saved).state == "succeeded"


def test_card_is_not_saved_without_the_tick(bank, customer, owner) -> None:
    paid_on_the_page(bank, customer, owner, saves_method=False)
    assert not SavedMethod.objects.exists()
    assert bank.objects("customer") == []


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1234"), ("USD", "12.34")])
def test_amounts_keep_their_decimals(bank, currency, amount) -> None:
    account = make_customer(currency=currency)
    payer = make_member(account)
    saved = save(bank, account, payer)
    charge(account, payer, {make_invoice(account, amount): amount}, saved)
    assert posted() == [("card", Decimal(amount))]
