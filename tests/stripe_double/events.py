"""Events as the API lists them: thirty days, and what could not be delivered."""

from __future__ import annotations

from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import invalid, no_such
from tests.stripe_double.world import DAY, Object, World

KEPT_DAYS = 30


def retrieve(world: World, params: Object, given: str) -> Object:
    event = world.find("event", given)
    if not _is_kept(world, event):
        raise no_such("event", given)
    return event


def _is_kept(world: World, event: Object) -> bool:
    return bool(event["created"] > world.now() - KEPT_DAYS * DAY)


def listed(world: World, params: Object) -> Object:
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.")
    wanted = params.get("types") or ([params["type"]] if "type" in params else None)
    arrived = params.get("delivery_success")

    def matches(event: Object) -> bool:
        if wanted is not None and not any(_is(event["type"], one) for one in wanted):
            return False
        if arrived is not None and (event["_delivery"] == "delivered") != arrived:
            return False
        return _is_kept(world, event)

    return page_of(world, "event", "/v1/events", params, matches)


def _is(kind: str, pattern: str) -> bool:
    return kind == pattern or (pattern.endswith("*") and kind.startswith(pattern[:-1]))
