"""What knocks at the gateway's door: believed only when signed, and only as a reason to look."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from billing.ledger.check import check_ledger
from billing.models import Payment, PaymentAttempt, WebhookEvent
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import webhooks
from billing.payments.online.attempts import converge
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import make_customer, make_invoice, make_member
from tests.stripe_double import signature

pytestmark = pytest.mark.django_db


def send(body: bytes, headers: dict[str, str]) -> int:
    """Knock at the door of the gateway that takes the payments."""
    path = f"/webhooks/{card_gateway().name}/"
    signed = {name: value for name, value in headers.items() if name.endswith("-Signature")}
    client = Client()
    return client.post(path, body, content_type="application/json", headers=signed).status_code


def handle_all() -> None:
    for event in WebhookEvent.objects.filter(handled_at=None, problem=""):
        webhooks.handle(event.pk)


def paid(stripe, customer, owner) -> PaymentAttempt:
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    return attempt


def test_payment_is_recorded_though_nobody_came_back(bank, customer, owner) -> None:
    paid(bank, customer, owner)
    bank.deliver_all(lambda one: send(one.body, one.headers))
    handle_all()
    assert posted() == [("card", 100)]


def test_event_delivered_again_changes_nothing(bank, customer, owner) -> None:
    paid(bank, customer, owner)
    for delivery in list(bank.deliveries()):
        assert [send(delivery.body, delivery.headers) for _ in range(3)] == [200] * 3
    count = WebhookEvent.objects.count()
    assert ProcrastinateJob.objects.filter(task_name="billing.tasks.handle_event").count() == count
    handle_all()
    handle_all()
    assert posted() == [("card", 100)]
    assert WebhookEvent.objects.count() == count


def _event(stripe, customer, owner) -> bytes:
    paid(stripe, customer, owner)
    return next(iter(stripe.deliveries())).body


ATTACKS = {
    "unsigned": lambda body, secret: (body, ""),
    "wrong secret": lambda body, secret: (body, signature(body, "whsec_wrong", int(time.time()))),
    "empty secret": lambda body, secret: (body, signature(body, "", int(time.time()))),
    "old": lambda body, secret: (body, signature(body, secret, int(time.time()) - 3600)),
    "altered": lambda body, secret: (
        body.replace(b'"livemode"', b'"livemode" '),
        signature(body, secret, int(time.time())),
    ),
    "no json": lambda body, secret: (b"\xff\xfe", signature(b"\xff\xfe", secret, int(time.time()))),
    "empty": lambda body, secret: (b"", ""),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_forged_event_posts_nothing_and_is_shown_to_staff(
    stripe,
    customer,
    owner,
    attack,
) -> None:
    body, signed = ATTACKS[attack](_event(stripe, customer, owner), stripe.webhook_secret)
    assert send(body, {"Stripe-Signature": signed}) == 400
    handle_all()
    assert posted() == []
    assert WebhookEvent.objects.get().problem == "Not signed by the gateway."


def _altered(stripe, event: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """The body and header of an event that says something else, signed by the gateway."""
    body = json.dumps(event).encode()
    signed = signature(body, stripe.webhook_secret, int(time.time()))
    return body, {"Stripe-Signature": signed}


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"livemode": True}, "Test and live are mixed."),
        ({"account": "acct_other"}, "It comes from another account."),
    ],
)
def test_event_of_the_other_mode_or_account_is_quarantined(
    stripe, customer, owner, other, problem
) -> None:
    event = json.loads(_event(stripe, customer, owner)) | other
    assert send(*_altered(stripe, event)) == 200
    handle_all()
    assert posted() == []
    assert WebhookEvent.objects.get().problem == problem


def test_what_waits_for_staff_is_not_handled_by_a_worker(stripe, customer, owner) -> None:
    event = json.loads(_event(stripe, customer, owner)) | {"livemode": True}
    send(*_altered(stripe, event))
    webhooks.handle(event["id"])
    assert WebhookEvent.objects.get().handled_at is None


def test_small_payments_event_does_not_pay_a_big_order(stripe, customer, owner) -> None:
    """An event that names another attempt only makes us look at it; what is true there decides."""
    big = begin(customer, owner, {make_invoice(customer, 900): 900})
    small = paid(stripe, customer, owner)
    event = json.loads(next(iter(stripe.deliveries())).body)
    event["data"]["object"]["metadata"] = {"attempt_id": str(big.pk)}
    send(*_altered(stripe, event))
    handle_all()
    assert PaymentAttempt.objects.get(pk=big.pk).state == "submitted"
    assert converge(small).state == "succeeded"
    assert posted() == [("card", 100)]


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2, 3))])
def test_any_order_any_number_and_some_lost_come_to_the_same(bank, seed, customer, owner) -> None:
    """Shuffled, delivered up to five times, a fifth lost: after one look at each attempt the ledger
    is as if all had come in order."""
    chance = random.Random(seed)
    account = make_customer()
    payer = make_member(account)
    attempts = [begin(account, payer, {make_invoice(account, 10 + n): 10 + n}) for n in range(12)]
    for attempt in attempts:
        page = bank.checkout(attempt.page_id)
        if chance.random() < 0.3:
            page.pay("4000000000000002")
        if chance.random() < 0.8:
            page.pay(CARD)
    deliveries = [one for one in bank.deliveries() for _ in range(chance.randint(0, 5))]
    chance.shuffle(deliveries)
    for delivery in deliveries:
        if chance.random() < 0.8:
            assert send(delivery.body, delivery.headers) == 200
        if chance.random() < 0.3:
            handle_all()
    handle_all()
    for attempt in attempts:
        converge(attempt)
    charged = {str(one["metadata"]["attempt_id"]) for one in bank.charges()}
    recorded = {str(one.attempt.pk) for one in Payment.objects.all()}
    assert recorded == charged, f"seed {seed}"
    assert check_ledger().drift == []


def test_unsigned_words_write_one_row_a_day_that_waits_for_staff(stripe, customer) -> None:
    for number in range(5):
        assert send(b'{"id": "evt_%d"}' % number, {"Stripe-Signature": "t=1,v1=00"}) == 400
    event = WebhookEvent.objects.get()
    assert (event.handled_at, event.problem) == (None, "Not signed by the gateway.")


@pytest.mark.parametrize("header", [{}, {"Test-Bank-Signature": ""}, {"Test-Bank-Signature": "0"}])
def test_test_bank_believes_nothing_unsigned(test_bank, customer, owner, header) -> None:
    body = _event(test_bank, customer, owner)
    assert send(body, header) == 400
    assert WebhookEvent.objects.get().problem == "Not signed by the gateway."


def test_other_gateways_door_does_not_exist(bank, customer) -> None:
    for name in {"stripe", "test-bank", "x"} - {card_gateway().name}:
        assert Client().post(f"/webhooks/{name}/").status_code == 404
