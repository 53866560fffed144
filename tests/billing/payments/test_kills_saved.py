"""A process that dies anywhere around a saved method charges it once and posts it once."""

from __future__ import annotations

import random
from contextlib import suppress
from decimal import Decimal

import pytest

from billing.ledger.check import check_ledger
from billing.models import Payment, PaymentAttempt, WebhookEvent
from billing.payments import webhooks
from billing.payments.attempts import cancel, converge
from billing.payments.reached import watch
from tests.billing.payments.paying import CARD
from tests.billing.payments.saving import (
    ASKS_EACH_TIME,
    BANK_ACCOUNT,
    DECLINED_LATER,
    save,
)
from tests.billing.payments.test_charging_saved import charge
from tests.billing.payments.test_kills import Killed, Killer, _turn_on, try_it
from tests.billing.payments.test_webhooks import handle_all, send
from tests.factories import item_of, make_credit_note, make_customer, make_invoice, make_member
from tests.stripe_double import hosted

RUNS = 60
CARDS = (CARD, ASKS_EACH_TIME, DECLINED_LATER, BANK_ACCOUNT)
DRAWN = {"drop_before": 0.04, "drop_after": 0.04, "error_after": 0.03, "timeout_after": 0.03}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(RUNS))
def test_after_one_look_everything_is_charged_and_posted_once(
    seed, stripe_double, settings, monkeypatch
) -> None:
    chance = random.Random(seed)
    killer = Killer(chance)
    _turn_on(stripe_double, settings, monkeypatch, killer)
    account = make_customer(currency="USD")
    payer = make_member(account)
    methods = [save(stripe_double, account, payer, number) for number in CARDS]
    invoices = [make_invoice(account, 100) for _ in range(4)]
    credit = make_credit_note(account, 20)
    killer.armed = True
    stripe_double.faults.set(**DRAWN)
    for _turn in range(chance.randint(1, 3)):
        _act(chance, stripe_double, account, payer, invoices, credit, methods)
    killer.armed = False
    stripe_double.faults.set(**dict.fromkeys(DRAWN, 0))
    watch(None)
    for attempt in PaymentAttempt.objects.all():
        converge(attempt)
        stripe_double.control.settle(converge(attempt).intent_id) if _moves(attempt) else None
        converge(attempt)
    handle_all()
    _check(seed, stripe_double, invoices)


def _moves(attempt) -> bool:
    return PaymentAttempt.objects.get(pk=attempt.pk).state == "processing"


def _act(chance, double, account, payer, invoices, credit, methods) -> None:
    """Somebody pays with a saved method, the bank asks or not, webhooks come or not, one cancels,
    one looks, one dies."""
    chosen = chance.sample(invoices, chance.randint(1, 3))
    debts = {one: min(Decimal(chance.choice([30, 100])), item_of(one).open) for one in chosen}
    debts = {one: amount for one, amount in debts.items() if amount}
    unused = item_of(credit).open
    funds = {credit: unused} if unused and chance.random() < 0.4 else {}
    try_it(lambda: charge(account, payer, debts, chance.choice(methods), funds=funds))
    for intent in double.objects("payment_intent"):
        if intent["status"] == "requires_action" and chance.random() < 0.7:
            hosted.authenticate(double.test, intent["id"], succeeds=chance.random() < 0.8)
    for delivery in list(double.deliveries()):
        if chance.random() < 0.6:
            with suppress(Killed):
                delivery.answered(send(delivery.body, delivery.headers))
    for event in WebhookEvent.objects.filter(handled_at=None, problem=""):
        try_it(lambda event=event: webhooks.handle(event.pk))
    for attempt in PaymentAttempt.objects.all():
        look = cancel if chance.random() < 0.2 else converge
        if chance.random() < 0.5:
            try_it(lambda attempt=attempt, look=look: look(attempt))


def _check(seed: int, double, invoices) -> None:
    charged = sorted(str(one["metadata"]["attempt_id"]) for one in double.charges())
    assert len(charged) == len(set(charged)), f"seed {seed}: an attempt was charged twice"
    recorded = sorted(str(one.attempt.pk) for one in Payment.objects.all())
    assert recorded == charged, f"seed {seed}"
    total = sum(Decimal(one["amount"]) / 100 for one in double.charges())
    assert sum(one.amount for one in Payment.objects.all()) == total, f"seed {seed}"
    assert check_ledger().drift == [], f"seed {seed}"
    assert all(item_of(one).open >= 0 for one in invoices)
