"""Lists with pages, searches, and the expansion of ids into objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.stripe_double.wire import ApiError, invalid
from tests.stripe_double.world import Object, World, shown

DEFAULT, MOST = 10, 100
DEEPEST = 4
# Lists that an object shows only when asked.
INCLUDABLE = {("charge", "refunds"), ("checkout.session", "line_items")}
_CLAUSE = re.compile(
    r"""\s*(?P<field>metadata\[["'](?P<key>[^"']+)["']\]|\w+)\s*(?P<op>:|>=|<=|>|<)\s*"""
    r"""(?P<value>"[^"]*"|'[^']*'|-?\d+)\s*"""
)


def page_of(
    world: World,
    kind: str,
    url: str,
    params: Object,
    wanted: Callable[[Object], bool] = lambda thing: True,
) -> Object:
    """A page of what is wanted, newest first, by Stripe's cursors."""
    things = [one for one in world.all(kind) if wanted(one) and _in_time(one, params)]
    limit = params.get("limit", DEFAULT)
    if not 1 <= limit <= MOST:
        raise invalid(
            f"Invalid integer: {limit}. `limit` must be from 1 to {MOST}.",
            "limit",
            "parameter_invalid_integer",
        )
    if after := params.get("starting_after"):
        things = things[_place(things, world, kind, after, "starting_after") + 1 :]
        page, more = things[:limit], len(things) > limit
    elif before := params.get("ending_before"):
        things = things[: _place(things, world, kind, before, "ending_before")]
        page, more = things[-limit:], len(things) > limit
    else:
        page, more = things[:limit], len(things) > limit
    return {"object": "list", "data": page, "has_more": more, "url": url}


def _place(things: list[Object], world: World, kind: str, given: str, param: str) -> int:
    world.find(kind, given, param)
    ids = [one["id"] for one in things]
    return ids.index(given) if given in ids else len(ids)


def _in_time(thing: Object, params: Object) -> bool:
    asked = params.get("created")
    if asked is None:
        return True
    if not isinstance(asked, dict):
        return bool(thing["created"] == int(asked))
    tests: dict[str, Callable[[int, int], bool]] = {
        "gt": lambda a, b: a > b,
        "gte": lambda a, b: a >= b,
        "lt": lambda a, b: a < b,
        "lte": lambda a, b: a <= b,
    }
    return all(tests[name](thing["created"], int(bound)) for name, bound in asked.items())


def search(world: World, kind: str, url: str, params: Object) -> Object:
    """Stripe's search language as far as AND of equalities and bounds."""
    clauses = [_clause(text) for text in re.split(r"\s+AND\s+|\s+(?=metadata\[)", params["query"])]
    indexed = world.clock.now() - world.search_lag()
    found = [
        one
        for one in world.all(kind)
        if one["created"] <= indexed and all(clause(one) for clause in clauses)
    ]
    limit = params.get("limit", DEFAULT)
    start = int(params.get("page") or 0)
    more = len(found) > start + limit
    return {
        "object": "search_result",
        "data": found[start : start + limit],
        "has_more": more,
        "next_page": str(start + limit) if more else None,
        "url": url,
    }


def _clause(text: str) -> Callable[[Object], bool]:
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise invalid(f"The search query could not be understood near: {text}", "query")
    field, key, op, value = match["field"], match["key"], match["op"], match["value"].strip("\"'")

    def test(thing: Object) -> bool:
        found = thing.get("metadata", {}).get(key) if key else thing.get(field)
        if op == ":":
            return found is not None and str(found) == value
        left, right = int(found or 0), int(value)
        return {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[op]

    return test


def expanded(world: World, answer: Object, paths: list[str]) -> Object:
    """The answer as it leaves, with ids at the paths replaced by objects."""
    made = {**shown(answer)}
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property: {path}.", "expand"
            )
        _expand(world, made, steps, path)
    return made


def _expand(world: World, node: Any, steps: list[str], path: str) -> None:
    if not steps:
        return
    if isinstance(node, list):
        for one in node:
            _expand(world, one, steps, path)
        return
    name, rest = steps[0], steps[1:]
    if (node.get("object"), name) in INCLUDABLE and not isinstance(node.get(name), dict):
        node[name] = _included(world, node, name)
    if name not in node:
        raise ApiError(400, f"This property cannot be expanded ({path}).", param="expand")
    value = node[name]
    if isinstance(value, str):
        found = world.by_id(value)
        if found is None:
            raise ApiError(400, f"This property cannot be expanded ({path}).", param="expand")
        node[name] = shown(found)
    if isinstance(node[name], (dict, list)):
        _expand(world, node[name], rest, path)


def _included(world: World, node: Object, name: str) -> Object:
    if name == "refunds":
        page = page_of(
            world,
            "refund",
            f"/v1/charges/{node['id']}/refunds",
            {},
            lambda one: one["charge"] == node["id"],
        )
    else:
        items = world.find("checkout.session", node["id"])["_line_items"]
        page = {
            "object": "list",
            "data": items[:DEFAULT],
            "has_more": len(items) > DEFAULT,
            "url": f"/v1/checkout/sessions/{node['id']}/line_items",
        }
    made: Object = shown(page)
    return made
