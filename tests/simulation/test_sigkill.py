"""Real processes, killed by SIGKILL at a moment that nobody chose; Stripe is spoken to over HTTP.

Each process pays, takes webhooks in, works them off and polls, until it is killed; then another
takes over, looks once, and everything must be true.

`FOYER_SIGKILLS=100 bin/test tests/simulation/test_sigkill.py` is the full size, `FOYER_SEED=n`
another beginning. The moment of a death is the machine's, so a seed does not bring it back.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import time
from collections import Counter
from contextlib import suppress
from multiprocessing import Process, get_context
from multiprocessing.connection import Connection
from typing import Any

import pytest
import stripe
from django.db import connection

from billing.ledger.check import check_ledger
from billing.models import PaymentAttempt
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online import webhooks
from portal.kit.web.refusals import Refusal
from tests.factories import make_organization
from tests.simulation.every_kind import KINDS
from tests.simulation.kinds import Scene, new_scene
from tests.simulation.portal import (
    check_scene,
    knock,
    poll,
    reconcile_all,
    turn_on,
    waiting,
    work_off,
)
from tests.stripe_double import Delivery, StripeDouble

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("FOYER_SIGKILLS", "5"))
SEED = int(os.environ.get("FOYER_SEED", "0"))
LONGEST_LIFE = 1.5  # seconds; paying takes a part of it


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _live(pipe: Connection, scene: Scene, url: str) -> None:
    """What a web server and a worker do for this customer, over and over. Never ends by itself."""
    pipe.recv()
    client = stripe.StripeClient(
        scene.double.secret_key,
        http_client=stripe.RequestsClient(timeout=10),
        base_addresses={"api": url},
        max_network_retries=0,
    )
    gateway.client = lambda: client
    # After browser tests a copied process sees a connection of its parent's.
    connection.connection = None
    connection.ensure_connection()
    pipe.send("alive")
    while True:
        _survive(lambda: scene.kind.act(scene))
        while pipe.poll():
            number, body, signature = pipe.recv()
            pipe.send((number, knock(body, signature)))
        for event in waiting():
            _survive(lambda event=event: webhooks.handle(event))
        if scene.chance.random() < 0.3:
            poll([scene])


def _survive(work: Any) -> None:
    with suppress(GatewayDown, Refusal):
        work()


def _process(scene: Scene, url: str) -> tuple[Process, Connection]:
    ours, theirs = get_context("fork").Pipe()
    process = get_context("fork").Process(target=_live, args=(theirs, scene, url), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _until_killed(scene: Scene, process: Process, pipe: Connection, life: float) -> None:
    """The customer pays and Stripe delivers, while the process lives its moment."""
    pipe.send("live")
    assert pipe.recv() == "alive"
    end = time.monotonic() + life
    on_the_way: list[Delivery] = []
    while time.monotonic() < end:
        _learn_keys(scene)
        scene.kind.outside(scene)
        for delivery in scene.double.deliveries():
            on_the_way.append(delivery)
            pipe.send((len(on_the_way) - 1, delivery.body, delivery.signature))
        while pipe.poll(0.01):
            number, status = pipe.recv()
            on_the_way[number].answered(status)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    # What the dead had asked last may still be under way, where the poller would come later.
    _until_idle(scene.double)


def _until_idle(double: StripeDouble) -> None:
    quiet = 0
    while quiet < 5:
        time.sleep(0.02)
        is_busy = any(one.status is None for one in list(double.api.kept.values()))
        quiet = 0 if is_busy else quiet + 1


def _learn_keys(scene: Scene) -> None:
    """The pages were opened in another process."""
    mine = PaymentAttempt.objects.filter(customer=scene.account)
    scene.keys = list(mine.order_by("started_at").values_list("pk", flat=True))


def test_after_a_real_death_one_look_makes_everything_true(settings, monkeypatch) -> None:
    make_organization()
    double = StripeDouble(seed=SEED)
    turn_on(double, settings, monkeypatch)
    kinds = list(KINDS.values())
    chance = random.Random(SEED)
    scenes = [
        new_scene(double, f"{SEED} {number}", kinds[(SEED + number) % len(kinds)])
        for number in range(KILLS)
    ]
    port = _free_port()
    knock(b"", "")  # everything is loaded once, and not by each process
    connection.close()
    # Before the stand-in has threads: a process is copied with none.
    lives = [_process(scene, f"http://127.0.0.1:{port}") for scene in scenes]
    try:
        with double.start(port):
            for number, (scene, (process, pipe)) in enumerate(zip(scenes, lives, strict=True)):
                told = f"{scene.kind.name}, kill {number} of FOYER_SEED={SEED}"
                _until_killed(scene, process, pipe, chance.uniform(0, LONGEST_LIFE))
                _learn_keys(scene)
                work_off()
                poll([scene])
                reconcile_all()
                check_scene(scene, told)
                assert check_ledger().drift == [], told
    finally:
        for process, _pipe in lives:
            process.kill()
            process.join()
    states = Counter(PaymentAttempt.objects.values_list("state", flat=True))
    assert states, "nobody lived long enough to begin"
