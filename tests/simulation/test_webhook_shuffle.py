"""Webhooks in any order, any number of times, a fifth of them never: the ledger is the same.

`FOYER_DELIVERIES=10000 bin/test tests/simulation/test_webhook_shuffle.py` is the full size;
`FOYER_SEED` another seed.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

import pytest
from django.db import connection
from django.utils import timezone

from billing.ledger.check import check_ledger
from billing.models import Payment, WebhookEvent
from billing.payments.online import webhooks
from portal.kit.web.refusals import Refusal
from tests.factories import make_organization
from tests.simulation.dump import dump
from tests.simulation.every_kind import KINDS
from tests.simulation.kinds import Scene, new_scene
from tests.simulation.portal import (
    check_scene,
    deliver,
    poll,
    reconcile_all,
    turn_on,
    work_off,
)
from tests.stripe_double import Delivery, StripeDouble

pytestmark = pytest.mark.django_db(transaction=True)

DELIVERIES = int(os.environ.get("FOYER_DELIVERIES", "300"))
SEED = int(os.environ.get("FOYER_SEED", "0"))
WORKERS, WAVES = 8, 3
MAX_DUPLICATES, LOST, LATE = 5, 0.2, 0.3
# At least, with duplicates and without the lost.
DELIVERIES_AN_ACCOUNT = 10


def _begin(double: StripeDouble) -> list[Scene]:
    """Customers of every kind, who have begun to pay."""
    kinds = [one for one in KINDS.values() if one.comes_to_the_same]
    scenes = []
    for number in range(DELIVERIES // DELIVERIES_AN_ACCOUNT + 1):
        scene = new_scene(double, f"{SEED} {number}", kinds[number % len(kinds)])
        for _turn in range(2):
            with suppress(Refusal):
                scene.kind.act(scene)
        scenes.append(scene)
    return scenes


def _in_order(double: StripeDouble) -> list[Scene]:
    """Each event is delivered once and handled at once, by one worker."""
    scenes = _begin(double)
    for _wave in range(WAVES):
        for scene in scenes:
            scene.kind.outside(scene)
            for delivery in double.deliveries():
                assert deliver(delivery) == 200
                delivery.answered(200)
                work_off()
    return scenes


def _in_disorder(double: StripeDouble, chance: random.Random) -> tuple[list[Scene], int]:
    """The same customers; what comes of their events comes in heaps, by eight workers."""
    scenes = _begin(double)
    late: list[Delivery] = []
    count = 0
    for wave in range(WAVES):
        for scene in scenes:
            scene.kind.outside(scene)
        heap = late
        for delivery in double.deliveries():
            delivery.answered(200)  # Stripe does not send it again
            if chance.random() >= LOST:
                heap += [delivery] * (1 + chance.randint(0, MAX_DUPLICATES))
        chance.shuffle(heap)
        held_back = int(len(heap) * LATE) if wave < WAVES - 1 else 0
        late, heap = heap[:held_back], heap[held_back:]
        count += len(heap)
        _work(heap, chance)
    return scenes, count


def _work(heap: list[Delivery], chance: random.Random) -> None:
    """Eight workers, each with a connection, deliver the heap and handle whatever is stored."""
    todo: SimpleQueue[Delivery] = SimpleQueue()
    for delivery in heap:
        todo.put(delivery)

    def worker(seed: int) -> None:
        luck = random.Random(seed)
        try:
            with suppress(Empty):
                while True:
                    assert deliver(todo.get_nowait()) == 200
                    if luck.random() < 0.4:
                        _handle_some()
            work_off()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(worker, [chance.getrandbits(32) for _ in range(WORKERS)]))


def _handle_some() -> None:
    """Two that nobody has handled; another worker may be at them, too."""
    for event in WebhookEvent.objects.filter(handled_at=None, problem="").order_by("?")[:2]:
        webhooks.handle(event.pk)


def test_ledger_is_that_of_the_run_in_order(settings, monkeypatch) -> None:
    told = f"FOYER_SEED={SEED} FOYER_DELIVERIES={DELIVERIES}"
    make_organization()
    left = StripeDouble(seed=2 * SEED)
    turn_on(left, settings, monkeypatch)
    expected = _in_order(left)
    since = timezone.now()

    right = StripeDouble(seed=2 * SEED + 1)
    turn_on(right, settings, monkeypatch)
    scenes, count = _in_disorder(right, random.Random(f"order {SEED}"))
    poll(scenes)
    reconcile_all(since)

    assert count >= DELIVERIES, f"{told}: {count} deliveries"
    assert dump(scenes) == dump(expected), told
    assert Payment.objects.filter(customer__in=[one.account for one in scenes]).exists()
    for scene in scenes:
        check_scene(scene, told)
    assert check_ledger().drift == [], told
