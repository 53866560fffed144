"""The state: objects by kind and id, a clock, seeded ids, and the announcing of events.

Keys of an object that begin with `_` are the stand-in's own and never leave it.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from typing import Any

from stripe._api_version import _ApiVersion

from tests.stripe_double.wire import ApiError, no_such

Object = dict[str, Any]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DAY = 24 * 3600
PREFIX = {
    "customer": "cus_", "payment_intent": "pi_", "setup_intent": "seti_", "payment_method": "pm_",
    "charge": "ch_", "refund": "re_", "dispute": "dp_", "balance_transaction": "txn_",
    "event": "evt_", "payout": "po_", "mandate": "mandate_", "item": "li_",
}  # fmt: skip


class Clock:
    """Seconds since 1970; `advance` moves it on."""

    def __init__(self, read: Callable[[], float]):
        self._read = read
        self.offset = 0.0

    def now(self) -> float:
        return self._read() + self.offset


class Ids:
    """The same seed gives the same ids, in the order in which they are asked for."""

    def __init__(self, seed: int):
        self._seed = seed
        self.count = 0

    def new(self, prefix: str, length: int = 24) -> str:
        self.count += 1
        number = int.from_bytes(hashlib.sha512(f"{self._seed}:{self.count}".encode()).digest())
        letters = []
        for _ in range(length):
            number, rest = divmod(number, 62)
            letters.append(ALPHABET[rest])
        return prefix + "".join(letters)


class World:
    """Everything of one mode, test or live; the other mode's world is its `other`."""

    other: World

    def __init__(self, *, livemode: bool, clock: Clock, ids: Ids, account: str):
        self.livemode = livemode
        self.clock = clock
        self.ids = ids
        self.account = account
        self.base_url = "http://stripe.invalid"
        self.request: dict[str, str | None] = {"id": None, "idempotency_key": None}
        self.touched: dict[str, Object] = {}
        self.on_event: list[Callable[[World, Object], None]] = []
        self.on_intent: list[Callable[[World, Object], None]] = []
        self.on_setup: list[Callable[[World, Object], None]] = []
        self.settle_after: float | None = None
        self.search_lag: Callable[[], float] = lambda: 0.0
        self._kinds: dict[str, dict[str, Object]] = {}
        self.planned: list[tuple[float, str, str]] = []
        self._schedule: list[tuple[float, str, str]] = []

    # --- objects --------------------------------------------------------------------------

    def new(self, kind: str, **fields: Any) -> Object:
        prefix = fields.pop("_prefix", None) or PREFIX[kind]
        return self.put(
            {"id": self.ids.new(prefix), "object": kind, "created": self.now(), **fields}
        )

    def put(self, thing: Object) -> Object:
        """Keep a new or changed object, here and in the journal."""
        self._kinds.setdefault(thing["object"], {})[thing["id"]] = thing
        self.touched[thing["id"]] = thing
        return thing

    def get(self, kind: str, given: str) -> Object | None:
        return self._kinds.get(kind, {}).get(given)

    def find(self, kind: str, given: str, param: str = "id") -> Object:
        """The object, or Stripe's 404; a thing of the other mode is told apart."""
        found = self.get(kind, given)
        if found is not None:
            return found
        words = {"payment_method": "PaymentMethod"}.get(kind, kind)
        if self.other.get(kind, given):
            here, there = ("live", "test") if self.livemode else ("test", "live")
            raise ApiError(
                404,
                f"No such {words}: '{given}'; a similar object exists in {there} mode, but a"
                f" {here} mode key was used to make this request.",
                code="resource_missing",
                param=param,
            )
        raise no_such(words, given, param)

    def all(self, kind: str) -> Iterator[Object]:
        """Newest first, as every list of Stripe's."""
        return reversed(self._kinds.get(kind, {}).values())

    def by_id(self, given: str) -> Object | None:
        for things in self._kinds.values():
            if given in things:
                return things[given]
        return None

    # --- time -----------------------------------------------------------------------------

    def now(self) -> int:
        return int(self.clock.now())

    def at(self, when: float, action: str, given: str) -> None:
        """Something to do later by itself, such as settling a debit. Done twice it does nothing."""
        self.planned.append((when, action, given))
        heapq.heappush(self._schedule, (when, action, given))

    def due(self) -> Iterator[tuple[str, str]]:
        """What is to be done by now, taken from the schedule as it is done."""
        while self._schedule and self._schedule[0][0] <= self.clock.now():
            _, action, given = heapq.heappop(self._schedule)
            yield action, given

    # --- events ---------------------------------------------------------------------------

    def emit(self, kind: str, thing: Object, previous: Object | None = None) -> Object:
        """An event with the object as it is now."""
        data: Object = {"object": shown(thing)}
        if previous:
            data["previous_attributes"] = previous
        event = self.new(
            "event",
            api_version=_ApiVersion.CURRENT,
            data=data,
            livemode=self.livemode,
            pending_webhooks=0,
            request=dict(self.request),
            type=kind,
        )
        for listener in self.on_event:
            listener(self, event)
        return event

    def intent_changed(self, intent: Object) -> None:
        self.put(intent)
        for listener in self.on_intent:
            listener(self, intent)


def shown(thing: Any) -> Any:
    """A copy without what is the stand-in's own."""
    if isinstance(thing, dict):
        return {key: shown(value) for key, value in thing.items() if not key.startswith("_")}
    if isinstance(thing, list):
        return [shown(one) for one in thing]
    return thing


def changed_metadata(thing: Object, given: Any) -> None:
    """Stripe's way: keys are merged, an empty value removes one, empty metadata removes all."""
    if given in (None, ""):
        thing["metadata"] = {}
        return
    merged = {**thing.get("metadata", {}), **given}
    thing["metadata"] = {key: value for key, value in merged.items() if value != ""}
