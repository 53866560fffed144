"""No request makes the stand-in stumble: each is served or refused in Stripe's shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.stripe_double import StripeDouble, contract, routes

VALUES = ["", "x", "1", "-1", "true", "card", "usd", "pm_card_visa", "é" * 300]
KINDS = {
    "customers": "customer",
    "payment_methods": "payment_method",
    "payment_intents": "payment_intent",
    "setup_intents": "setup_intent",
    "sessions": "checkout.session",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "balance_transactions": "balance_transaction",
    "events": "event",
}
COMPLETE = {
    "PaymentIntentCreateParams": {"amount": "500", "currency": "usd"},
    "checkout.SessionCreateParams": {
        "mode": "payment",
        "success_url": "https://portal.example/",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "500",
        "line_items[0][price_data][product_data][name]": "Invoice",
    },
}


def forms(route: routes.Route) -> Iterator[dict[str, str]]:
    declared = contract.params(route.params).__annotations__
    names = [name for name in declared if name not in contract.OPTIONS]
    complete = COMPLETE.get(route.params, {})
    yield {}
    yield dict(complete)
    for name in names:
        for value in VALUES:
            yield {**complete, name: value}
        yield {**complete, f"{name}[0]": "x"}
        yield {**complete, f"{name}[enabled]": "true"}
        yield {**complete, f"{name}[a][b][c]": "x"}


def addresses(double: StripeDouble, route: routes.Route) -> Iterator[str]:
    path = route.pattern.pattern
    for kind, noun in KINDS.items():
        if f"{kind}/([^/]+)" in path:
            known = double.objects(noun)[0]["id"]
            yield path.replace("([^/]+)", known)
    yield path.replace("([^/]+)", "unknown")


@pytest.mark.parametrize(
    "route", routes.ROUTES, ids=lambda route: f"{route.method} {route.pattern.pattern}"
)
def test_any_request_is_served_or_refused(one_of_each, route):
    statuses: set[int] = set()
    headers = {"Authorization": f"Bearer {one_of_each.secret_key}"}
    for url in addresses(one_of_each, route):
        for form in forms(route):
            body = "&".join(f"{name}={quote(value)}" for name, value in form.items())
            target = url if route.method == "POST" else f"{url}?{body}"
            answer = one_of_each.api.call(route.method, target, headers, body)
            told: dict[str, Any] = json.loads(answer.body)
            statuses.add(answer.status)
            assert answer.status in {200, 400, 402, 404}, (target, form, told)
            assert ("error" in told) is (answer.status != 200)
    assert statuses
