"""Events: signed as Stripe signs, retried until 2xx, and badly delivered on demand."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from tests.stripe_double import StripeDouble, signature
from tests.waiting import until


def make_events(double: StripeDouble, count: int = 1) -> None:
    for number in range(count):
        double.client().v1.customers.create({"name": f"Company {number}"})


def test_signature_is_verified_by_the_sdk(stripe_double):
    make_events(stripe_double)
    [delivery] = stripe_double.deliveries()
    event = stripe.Webhook.construct_event(
        delivery.body, delivery.headers["Stripe-Signature"], stripe_double.webhook_secret
    )
    assert event.id == delivery.id
    assert event.type == delivery.type == "customer.created"
    assert event.data.object["name"] == "Company 0"
    assert (event.livemode, event.pending_webhooks) == (False, 1)


@pytest.mark.parametrize("attack", ["secret", "body", "old"])
def test_wrong_signature_is_refused_by_the_sdk(stripe_double, attack):
    make_events(stripe_double)
    [delivery] = stripe_double.deliveries()
    body, secret, header = delivery.body, stripe_double.webhook_secret, delivery.signature
    if attack == "secret":
        header = signature(body, "whsec_another")
    elif attack == "body":
        body = body.replace(b"Company", b"Compony")
    else:
        header = signature(body, secret, int(time.time()) - 301)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, header, secret)


def test_delivery_comes_again_until_answered_with_2xx(stripe_double):
    make_events(stripe_double)
    for status in (500, 404, 0, 204):
        [delivery] = stripe_double.deliveries()
        delivery.answered(status)
    assert stripe_double.deliveries() == []


def test_undelivered_events_are_listed(stripe_double):
    make_events(stripe_double, 3)
    first, *_ = stripe_double.deliveries()
    first.answered(200)
    events = stripe_double.client().v1.events
    waiting = events.list({"delivery_success": False, "type": "customer.created"})
    assert len(waiting.data) == 2
    assert first.id not in {event.id for event in waiting.data}
    assert [event.id for event in events.list({"delivery_success": True}).data] == [first.id]
    assert events.retrieve(first.id).pending_webhooks == 0


def test_events_are_gone_after_thirty_days(stripe_double):
    make_events(stripe_double)
    [event] = stripe_double.client().v1.events.list().data
    stripe_double.advance(days=30, seconds=1)
    assert stripe_double.client().v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        stripe_double.client().v1.events.retrieve(event.id)


def test_events_are_found_by_types_with_a_star(stripe_double):
    make_events(stripe_double)
    stripe_double.client().v1.payment_intents.create({"amount": 500, "currency": "usd"})
    found = stripe_double.client().v1.events.list({"types": ["payment_intent.*"]})
    assert [event.type for event in found.data] == ["payment_intent.created"]


def test_lost_events_never_arrive_but_are_listed(stripe_double):
    stripe_double.faults.set(lost=1.0)
    make_events(stripe_double)
    assert stripe_double.deliveries() == []
    assert len(stripe_double.client().v1.events.list({"delivery_success": False}).data) == 1


def test_duplicates_delays_and_order_follow_the_seed():
    def arrivals(seed: int) -> list[str]:
        double = StripeDouble(seed=seed)
        double.faults.set(duplicated=0.5, delayed=0.5, reordered=0.9, lost=0.2)
        make_events(double, 30)
        arrived: list[str] = []
        double.deliver_all(lambda one: arrived.append(one.id) or 200)  # type: ignore[func-returns-value]
        return arrived

    arrived = arrivals(3)
    assert arrived == arrivals(3)
    assert arrived != arrivals(4)
    assert 1 < max(Counter(arrived).values()) <= 6
    assert 15 <= len(set(arrived)) < 30


def test_reordered_events_arrive_in_another_order():
    double = StripeDouble(seed=1)
    make_events(double, 10)
    made = [event["id"] for event in double.objects("event")]
    double.faults.set(reordered=1.0)
    arrived = [delivery.id for delivery in double.deliveries()]
    assert arrived != made
    assert sorted(arrived) == sorted(made)


def test_event_is_sent_again_on_request(stripe_double):
    make_events(stripe_double)
    [delivery] = stripe_double.deliveries()
    delivery.answered(200)
    stripe_double.resend(delivery.id)
    [again] = stripe_double.deliveries()
    assert again.id == delivery.id


def test_only_enabled_events_are_delivered():
    double = StripeDouble(enabled_events=["customer.deleted"])
    make_events(double)
    double.client().v1.customers.delete(double.objects("customer")[0]["id"])
    assert [delivery.type for delivery in double.deliveries()] == ["customer.deleted"]


def test_event_shows_the_object_as_it_was(stripe_double):
    make_events(stripe_double)
    customer = stripe_double.objects("customer")[0]["id"]
    stripe_double.client().v1.customers.update(customer, {"name": "Renamed"})
    names = [
        json.loads(delivery.body)["data"]["object"]["name"]
        for delivery in stripe_double.deliveries()
    ]
    assert names == ["Company 0", "Renamed"]


class Receiver(ThreadingHTTPServer):
    """A portal that refuses the first two deliveries."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receive)
        self.types: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhooks/stripe/"


class _Receive(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        header = self.headers["Stripe-Signature"]
        secret = "whsec_of_the_portal"
        self.server.types.append(stripe.Webhook.construct_event(body, header, secret).type)
        self.send_response(500 if len(self.server.types) <= 2 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def test_webhooks_go_out_in_the_background_and_are_retried(receiver):
    double = StripeDouble(webhook_url=receiver.url, webhook_secret="whsec_of_the_portal")
    with double:
        make_events(double)
        until(lambda: not double.mailbox.letters)
    assert receiver.types == ["customer.created"] * 3
