"""Deaths at named points: between any two of them a process may be gone."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from billing.payments.gateways.base import GatewayDown
from portal.kit.web.refusals import Refusal

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'\bfailpoint\("([^"]+)"\)')


def named_points() -> list[str]:
    """Every `failpoint("…")` of the product, and both sides of each call to Stripe."""
    sources = sorted((ROOT / "billing").rglob("*.py"))
    names = {name for source in sources for name in NAMED.findall(source.read_text())}
    calls = {f"{stage} {call}" for stage in ("sending", "answered") for call in CALLS}
    return sorted(names | calls)


# What the portal asks of Stripe, by method and last word of the path that is no id.
CALLS = (
    "POST sessions",
    "GET sessions",
    "POST expire",
    "POST payment_intents",
    "GET payment_intents",
    "POST cancel",
    "POST refunds",
    "GET refunds",
    "GET disputes",
    "GET balance_transactions",
)
IDENTITY = re.compile(r"[a-z]{2,4}_\w{8,}")


class Killed(BaseException):
    """The process is gone: nothing in it may catch this."""


class Killer:
    """Kills at `aim` the first time it is passed, or the second, and with a small chance
    anywhere."""

    def __init__(self, chance: random.Random, aim: str) -> None:
        self.chance, self.aim, self.nth = chance, aim, chance.choice([1, 1, 1, 2])
        self.armed = False
        self.passed: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()

    def __call__(self, point: str) -> None:
        if not self.armed:
            return
        self.passed[point] += 1
        is_aimed = point == self.aim and self.passed[point] == self.nth
        if is_aimed or self.chance.random() < 0.01:
            self.killed[point] += 1
            raise Killed(point)

    def call(self, stage: str, method: str, path: str) -> None:
        """What the double's transport tells around each call."""
        words = [word for word in path.split("/") if not IDENTITY.fullmatch(word)]
        self(f"{stage} {method} {words[-1]}")


def survive(work: Callable[[], object]) -> None:
    """Do it, and live on whatever becomes of it, as a server does with its next process."""
    with suppress(Killed, GatewayDown, Refusal):
        work()
