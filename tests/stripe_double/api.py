"""One call of the API: who asks, whether they asked before, what goes wrong, and the answer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from stripe._api_version import _ApiVersion

from tests.stripe_double import contract, routes
from tests.stripe_double.faults import Faults
from tests.stripe_double.listing import expanded
from tests.stripe_double.wire import ApiError, decode
from tests.stripe_double.world import DAY, Object, World

KEY_LENGTH = 255


@dataclass
class Request:
    """A call as it was made and answered, for a test to look at."""

    method: str
    path: str
    params: dict[str, Any]
    idempotency_key: str | None
    livemode: bool
    id: str
    fault: str | None = None
    status: int | None = None
    executed: bool = False
    replayed: bool = False


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Kept:
    """The first answer for an idempotency key; none while the call is under way."""

    asked: str
    at: float
    status: int | None = None
    body: str = ""


class Dropped(Exception):
    """The caller gets no answer."""

    def __init__(self, fault: str):
        super().__init__(
            "Request timed out."
            if fault.startswith("timeout")
            else "Connection reset by the stand-in."
        )
        self.timed_out = fault.startswith("timeout")


class Api:
    def __init__(
        self, *, keys: Mapping[str, World], faults: Faults, lock: threading.RLock, account: str
    ):
        self._keys = keys
        self._faults = faults
        self._lock = lock
        self._account = account
        self.kept: dict[tuple[bool, str], Kept] = {}
        self.fresh: list[tuple[bool, str]] = []  # answered since the journal was last written
        self.log: list[Request] = []

    def call(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> Answer:
        """The answer to a call, or `Dropped`."""
        parts = urlsplit(url)
        given = {name.lower(): value for name, value in headers.items()}
        with self._lock:
            request_id = next(iter(self._keys.values())).ids.new("req_", 14)
        request = Request(
            method, parts.path, {}, given.get("idempotency-key"), livemode=False, id=request_id
        )
        try:
            world = self._world(given)
            request.livemode = world.livemode
            request.params = decode(parts.query if method != "POST" else body or "")
            self.log.append(request)
            answer = self._once(world, request)
        except ApiError as error:
            answer = Answer(error.status, json.dumps(error.body))
        request.status = answer.status
        answer.headers.update(
            {
                "Request-Id": request.id,
                "Stripe-Version": _ApiVersion.CURRENT,
                "Content-Type": "application/json",
            }
        )
        if request.idempotency_key:
            answer.headers["Idempotency-Key"] = request.idempotency_key
        if request.replayed:
            answer.headers["Idempotent-Replayed"] = "true"
        if request.fault and request.fault.endswith("_after"):
            if request.fault != "error_after":
                raise Dropped(request.fault)
            answer.headers["Stripe-Should-Retry"] = "false"
        return answer

    def _world(self, headers: Mapping[str, str]) -> World:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not key:
            raise ApiError(
                401,
                "You did not provide an API key. You need to provide your API key in the"
                " Authorization header, using Bearer auth (e.g. 'Authorization: Bearer"
                " YOUR_SECRET_KEY').",
            )
        if key not in self._keys:
            hidden = f"{key[:8]}{'*' * max(len(key) - 12, 0)}{key[-4:]}"
            raise ApiError(401, f"Invalid API Key provided: {hidden}", code="api_key_invalid")
        if headers.get("stripe-account", self._account) != self._account:
            raise ApiError(
                403,
                f"The provided key '{key[:8]}…' does not have access to account"
                f" '{headers['stripe-account']}' (or that account does not exist).",
                code="account_invalid",
            )
        if headers.get("stripe-version", _ApiVersion.CURRENT) != _ApiVersion.CURRENT:
            raise ApiError(400, f"Invalid Stripe API version: {headers['stripe-version']}")
        return self._keys[key]

    def _once(self, world: World, request: Request) -> Answer:
        """Idempotency: the first answer for a key is the answer for that key."""
        request.fault = self._faults.for_call(request.method, request.path)
        if request.fault in {"drop_before", "timeout_before"}:
            raise Dropped(request.fault)
        if request.fault == "rate_limited":
            raise ApiError(
                429,
                "Request rate limit exceeded. Learn more about rate limits"
                " https://stripe.com/docs/rate-limits.",
                code="rate_limit",
            )
        if request.fault == "error_before":
            raise _server_error()
        if request.method != "POST" or not request.idempotency_key:
            return self._execute(world, request)
        slot = (world.livemode, request.idempotency_key)
        with self._lock:
            replay = self._replay(world, slot, request)
            if replay:
                return replay
            self.kept[slot] = Kept(_asked(request), world.clock.now())
        try:
            return self._execute(world, request)
        finally:
            with self._lock:
                if not request.executed:
                    del self.kept[slot]  # refused before it began: the key may be used again

    def _replay(self, world: World, slot: tuple[bool, str], request: Request) -> Answer | None:
        key = slot[1]
        if len(key) > KEY_LENGTH:
            raise ApiError(400, f"Idempotency keys can be at most {KEY_LENGTH} characters long.")
        kept = self.kept.get(slot)
        if kept is None or kept.at < world.clock.now() - DAY:
            return None
        if kept.asked != _asked(request):
            raise ApiError(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were"
                f" first used with. Try using a key other than '{key}' if you meant to execute a"
                " different request.",
                kind="idempotency_error",
            )
        if kept.status is None:
            raise ApiError(
                409,
                "There is currently another in-progress request using this Idempotent Key (that"
                " probably means you submitted twice, and the other request is still going"
                f" through): {key}. Please try again later.",
                kind="idempotency_error",
                code="idempotency_key_in_use",
            )
        request.replayed = True
        return Answer(kept.status, kept.body)

    def _execute(self, world: World, request: Request) -> Answer:
        if request.fault == "slow":
            time.sleep(self._faults.slow_seconds)
        found = routes.find(request.method, request.path)
        if found is None:
            raise ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}).")
        route, ids = found
        params: Object = contract.check(contract.params(route.params), request.params)
        with self._lock:
            request.executed = True
            world.request = {"id": request.id, "idempotency_key": request.idempotency_key}
            try:
                answer = expanded(
                    world, route.handler(world, params, *ids), params.get("expand", [])
                )
                status = 200
            except ApiError as error:
                answer, status = error.body, error.status
            finally:
                world.request = {"id": None, "idempotency_key": None}
            if request.fault == "error_after":
                answer, status = _server_error().body, 500
            if request.method == "GET":
                answer = self._faults.tell(answer)
            body = json.dumps(answer)
            if request.method == "POST" and request.idempotency_key:
                slot = (world.livemode, request.idempotency_key)
                kept = self.kept[slot]
                kept.status, kept.body = status, body
                self.fresh.append(slot)
        return Answer(status, body)


def _asked(request: Request) -> str:
    return json.dumps([request.method, request.path, request.params], sort_keys=True)


def _server_error() -> ApiError:
    return ApiError(
        500,
        "An unknown error occurred. Please contact support@stripe.com if you are experiencing this"
        " problem consistently.",
        kind="api_error",
    )
