"""`python -m tests.simulation.drill`: people pay while everything is killed in turn.

PostgreSQL, web and workers die by `kill -9`, one after the other, while clients pay by card over
HTTP. In the end, with nobody lifting a hand: as many postings as charges, none doubled, none lost,
no drift, and every worker alive.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from tests.simulation.paying_client import PayingClient
from tests.simulation.stage import Stage

SETTLE_SECONDS = 240.0


@dataclass(slots=True)
class Result:
    charges: int = 0
    postings: int = 0
    doubled: int = 0
    lost: int = 0
    settled_after: float = 0.0
    begun: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"begun {self.begun}, charges {self.charges}, postings {self.postings},"
            f" doubled {self.doubled}, lost {self.lost}, at rest {self.settled_after:.0f} s"
            f" after the end; faults: {'; '.join(self.faults) or 'none'}"
        )


def charges_at_stripe(stage: Stage) -> dict[str, Decimal]:
    """The amount of each attempt's charges that went through; an attempt charged twice is there
    once, with the sum."""
    found: dict[str, Decimal] = {}
    after: dict[str, str] = {}
    while True:
        page = requests.get(
            f"{stage.stripe_url}/v1/charges",
            params={"limit": "100", **after},
            headers={"Authorization": f"Bearer {stage.stripe_key}"},
            timeout=20,
        ).json()
        for one in page["data"]:
            if one["status"] == "succeeded":
                key = one["metadata"]["attempt_id"]
                found[key] = found.get(key, Decimal(0)) + Decimal(one["amount"]) / 100
        if not page["has_more"]:
            return found
        after = {"starting_after": page["data"][-1]["id"]}


def postings(stage: Stage) -> list[tuple[str, Decimal]]:
    """The attempt and the amount of each posted online payment."""
    rows: list[tuple[Any, ...]] = stage.rows(
        "SELECT attempt.id::text, payment.amount FROM billing_paymentattempt attempt"
        " JOIN billing_payment payment ON payment.id = attempt.payment_id"
        " JOIN billing_journalentry entry ON entry.customer_id = payment.customer_id"
        " AND entry.kind = 'payment' AND entry.id IN (SELECT entry_id FROM billing_posting"
        " WHERE credit_item_id = payment.open_item_id AND debit_account = 'cash')"
    )
    return [(key, amount) for key, amount in rows]


def compare(stage: Stage, result: Result) -> Result:
    """What was charged against what was posted, when all has come to rest."""
    charged, posted = charges_at_stripe(stage), postings(stage)
    counts = Counter(key for key, _amount in posted)
    result.charges, result.postings = len(charged), len(posted)
    if not charged:
        result.faults.append("nobody has paid: the machine is too slow for so many deaths")
    result.doubled = sum(count > 1 for count in counts.values())
    result.lost = len(set(charged) - set(counts))
    result.faults += [f"{key} was posted and not charged" for key in set(counts) - set(charged)]
    result.faults += [
        f"{key}: charged {charged[key]}, posted {amount}"
        for key, amount in posted
        if key in charged and charged[key] != amount
    ]
    drift = stage.run("manage.py", "check_ledger")
    if "No drift." not in drift:
        result.faults.append(drift)
    return result


def is_at_rest(stage: Stage) -> bool:
    """Whether every charge is posted and no job is due."""
    if set(charges_at_stripe(stage)) - {key for key, _amount in postings(stage)}:
        return False
    (waiting,) = stage.rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        " AND (scheduled_at IS NULL OR scheduled_at <= now())"
    )[0]
    return bool(waiting == 0)


def strike(stage: Stage, what: str) -> None:
    """Kill, and begin again what a supervisor would: all but a worker that lost its database."""
    if what == "database":
        stage.kill_database()
        time.sleep(1)
        stage.start_database()
    else:
        stage.kill(what)
        time.sleep(0.5)
        stage.start(what)


def drill(stage: Stage, *, clients: int, seconds: float, kills: int, seed: int = 0) -> Result:
    """Pay for so long, with so many deaths in it, then wait until all has come to rest."""
    chance = random.Random(seed)
    people = [PayingClient(stage, number) for number in range(clients)]
    result = Result()
    for one in people:
        one.start()
    began = time.monotonic()
    workers = itertools.cycle(stage.names)
    targets = itertools.cycle(["database", "web", "worker"])
    for number, target in enumerate(itertools.islice(targets, kills)):
        at = began + seconds * (number + chance.uniform(0.2, 0.8)) / kills
        time.sleep(max(0.0, at - time.monotonic()))
        result.faults += stage.ended()
        strike(stage, next(workers) if target == "worker" else target)
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    for one in people:
        one.stopping.set()
    for one in people:
        one.join(60)
    result.begun = sum(one.begun for one in people)
    stage.wait_until_ready()
    result.settled_after = stage.wait_for(lambda: is_at_rest(stage), "rest", SETTLE_SECONDS)
    result.faults += stage.ended()
    if stage.answer("/workerz") != (200, "ok"):
        result.faults.append(f"/workerz: {stage.answer('/workerz')}")
    return compare(stage, result)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.drill", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="an empty folder that stays, for its stage.log")
    options = parser.parse_args()
    with (
        TemporaryDirectory(prefix="foyer-drill-") as folder,
        Stage(options.keep or Path(folder), customers=options.clients) as stage,
    ):
        result = drill(
            stage,
            clients=options.clients,
            seconds=options.seconds,
            kills=options.kills,
            seed=options.seed,
        )
    sys.stdout.write(f"{result}\n")
    is_good = result.charges == result.postings and not (result.doubled or result.lost)
    return 0 if is_good and not result.faults else 1


if __name__ == "__main__":
    sys.exit(main())
