"""What goes wrong, drawn from a seed or ordered for the next call; and lies."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Before: nothing has happened. After: it has, and the caller does not learn it.
CALL_FAULTS = (
    "drop_before",
    "drop_after",
    "timeout_before",
    "timeout_after",
    "error_before",
    "error_after",
    "rate_limited",
    "slow",
)
WEBHOOK_FAULTS = ("lost", "duplicated", "delayed", "reordered")


@dataclass
class Order:
    """A fault for the next calls that match."""

    fault: str
    matches: Callable[[str, str], bool]
    times: int


@dataclass
class Lie:
    """Objects of a kind, or the one with an id, are shown with other values."""

    target: str
    changes: dict[str, Any]
    times: int | None = None


@dataclass
class Faults:
    """Chances from 0 to 1 by name (`CALL_FAULTS`, `WEBHOOK_FAULTS`), all 0 at first."""

    seed: int = 0
    chances: dict[str, float] = field(default_factory=dict)
    slow_seconds: float = 0.05
    hang_seconds: float = 15.0
    most_duplicates: int = 5
    search_lag_seconds: float = 0.0  # Stripe says: up to a minute
    longest_delay: int = 5  # pulls, or seconds where deliveries go out by themselves
    orders: list[Order] = field(default_factory=list)
    lies: list[Lie] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def set(self, **chances: float) -> None:
        """Chances by name; a name that is no fault is a mistake of the test."""
        for name, chance in chances.items():
            if name not in (*CALL_FAULTS, *WEBHOOK_FAULTS):
                raise ValueError(f"{name} is no fault; {CALL_FAULTS}, {WEBHOOK_FAULTS}")
            self.chances[name] = chance

    def clear(self) -> None:
        self.chances.clear()
        self.orders.clear()
        self.lies.clear()

    def order(self, fault: str, *, method: str = "", path: str = "", times: int = 1) -> None:
        """The next `times` calls whose method is this and whose path holds this go wrong."""
        if fault not in CALL_FAULTS:
            raise ValueError(f"{fault} is no fault; {CALL_FAULTS}")
        self.orders.append(
            Order(
                fault,
                lambda asked, where: (not method or asked == method) and path in where,
                times,
            )
        )

    def lie(self, target: str, *, times: int | None = None, **changes: Any) -> None:
        """Show `target` (a kind such as payment_intent, or an id) otherwise than it is.

        Names with `__` reach inside: `metadata__attempt_id="x"`. Only what is read back lies
        (GET and events), not the answer to a POST.
        """
        self.lies.append(Lie(target, changes, times))

    def for_call(self, method: str, path: str) -> str | None:
        for order in self.orders:
            if order.times and order.matches(method, path):
                order.times -= 1
                return order.fault
        return next((name for name in CALL_FAULTS if self.happens(name)), None)

    def happens(self, name: str) -> bool:
        chance = self.chances.get(name, 0.0)
        return chance > 0 and self.random.random() < chance

    def tell(self, answer: Any) -> Any:
        """The answer with the lies in it."""
        if not self.lies:
            return answer
        if isinstance(answer, list):
            return [self.tell(one) for one in answer]
        if not isinstance(answer, dict):
            return answer
        told = {key: self.tell(value) for key, value in answer.items()}
        for lie in self.lies:
            if lie.times != 0 and lie.target in (told.get("object"), told.get("id")):
                if lie.times is not None:
                    lie.times -= 1
                for name, value in lie.changes.items():
                    _put(told, name.split("__"), value)
        return told


def _put(node: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        node[step] = dict(node.get(step) or {})
        node = node[step]
    node[steps[-1]] = value
