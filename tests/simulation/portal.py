"""The portal as the simulations use it: its Stripe in this process, its door, its workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone
from stripe import StripeClient

from billing.models import (
    JournalEntry,
    PaymentAttempt,
    ReconciliationFinding,
    Refund,
    WebhookEvent,
)
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online import webhooks
from billing.payments.reconciliation.comparison import reconcile
from billing.tasks import AT_A_TIME, poll_attempts, poll_refunds
from tests.simulation.going_back import check_went_back
from tests.simulation.kinds import Scene
from tests.stripe_double import StripeDouble, signature
from tests.stripe_double.webhooks import Delivery

PATH = "/webhooks/stripe/"


def turn_on(double: StripeDouble, settings, monkeypatch, watch=None) -> None:
    """Let the portal's Stripe be this one. `watch` hears of each call to it."""
    settings.STRIPE_SECRET_KEY = double.secret_key
    settings.STRIPE_WEBHOOK_SECRETS = [double.webhook_secret]
    client = StripeClient(
        double.secret_key,
        http_client=double.transport(watch),
        base_addresses={"api": double.url},
        max_network_retries=0,
    )
    monkeypatch.setattr(gateway, "client", lambda: client)


def deliver(delivery: Delivery) -> int:
    """Knock at the portal's door with it: the status it answers. Signed now, as Stripe does,
    however long it has lain about."""
    return knock(delivery.body, signature(delivery.body, delivery.mailbox.secret))


def knock(body: bytes, signature: str) -> int:
    headers = {"Stripe-Signature": signature}
    return Client().post(PATH, body, content_type="application/json", headers=headers).status_code


def waiting() -> list[str]:
    """Events that are stored and not handled."""
    events = WebhookEvent.objects.filter(handled_at=None, problem="")
    return list(events.order_by("received_at", "pk").values_list("pk", flat=True))


def work_off() -> None:
    """What the workers do with what is queued; a job that fails is done again."""
    for event in waiting():
        with suppress(GatewayDown):
            webhooks.handle(event)


def poll(scenes: Iterable[Scene]) -> None:
    """One pass of the poller, at a time when their live attempts are due and no others."""
    now = timezone.now()
    PaymentAttempt.objects.update(next_poll_at=now + timedelta(days=1))
    keys = [key for scene in scenes for key in scene.keys]
    due = PaymentAttempt.objects.filter(pk__in=keys, state__in=PaymentAttempt.LIVE)
    for _pass in range(due.update(next_poll_at=now) // AT_A_TIME + 1):
        poll_attempts(timestamp=0)


def reconcile_all(since: datetime | None = None) -> None:
    """What the worker does at night, after the refunds that were left lying. `since` leaves out
    what was paid at another Stripe before."""
    Refund.objects.update(next_poll_at=timezone.now())
    poll_refunds(timestamp=0)
    reconcile(since or timezone.now() - timedelta(days=1))


def check_scene(scene: Scene, told: str) -> None:
    """One charge an attempt, one posting a charge, each of the same amount, and nothing else."""
    charges = [one for one in scene.at_stripe("charge") if one["status"] != "failed"]
    twice = [n for n in Counter(one["metadata"]["attempt_id"] for one in charges).values() if n > 1]
    assert not twice, f"{told}: an attempt was charged twice"
    charged = {
        one["metadata"]["attempt_id"]: Decimal(one["amount"]) / 100
        for one in charges
        if one["status"] == "succeeded"
    }
    charged = {pk: amount for pk, amount in charged.items() if pk not in _held_back()}
    attempts = [one for one in scene.attempts() if one.payment_id]
    posted = {str(one.pk): one.payment.amount for one in attempts}
    assert posted == charged, f"{told}: charged {charged}, posted {posted}"
    receipts = JournalEntry.objects.filter(
        customer=scene.account, kind=JournalEntry.Kind.PAYMENT, reversed_by__isnull=True
    )
    assert receipts.count() == len(charged), f"{told}: not one receipt a charge"
    states = {one.state for one in scene.attempts()}
    assert PaymentAttempt.State.CREATED not in states, f"{told}: an attempt was forgotten"
    check_went_back(scene, told)
    _check_findings(scene.double, told)
    scene.kind.check(scene)


def _held_back() -> set[str]:
    """Attempts that were paid after they had ended: the money is staff's to decide on, and posted
    by nobody. One that is still under way is held back by nothing in these simulations."""
    unposted = PaymentAttempt.objects.exclude(mismatch_reason="").filter(payment=None)
    return {
        str(pk)
        for pk in unposted.exclude(state__in=PaymentAttempt.LIVE).values_list("pk", flat=True)
    }


def _check_findings(double: StripeDouble, told: str) -> None:
    """Staff are told of each charge that is held back, and of nothing else."""
    held_back = _held_back()
    expected = {
        (ReconciliationFinding.Kind.NOT_POSTED.value, one["id"])
        for one in double.objects("charge")
        if one["status"] == "succeeded" and one["metadata"].get("attempt_id") in held_back
    }
    found = {
        (one.kind, one.about): one.detail
        for one in ReconciliationFinding.objects.filter(settled_at=None)
    }
    assert set(found) == expected, f"{told}: held back {expected}, findings {found}"
