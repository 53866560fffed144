"""A process that dies anywhere loses nothing and charges nothing twice."""

from __future__ import annotations

import random
from contextlib import suppress
from decimal import Decimal

import pytest
from stripe import StripeClient

from billing.ledger.check import check_ledger
from billing.models import Payment, PaymentAttempt, WebhookEvent
from billing.payments import webhooks
from billing.payments.attempts import converge
from billing.payments.gateways.truth import GatewayDown
from billing.payments.reached import watch
from portal.kit.refusals import Refusal
from tests.billing.payments.paying import begin
from tests.billing.payments.test_webhooks import handle_all, send
from tests.factories import item_of, make_credit_note, make_customer, make_invoice, make_member

RUNS = 60
POINTS = ("attempt committed", "page opened", "truth read", "posting written", "event stored",
          "event handled", "sending", "answered")  # fmt: skip


class Killed(BaseException):
    """The process is gone: nothing in it may catch this."""


class Killer:
    """Kills at a point with a chance; counts where it did."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.armed, self.killed = chance, False, {}

    def __call__(self, point: str, *_more: str) -> None:
        if self.armed and self.chance.random() < 0.12:
            self.killed[point] = self.killed.get(point, 0) + 1
            raise Killed(point)


def try_it(work) -> None:
    with suppress(Killed, GatewayDown, Refusal):
        work()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(RUNS))
def test_after_one_look_everything_is_charged_and_posted_once(
    seed, stripe_double, settings, monkeypatch
) -> None:
    chance = random.Random(seed)
    killer = Killer(chance)
    _turn_on(stripe_double, settings, monkeypatch, killer)
    account = make_customer()
    payer = make_member(account)
    invoices = [make_invoice(account, 100) for _ in range(3)]
    credit = make_credit_note(account, 20)
    killer.armed = True
    for _turn in range(chance.randint(1, 3)):
        _act(chance, stripe_double, account, payer, invoices, credit)
    killer.armed = False
    watch(None)
    for attempt in PaymentAttempt.objects.all():
        converge(attempt)
    handle_all()
    _check(seed, stripe_double, invoices)


def _turn_on(double, settings, monkeypatch, killer) -> None:
    from billing.payments.gateways import stripe as gateway

    settings.STRIPE_SECRET_KEY = double.secret_key
    settings.STRIPE_WEBHOOK_SECRETS = [double.webhook_secret]
    client = StripeClient(
        double.secret_key,
        http_client=double.transport(watch=killer),
        base_addresses={"api": double.url},
        max_network_retries=0,
    )
    monkeypatch.setattr(gateway, "client", lambda: client)
    watch(killer)


def _act(chance, double, account, payer, invoices, credit) -> None:
    """A customer pays with luck and without; webhooks come, or not; somebody looks, or dies."""
    chosen = chance.sample(invoices, chance.randint(1, 3))
    debts = {one: min(Decimal(chance.choice([30, 100])), item_of(one).open) for one in chosen}
    debts = {one: amount for one, amount in debts.items() if amount}
    unused = item_of(credit).open
    funds = {credit: unused} if unused and chance.random() < 0.4 else {}
    with suppress(Killed, GatewayDown, Refusal):
        begin(account, payer, debts, funds=funds)
    for session in double.objects("checkout.session"):
        if session["status"] == "open" and chance.random() < 0.7:
            double.checkout(session["id"]).pay(
                chance.choice(["4242424242424242", "4000000000000002"])
            )
    for delivery in list(double.deliveries()):
        if chance.random() < 0.6:
            with suppress(Killed):
                delivery.answered(send(delivery.body, delivery.headers))
    for event in WebhookEvent.objects.filter(handled_at=None, problem=""):
        try_it(lambda event=event: webhooks.handle(event.pk))
    for attempt in PaymentAttempt.objects.all():
        if chance.random() < 0.5:
            try_it(lambda attempt=attempt: converge(attempt))


def _check(seed: int, double, invoices) -> None:
    charged = sorted(str(one["metadata"]["attempt_id"]) for one in double.charges())
    assert len(charged) == len(set(charged)), f"seed {seed}: an attempt was charged twice"
    recorded = sorted(str(one.attempt.pk) for one in Payment.objects.all())
    assert recorded == charged, f"seed {seed}"
    total = sum(Decimal(one["amount"]) / 100 for one in double.charges())
    assert sum(one.amount for one in Payment.objects.all()) == total, f"seed {seed}"
    assert check_ledger().drift == [], f"seed {seed}"
    assert all(item_of(one).open >= 0 for one in invoices)
