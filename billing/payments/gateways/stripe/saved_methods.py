"""Stripe's keeping of cards and bank accounts: added on its hosted page, charged, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from billing.payments.gateways.base import GatewayRefused, Means, SetupTruth, Standing, Truth
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.gateways.stripe.checkout import METHOD_TYPES, PAGE_LASTS, answer
from billing.payments.gateways.stripe.currencies import from_minor, to_minor
from billing.payments.gateways.stripe.declines import decline_reason

CLOCKS_DIFFER = timedelta(minutes=5)
CHARGE = "latest_charge"


def make_customer(request: dict[str, Any], *, key: UUID) -> str:
    """Stripe's number for a customer of ours, made once for a `key`."""
    asked = cast("Any", request)
    made = answer(
        lambda: gateway.client().v1.customers.create(asked, {"idempotency_key": f"{key}"})
    )
    return str(made["id"])


# --- adding ---------------------------------------------------------------------------------


def setup_request(*, setup_id: UUID, kind: str, customer: str, back_url: str) -> dict[str, Any]:
    """What Stripe will be asked to let somebody add a method of this `kind`."""
    known = {"attempt_id": str(setup_id)}
    return {
        "mode": "setup",
        "allowed_payment_method_types": [METHOD_TYPES[kind]],
        "customer": customer,
        "client_reference_id": str(setup_id),
        "metadata": known,
        "setup_intent_data": {"metadata": known},
        "success_url": back_url,
        "cancel_url": back_url,
        "expires_at": int((timezone.now() + PAGE_LASTS).timestamp()),
    }


def open_setup(request: dict[str, Any], *, key: UUID) -> SetupTruth:
    """Make the hosted page, once: the same `key` brings the same page again for a day."""
    asked = cast("Any", request)
    sessions = gateway.client().v1.checkout.sessions
    return _setup(answer(lambda: sessions.create(asked, {"idempotency_key": str(key)})))


def look_at_setup(session_id: str) -> SetupTruth:
    """What is true of this page and the method added on it now."""
    sessions = gateway.client().v1.checkout.sessions
    return _setup(
        answer(lambda: sessions.retrieve(session_id, {"expand": ["setup_intent.payment_method"]}))
    )


def _setup(session: dict[str, Any]) -> SetupTruth:
    setup = session.get("setup_intent")
    details = setup if isinstance(setup, dict) else {}
    method = details.get("payment_method")
    means = None
    standing = Standing.OPEN
    if details.get("status") == "succeeded" and isinstance(method, dict):
        standing = Standing.PAID
        means = gateway.read_means(method.get("id"), session.get("customer"), method)
    elif session.get("status") == "expired" or details.get("status") == "canceled":
        standing = Standing.EXPIRED
    return SetupTruth(
        standing=standing,
        session_id=str(session["id"]),
        page_url=str(session.get("url") or ""),
        setup_id=str((session.get("metadata") or {}).get("attempt_id") or ""),
        is_live_mode=bool(session.get("livemode")),
        means=means,
    )


# --- keeping --------------------------------------------------------------------------------


def look_at_method(gateway_id: str) -> Means | None:
    """The method as Stripe keeps it now; None when it keeps it no more."""
    methods = gateway.client().v1.payment_methods
    try:
        method = answer(lambda: methods.retrieve(gateway_id))
    except GatewayRefused:
        return None
    return gateway.read_means(method.get("id"), method.get("customer"), method)


def detach(gateway_id: str) -> None:
    """Let Stripe forget a method. What it has forgotten already stays so."""
    methods = gateway.client().v1.payment_methods
    try:
        answer(lambda: methods.detach(gateway_id))
    except GatewayRefused:
        if look_at_method(gateway_id) is not None:
            raise


# --- charging -------------------------------------------------------------------------------


def charge_request(
    *,
    attempt_id: UUID,
    method: str,
    kind: str,
    customer: str,
    amount: Decimal,
    currency: str,
    description: str,
    back_url: str,
) -> dict[str, Any]:
    """What Stripe will be asked to charge a saved method.

    With `back_url` somebody is there: the bank may ask them, and sends them back to it. Without
    one, nobody is: where the bank would ask, it refuses.
    """
    presence = {"return_url": back_url} if back_url else {"off_session": True}
    return {
        "amount": to_minor(amount, currency),
        "currency": currency.lower(),
        "customer": customer,
        "payment_method": method,
        "allowed_payment_method_types": [METHOD_TYPES[kind]],
        "confirm": True,
        "description": description[:500],
        "metadata": {"attempt_id": str(attempt_id)},
        "expand": [CHARGE],
        **presence,
    }


def charge(request: dict[str, Any], *, key: UUID) -> Truth:
    """Charge, once: the same `key` brings the same answer again for a day. A decline is an
    answer. Raises GatewayDown when none came, and GatewayRefused when Stripe will not at all."""
    asked = cast("Any", request)
    intents = gateway.client().v1.payment_intents
    return _truth(answer(lambda: intents.create(asked, {"idempotency_key": str(key)})))


def look_at_charge(intent_id: str) -> Truth:
    """What is true of this charge now."""
    intents = gateway.client().v1.payment_intents
    return _truth(answer(lambda: intents.retrieve(intent_id, {"expand": [CHARGE]})))


def find_charge(customer: str, *, attempt_id: UUID, since: datetime) -> Truth | None:
    """The charge an attempt came to, though its answer was lost; None when it never was one."""
    intents = gateway.client().v1.payment_intents
    made_since = int((since - CLOCKS_DIFFER).timestamp())
    after: dict[str, Any] = {}
    while True:
        asked = cast(
            "Any", {"customer": customer, "created": {"gte": made_since}, "limit": 100, **after}
        )
        listed = answer(lambda asked=asked: intents.list(asked))
        for intent in listed["data"]:
            if (intent.get("metadata") or {}).get("attempt_id") == str(attempt_id):
                return look_at_charge(str(intent["id"]))
        if not listed.get("has_more"):
            return None
        after = {"starting_after": listed["data"][-1]["id"]}


def cancel_charge(intent_id: str) -> Truth:
    """Let nobody confirm this charge any more; what is true of it then."""
    intents = gateway.client().v1.payment_intents
    try:
        return _truth(answer(lambda: intents.cancel(intent_id)))
    except GatewayRefused:
        return look_at_charge(intent_id)


def _truth(intent: dict[str, Any]) -> Truth:
    currency = str(intent["currency"]).upper()
    bank = (intent.get("next_action") or {}).get("redirect_to_url") or {}
    error = intent.get("last_payment_error") or {}
    return Truth(
        standing=_standing(str(intent["status"])),
        session_id=None,
        intent_id=str(intent["id"]),
        page_url=str(bank.get("url") or ""),
        amount=from_minor(int(intent["amount"]), currency),
        currency=currency,
        attempt_id=str((intent.get("metadata") or {}).get("attempt_id") or ""),
        is_live_mode=bool(intent.get("livemode")),
        reason=decline_reason(error),
        asks_person=error.get("code") == "authentication_required",
        label=gateway.label_of(intent.get(CHARGE)),
    )


def _standing(status: str) -> Standing:
    match status:
        case "succeeded":
            return Standing.PAID
        case "processing":
            return Standing.PROCESSING
        case "canceled":
            return Standing.EXPIRED
        case "requires_payment_method":
            return Standing.FAILED
    return Standing.OPEN
