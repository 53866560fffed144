"""The stand-in as one object: see the package's own text for how to use it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from stripe import StripeClient

from tests.stripe_double import hosted, sessions
from tests.stripe_double.api import Api, Request
from tests.stripe_double.control import Control, run_due
from tests.stripe_double.faults import Faults
from tests.stripe_double.hosted import Shopper
from tests.stripe_double.journal import Journal
from tests.stripe_double.server import Server
from tests.stripe_double.transport import InProcess, Watch
from tests.stripe_double.webhooks import Delivery, Mailbox, Postman
from tests.stripe_double.wire import no_such
from tests.stripe_double.world import Clock, Ids, Object, World, shown

SECRET_KEY = "sk_test_standin0000000000000000"
LIVE_KEY = "sk_live_standin0000000000000000"
WEBHOOK_SECRET = "whsec_standin0000000000000000000"
ACCOUNT = "acct_standin000000001"
TICK_SECONDS = 0.5


class StripeDouble:
    def __init__(
        self,
        *,
        seed: int = 0,
        secret_key: str = SECRET_KEY,
        live_key: str = LIVE_KEY,
        webhook_secret: str = WEBHOOK_SECRET,
        webhook_url: str | None = None,
        enabled_events: Iterable[str] | None = None,
        clock: Callable[[], float] = time.time,
        settle_after: float | None = None,
        journal: Path | None = None,
        account: str = ACCOUNT,
        merchant: str = "Foyer demo",
    ):
        self.merchant = merchant
        self.lock = threading.RLock()
        self.secret_key = secret_key
        self.live_key = live_key
        self.webhook_secret = webhook_secret
        self.webhook_url = webhook_url
        self.faults = Faults(seed)
        self.clock = Clock(clock)
        self.ids = Ids(seed)
        self.mailbox = Mailbox(
            secret=webhook_secret,
            faults=self.faults,
            lock=self.lock,
            enabled=enabled_events,
            counts_pulls=webhook_url is None,
        )
        self.test = self._new_world(livemode=False, account=account, settle_after=settle_after)
        self.live = self._new_world(livemode=True, account=account, settle_after=settle_after)
        self.test.other, self.live.other = self.live, self.test
        self.api = Api(
            keys={secret_key: self.test, live_key: self.live},
            faults=self.faults,
            lock=self.lock,
            account=account,
        )
        self._control = Control(self.world_of)
        self._server: Server | None = None
        self._postman: Postman | None = None
        self.journal = None if journal is None else Journal(journal, self)

    def _new_world(self, *, livemode: bool, account: str, settle_after: float | None) -> World:
        world = World(livemode=livemode, clock=self.clock, ids=self.ids, account=account)
        world.settle_after = settle_after
        world.search_lag = lambda: self.faults.search_lag_seconds
        world.on_event.append(self.mailbox.post)
        world.on_intent.append(sessions.intent_changed)
        world.on_setup.append(sessions.setup_succeeded)
        return world

    # --- the API --------------------------------------------------------------------------

    def transport(self, watch: Watch | None = None) -> InProcess:
        """For `StripeClient(..., http_client=...)`: no sockets, no waiting between retries.

        `watch("sending" | "answered", method, path)` is called around each call; what it raises
        takes the caller down there, as a kill would.
        """
        return InProcess(self, watch)

    def client(self, *, live: bool = False, retries: int = 0, **options: Any) -> StripeClient:
        """The real SDK, talking to this double in this process."""
        return StripeClient(
            self.live_key if live else self.secret_key,
            http_client=self.transport(),
            base_addresses={"api": self.url},
            max_network_retries=retries,
            **options,
        )

    @property
    def url(self) -> str:
        return self.test.base_url

    @property
    def settings(self) -> dict[str, str]:
        """The portal's environment for this double."""
        return {
            "STRIPE_SECRET_KEY": self.secret_key,
            "STRIPE_WEBHOOK_SECRET": self.webhook_secret,
            "STRIPE_API_BASE": self.url,
            "STRIPE_CHECKOUT_ORIGIN": self.url,
        }

    # --- what others do -------------------------------------------------------------------

    @contextmanager
    def acting(self) -> Iterator[None]:
        """One step of the state machine: alone, and in the journal when it is over."""
        with self.lock:
            try:
                yield
            finally:
                self.flush()

    @property
    def control(self) -> Control:
        return _Guarded(self._control, self)  # type: ignore[return-value]

    def checkout(self, given: str) -> Shopper:
        """The customer in front of the hosted page of this session (id or url)."""
        identity = given.rstrip("/").rpartition("/")[2]
        world = self.world_of(identity)
        session = world.find(sessions.KIND, identity)
        return _Guarded(Shopper(world, session), self)  # type: ignore[return-value]

    def answer_bank(self, charge: str, *, succeeds: bool) -> str:
        """The bank's question about a charge of a saved card: where its page leads then."""
        with self.acting():
            return hosted.authenticate(self.world_of(charge), charge, succeeds=succeeds)

    def remove_method(self, method: str) -> None:
        """In Stripe's dashboard, past the portal."""
        self.client().v1.payment_methods.detach(method)

    def advance(self, *, seconds: float = 0, days: float = 0) -> None:
        """Let time pass: sessions expire, debits settle where `settle_after` says so."""
        with self.acting():
            self.clock.offset += seconds + days * 24 * 3600
            self._run_due()

    def tick(self) -> None:
        """Do what has become due by now."""
        with self.acting():
            self._run_due()

    def _run_due(self) -> None:
        for world in (self.test, self.live):
            run_due(world)

    def flush(self) -> None:
        """The step is over: into the journal with it, if there is one."""
        with self.lock:
            if self.journal is not None:
                self.journal.write()
                return
            self.api.fresh.clear()
            for world in (self.test, self.live):
                world.touched.clear()
                world.planned.clear()

    # --- webhooks -------------------------------------------------------------------------

    def deliveries(self) -> list[Delivery]:
        """What is due for delivery now. Without a `webhook_url` the test delivers."""
        return self.mailbox.pull()

    def deliver_all(self, receive: Callable[[Delivery], int], *, rounds: int = 50) -> int:
        """Hand every delivery to `receive`, which answers an HTTP status, until none is left."""
        count = 0
        for _ in range(rounds):
            if not self.mailbox.letters:
                break
            for delivery in self.deliveries():
                delivery.answered(receive(delivery))
                count += 1
        return count

    def resend(self, event: str) -> None:
        """Deliver an event once more, whether it arrived or not."""
        world = self.world_of(event)
        self.mailbox.resend(world, world.find("event", event))

    # --- for assertions -------------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        return list(self.api.log)

    def objects(self, kind: str, *, live: bool = False) -> list[Object]:
        """All objects of a kind, oldest first, as the API shows them."""
        world = self.live if live else self.test
        with self.lock:
            return [shown(one) for one in reversed(list(world.all(kind)))]

    def charges(self, *, live: bool = False, **metadata: str) -> list[Object]:
        """Charges that took money, or are about to: succeeded and pending, with this metadata."""
        return [
            charge
            for charge in self.objects("charge", live=live)
            if charge["status"] != "failed"
            and all(charge["metadata"].get(key) == value for key, value in metadata.items())
        ]

    def world_of(self, given: str) -> World:
        """The mode in which an id exists; the test mode for no id."""
        for world in (self.test, self.live):
            if not given or world.by_id(given) is not None:
                return world
        raise no_such("object", given)

    # --- over HTTP ------------------------------------------------------------------------

    def start(self, port: int = 0) -> Self:
        """Serve the API and the hosted pages on 127.0.0.1, and deliver webhooks if told where."""
        self._server = server = Server(self, port)
        base = f"http://127.0.0.1:{server.server_address[1]}"
        self.test.base_url = self.live.base_url = base
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        threading.Thread(target=self._keep_time, args=(server,), daemon=True).start()
        if self.webhook_url:
            self._postman = Postman(self.mailbox, self.webhook_url)
            self._postman.start()
        return self

    def _keep_time(self, server: Server) -> None:
        while not server.ended.wait(TICK_SECONDS):
            self.tick()

    def stop(self) -> None:
        if self._postman:
            self._postman.end()
            self._postman = None
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        with self.lock:
            if self.journal:
                self.journal.close()
                self.journal = None

    def __enter__(self) -> Self:
        return self if self._server else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Guarded:
    """Each method of the other runs as one step of the double."""

    def __init__(self, inner: Any, double: StripeDouble):
        self._inner = inner
        self._double = double

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **named: Any) -> Any:
            with self._double.acting():
                answer = found(*args, **named)
                return shown(answer) if isinstance(answer, dict) else answer

        return call
