"""A process that dies anywhere loses nothing and charges nothing twice.

A run is a customer of their own who pays in one of the kinds, while the portal's processes die
between two statements, before a commit or around a call to Stripe (`killing.py`). The kinds take
turns; each dies first, in turn, at the points that runs of it have passed before, so that enough
runs let every kind meet every point that it can.
Then they start again, and one pass of workers and poller must make everything true.

`FOYER_KILL_RUNS=20000 bin/test tests/simulation/test_kills.py` is the full size; `FOYER_SEED=n`
begins at another run. A failure says what brings its run again: seed, kind and point.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from billing.ledger.check import check_ledger
from billing.models import PaymentAttempt, ReconciliationFinding
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online import webhooks
from billing.payments.online.attempts import converge
from tests.factories import make_organization
from tests.simulation.every_kind import KINDS
from tests.simulation.killing import Killer
from tests.simulation.kinds import Kind, Scene, new_scene
from tests.simulation.portal import (
    check_scene,
    deliver,
    poll,
    reconcile_all,
    turn_on,
    waiting,
    work_off,
)
from tests.stripe_double import Delivery, StripeDouble

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = int(os.environ.get("FOYER_SEED", "0"))
RUNS = int(os.environ.get("FOYER_KILL_RUNS", "250"))
KIND, AIM = os.environ.get("FOYER_KIND", ""), os.environ.get("FOYER_KILL_AT", "")
AT_A_TIME = 50  # in one database, emptied after them
# Those that a run must be able to die at, whatever else there is.
POINTS = {
    "before INSERT billing_paymentattempt",
    "before INSERT billing_attemptline",
    "before the commit of INSERT billing_attemptstep",
    "before WITH billing_journalentry",  # entries and their postings
    "before INSERT billing_payment",
    "before INSERT billing_webhookevent",
    "before INSERT billing_refund",
    "before INSERT billing_chargeback",
    "before LOCK accounts_customer",
    "sending POST sessions",
    "answered POST sessions",
    "answered POST payment_intents",
    "answered POST refunds",
    "answered POST expire",
    "sending GET balance_transactions",
}
LEAST_POINTS = 60
ENOUGH = 200
NOWHERE = "nowhere yet"
OTHER_SEEDS = 10**9
# What the portal needs to be told of; other events are looked at all the same.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.closed",
)
killed: Counter[str] = Counter()
aimed: Counter[tuple[str, str]] = Counter()  # kind and point
passed: dict[str, set[str]] = defaultdict(set)  # by kinds
deaths: list[bool] = []  # of each run: whether somebody died


@pytest.fixture
def run(settings, monkeypatch) -> Callable[[int, Kind, str], None]:
    """One run of a kind, whose first death is at a point; what must hold after it."""
    make_organization()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # nobody pulls the plug here

    def run(seed: int, kind: Kind, aim: str) -> None:
        killer = Killer(random.Random(seed), aim)
        double = StripeDouble(seed=seed, enabled_events=EVENTS)
        turn_on(double, settings, monkeypatch, watch=killer.call)
        scene = new_scene(double, seed, kind)
        double.faults.set(**kind.faults)
        with killer.watching():
            for _turn in range(killer.chance.choice([1, 1, 2])):
                _turn_of(scene, killer)
        double.faults.clear()
        killed.update(killer.killed)
        for point in killer.passed:
            passed[point].add(kind.name)
        deaths.append(bool(killer.killed))
        work_off()
        poll([scene])
        reconcile_all()
        told = f"FOYER_SEED={seed} FOYER_KIND='{kind.name}' FOYER_KILL_AT='{aim}' FOYER_KILL_RUNS=1"
        check_scene(scene, told)
        assert check_ledger().drift == [], told
        # The next run has a Stripe of its own, which knows nothing of what is left of this one.
        PaymentAttempt.objects.filter(state__in=PaymentAttempt.LIVE).update(state="cancelled")
        ReconciliationFinding.objects.update(settled_at=timezone.now())

    return run


@pytest.mark.parametrize("first", range(FIRST, FIRST + RUNS, AT_A_TIME))
def test_after_one_look_everything_is_charged_and_posted_once(first, run) -> None:
    kinds = [KINDS[KIND]] if KIND else list(KINDS.values())
    for seed in range(first, min(first + AT_A_TIME, FIRST + RUNS)):
        kind = kinds[seed % len(kinds)]
        run(seed, kind, AIM or _next_aim(kind))


def _next_aim(kind: Kind) -> str:
    """Of the points that this kind has passed, the one that was aimed at least often."""
    known = [point for point in sorted(passed) if kind.name in passed[point]]
    aim = min(known, key=lambda point: aimed[kind.name, point], default=NOWHERE)
    aimed[kind.name, aim] += 1
    return aim


def test_every_point_that_is_passed_has_killed(run) -> None:
    """The luck of the runs above may have left some out: they are met here."""
    if RUNS < ENOUGH:
        pytest.skip("needs the runs above")
    fresh = count(OTHER_SEEDS)
    for point in sorted(set(passed) - set(killed)):
        for name in sorted(passed[point]) * 80:
            if not killed[point]:
                run(next(fresh), KINDS[name], point)
    assert set(killed) >= set(passed), set(passed) - set(killed)
    assert set(killed) >= POINTS, POINTS - set(killed)
    assert len(killed) >= LEAST_POINTS
    # A run in which nobody dies proves little.
    assert sum(deaths) > len(deaths) / 2


def test_without_the_idempotency_key_a_death_charges_twice(run, monkeypatch) -> None:
    """The control: the runs above prove the key, and not that nothing ever goes wrong."""
    real = gateway.create_session
    monkeypatch.setattr(
        gateway, "create_session", lambda request, *, key: real(request, key=uuid4())
    )
    fresh = count(2 * OTHER_SEEDS)

    def many() -> None:
        for _run in range(80):
            run(next(fresh), KINDS["card"], "answered POST sessions")

    with pytest.raises(AssertionError, match="charged"):
        many()


def _turn_of(scene: Scene, killer: Killer) -> None:
    """The customer acts; money moves; events come, or not; workers and poller look, or die."""
    chance = scene.chance
    killer.survive(lambda: scene.kind.act(scene))
    scene.kind.outside(scene)
    for delivery in scene.double.deliveries():
        if chance.random() < 0.6:
            killer.survive(lambda delivery=delivery: _bring(delivery, killer))
    for event in waiting():
        killer.survive(lambda event=event: webhooks.handle(event))
    if chance.random() < 0.3:
        killer.survive(lambda: poll([scene]))
    if chance.random() < 0.2:
        killer.survive(reconcile_all)
    for attempt in scene.attempts():
        if chance.random() < 0.3:
            killer.survive(lambda attempt=attempt: converge(attempt))


def _bring(delivery: Delivery, killer: Killer) -> None:
    """At the portal's door, which may die when all is stored and nothing answered."""
    status = deliver(delivery)
    killer("before the answer to a webhook")
    delivery.answered(status)
