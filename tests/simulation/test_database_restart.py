"""PostgreSQL goes and comes back under a worker while people pay."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.simulation.drill import Result, compare, is_at_rest
from tests.simulation.paying_client import PayingClient
from tests.simulation.stage import Stage

WITHIN_SECONDS = 60.0


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    # Not pytest's own folder: PostgreSQL, as another user, may not look into that.
    with (
        TemporaryDirectory(prefix="foyer-stage-") as folder,
        Stage(Path(folder), workers=1, customers=1, invoices=30) as stage,
    ):
        yield stage


@pytest.mark.parametrize("way", ["stopped cleanly", "killed"])
def test_payments_are_posted_within_a_minute_of_the_databases_return(
    stage: Stage, way: str
) -> None:
    worker = stage.processes["worker 0"]
    client = PayingClient(stage, 0)
    client.start()
    stage.wait_for(lambda: client.begun >= 2, "two payments")
    stage.stop_database() if way == "stopped cleanly" else stage.kill_database()
    time.sleep(3)
    stage.start_database()
    begun = client.begun
    stage.wait_for(lambda: client.begun >= begun + 2, "two payments more")
    client.stopping.set()
    client.join(30)
    stage.wait_for(lambda: is_at_rest(stage), "all to be posted", WITHIN_SECONDS)
    result = compare(stage, Result())
    assert (result.doubled, result.lost, result.faults) == (0, 0, [])
    assert result.postings == result.charges >= 4
    assert stage.processes["worker 0"] is worker
    assert worker.poll() is None, "the worker has ended"
    assert stage.answer("/workerz") == (200, "ok")


def test_worker_that_is_told_to_end_does_so_with_success(stage: Stage) -> None:
    worker = stage.processes["worker 0"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert stage.answer("/workerz") == (503, "worker")
    assert stage.answer("/readyz") == (200, "worker")


def test_worker_begun_without_a_database_waits_for_it(stage: Stage) -> None:
    stage.stop_database()
    stage.start("worker 0")
    worker = stage.processes["worker 0"]
    time.sleep(8)
    assert worker.poll() is None
    stage.start_database()
    stage.wait_for(lambda: stage.answer("/workerz") == (200, "ok"), "a worker", WITHIN_SECONDS)
    assert worker.poll() is None
