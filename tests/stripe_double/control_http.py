"""The control over HTTP: `POST /_control/<name>` with JSON, or the panel's forms."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.stripe_double.api import Answer
from tests.stripe_double.pages import panel
from tests.stripe_double.wire import ApiError

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble

ACTIONS = frozenset(
    [
        "settle",
        "fail",
        "return_debit",
        "open_dispute",
        "close_dispute",
        "refund",
        "finish_refund",
        "fail_refund",
        "expire",
        "cancel",
        "charge_past_us",
    ]
)
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


def answer(double: StripeDouble, method: str, name: str, body: str, *, is_json: bool) -> Answer:
    """`GET` shows the panel or, at `state`, everything as JSON; `POST` does something."""
    if method != "POST":
        if name == "state":
            return Answer(200, json.dumps(_state(double)), dict(JSON))
        return Answer(200, panel.show(double), dict(HTML))
    given: dict[str, Any] = json.loads(body or "{}") if is_json else _form(body)
    try:
        done = act(double, name, given)
    except (ApiError, TypeError, ValueError) as error:
        if is_json:
            return Answer(400, json.dumps({"error": str(error)}), dict(JSON))
        return Answer(400, panel.show(double, str(error)), dict(HTML))
    if is_json:
        return Answer(200, json.dumps(done), dict(JSON))
    return Answer(303, "", {"Location": "/_control/"})


def act(double: StripeDouble, name: str, given: dict[str, Any]) -> Any:
    """What the name says; ValueError for a name that says nothing."""
    if name in ACTIONS:
        return getattr(double.control, name)(**given)
    if name == "advance":
        double.advance(**{unit: float(value) for unit, value in given.items()})
    elif name == "faults":
        double.faults.set(**given)
    elif name == "order":
        double.faults.order(**given)
    elif name == "lie":
        double.faults.lie(given.pop("target"), **given)
    elif name == "clear":
        double.faults.clear()
    elif name == "resend":
        double.resend(given["event"])
    else:
        raise ValueError(f"{name} is nothing this control can do")
    return {"done": name}


def _form(body: str) -> dict[str, Any]:
    words = {"true": True, "false": False}
    return {name: words.get(values[0], values[0]) for name, values in parse_qs(body).items()}


def _state(double: StripeDouble) -> dict[str, Any]:
    kinds = ("charge", "payment_intent", "refund", "dispute", "checkout.session", "event")
    return {
        "objects": {kind: double.objects(kind) for kind in kinds},
        "requests": [asdict(request) for request in double.requests],
        "waiting": [letter.event["id"] for letter in double.mailbox.letters],
        "faults": dict(double.faults.chances),
    }
