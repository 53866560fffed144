"""Events on their way: signed, retried until 2xx, and lost, doubled, late or out of order."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.stripe_double.faults import Faults
from tests.stripe_double.world import Object, World, shown

ANSWER_SECONDS = 10
LONGEST_WAIT = 60.0


def signature(body: bytes, secret: str, timestamp: int | None = None) -> str:
    """Stripe's `Stripe-Signature` for a body."""
    timestamp = int(time.time()) if timestamp is None else timestamp
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


@dataclass(eq=False)
class Letter:
    """An event that must still arrive."""

    world: World
    event: Object
    due: float
    tries: int = 0


@dataclass
class Delivery:
    """One attempt at delivering one event, for a test to hand to the portal."""

    letter: Letter = field(repr=False)
    mailbox: Mailbox = field(repr=False)
    id: str
    type: str
    body: bytes = field(repr=False)
    signature: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Stripe-Signature": self.signature, "Content-Type": "application/json"}

    def answered(self, status: int) -> None:
        """What the portal said. Anything but 2xx, or silence, and it comes again."""
        self.mailbox.answered(self.letter, status)


class Mailbox:
    """What is to be delivered. Time is the double's own seconds, or counts pulls."""

    def __init__(
        self,
        *,
        secret: str,
        faults: Faults,
        lock: threading.RLock,
        enabled: Iterable[str] | None = None,
        counts_pulls: bool = True,
    ):
        self.secret = secret
        self.faults = faults
        self.changed = threading.Condition(lock)
        self.enabled = None if enabled is None else frozenset(enabled)
        self.counts_pulls = counts_pulls
        self.letters: dict[Letter, None] = {}
        self.pulls = 0

    def time(self) -> float:
        return float(self.pulls) if self.counts_pulls else time.monotonic()

    def post(self, world: World, event: Object) -> None:
        """Take in an event; decides at once what will happen to it."""
        if self.enabled is not None and event["type"] not in self.enabled:
            event["_delivery"] = "delivered"  # nobody waits for it
            return
        event["_delivery"] = "pending"
        event["pending_webhooks"] = 1
        if self.faults.happens("lost"):
            event["_delivery"] = "lost"
            return
        copies = 1
        if self.faults.happens("duplicated"):
            copies += self.faults.random.randint(1, self.faults.most_duplicates)
        for _ in range(copies):
            late = 0.0
            if self.faults.happens("delayed"):
                late = float(self.faults.random.randint(1, self.faults.longest_delay))
            self.letters[Letter(world, event, self.time() + late)] = None
        with self.changed:
            self.changed.notify()

    def resend(self, world: World, event: Object) -> None:
        """As from Stripe's dashboard, or what `stripe events resend` does."""
        with self.changed:
            self.letters[Letter(world, event, self.time())] = None
            self.changed.notify()

    def pull(self) -> list[Delivery]:
        """Everything due now. What is not answered with 2xx is due again next time."""
        with self.changed:
            ready = [letter for letter in self.letters if letter.due <= self.time()]
            self.pulls += 1
            if self.faults.happens("reordered"):
                self.faults.random.shuffle(ready)
            return [self._delivery(letter) for letter in ready]

    def _delivery(self, letter: Letter) -> Delivery:
        letter.tries += 1
        told = self.faults.tell(shown(letter.event))
        body = json.dumps(told, indent=2).encode()
        return Delivery(
            letter=letter,
            mailbox=self,
            id=letter.event["id"],
            type=letter.event["type"],
            body=body,
            signature=signature(body, self.secret),
        )

    def answered(self, letter: Letter, status: int) -> None:
        with self.changed:
            if 200 <= status < 300:
                self.letters.pop(letter, None)
                letter.event["_delivery"] = "delivered"
                letter.event["pending_webhooks"] = 0
                letter.world.put(letter.event)
            elif not self.counts_pulls:
                letter.due = self.time() + min(0.1 * 2**letter.tries, LONGEST_WAIT)

    # --- for the postman ------------------------------------------------------------------

    def next(self, ended: Callable[[], bool]) -> Delivery | None:
        """Waits for a letter to be due; None when it has ended."""
        with self.changed:
            while not ended():
                now = self.time()
                ready = [letter for letter in self.letters if letter.due <= now]
                if ready:
                    swapped = len(ready) > 1 and self.faults.happens("reordered")
                    letter = self.faults.random.choice(ready) if swapped else ready[0]
                    return self._delivery(letter)
                waits = [letter.due - now for letter in self.letters]
                self.changed.wait(min([*waits, 1.0]))
        return None


class Postman(threading.Thread):
    """Delivers to the portal's address in the background, one after the other."""

    def __init__(self, mailbox: Mailbox, url: str):
        super().__init__(name="stripe-double-postman", daemon=True)
        self._mailbox = mailbox
        self._url = url
        self._ended = threading.Event()

    def run(self) -> None:
        while delivery := self._mailbox.next(self._ended.is_set):
            delivery.answered(self._post(delivery))

    def _post(self, delivery: Delivery) -> int:
        request = Request(self._url, data=delivery.body, headers=delivery.headers, method="POST")
        try:
            with urlopen(request, timeout=ANSWER_SECONDS) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return 0

    def end(self) -> None:
        self._ended.set()
        with self._mailbox.changed:
            self._mailbox.changed.notify_all()
        self.join(ANSWER_SECONDS + 1)
