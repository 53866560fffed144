"""Stripe's keeping of cards and bank accounts: added on its hosted page, charged, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from billing.payments.gateways.base import (
    GatewayPayment,
    GatewayRefused,
    GatewaySetup,
    GatewayStatus,
    PaymentInstrument,
)
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


def create_setup(request: dict[str, Any], *, key: UUID) -> GatewaySetup:
    """Make the hosted page, once: the same `key` brings the same page again for a day."""
    asked = cast("Any", request)
    sessions = gateway.client().v1.checkout.sessions
    return _setup(answer(lambda: sessions.create(asked, {"idempotency_key": str(key)})))


def fetch_setup(session_id: str) -> GatewaySetup:
    """What is true of this page and the method added on it now."""
    sessions = gateway.client().v1.checkout.sessions
    return _setup(
        answer(lambda: sessions.retrieve(session_id, {"expand": ["setup_intent.payment_method"]}))
    )


def _setup(session: dict[str, Any]) -> GatewaySetup:
    setup = session.get("setup_intent")
    details = setup if isinstance(setup, dict) else {}
    method = details.get("payment_method")
    instrument = None
    status = GatewayStatus.OPEN
    if details.get("status") == "succeeded" and isinstance(method, dict):
        status = GatewayStatus.PAID
        instrument = gateway.read_instrument(method.get("id"), session.get("customer"), method)
    elif session.get("status") == "expired" or details.get("status") == "canceled":
        status = GatewayStatus.EXPIRED
    return GatewaySetup(
        status=status,
        page_id=str(session["id"]),
        page_url=str(session.get("url") or ""),
        setup_id=str((session.get("metadata") or {}).get("attempt_id") or ""),
        is_live_mode=bool(session.get("livemode")),
        instrument=instrument,
    )


# --- keeping --------------------------------------------------------------------------------


def fetch_method(gateway_id: str) -> PaymentInstrument | None:
    """The method as Stripe keeps it now; None when it keeps it no more."""
    methods = gateway.client().v1.payment_methods
    try:
        method = answer(lambda: methods.retrieve(gateway_id))
    except GatewayRefused:
        return None
    return gateway.read_instrument(method.get("id"), method.get("customer"), method)


def detach(gateway_id: str) -> None:
    """Let Stripe forget a method. What it has forgotten already stays so."""
    methods = gateway.client().v1.payment_methods
    try:
        answer(lambda: methods.detach(gateway_id))
    except GatewayRefused:
        if fetch_method(gateway_id) is not None:
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


def charge(request: dict[str, Any], *, key: UUID) -> GatewayPayment:
    """Charge, once: the same `key` brings the same answer again for a day. A decline is an
    answer. Raises GatewayDown when none came, and GatewayRefused when Stripe will not at all."""
    asked = cast("Any", request)
    intents = gateway.client().v1.payment_intents
    return _gateway_payment(answer(lambda: intents.create(asked, {"idempotency_key": str(key)})))


def fetch_charge(intent_id: str) -> GatewayPayment:
    """What is true of this charge now."""
    intents = gateway.client().v1.payment_intents
    return _gateway_payment(answer(lambda: intents.retrieve(intent_id, {"expand": [CHARGE]})))


def find_charge(customer: str, *, attempt_id: UUID, since: datetime) -> GatewayPayment | None:
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
                return fetch_charge(str(intent["id"]))
        if not listed.get("has_more"):
            return None
        after = {"starting_after": listed["data"][-1]["id"]}


def cancel_charge(intent_id: str) -> GatewayPayment:
    """Let nobody confirm this charge any more; what is true of it then."""
    intents = gateway.client().v1.payment_intents
    try:
        return _gateway_payment(answer(lambda: intents.cancel(intent_id)))
    except GatewayRefused:
        return fetch_charge(intent_id)


def _gateway_payment(intent: dict[str, Any]) -> GatewayPayment:
    currency = str(intent["currency"]).upper()
    bank = (intent.get("next_action") or {}).get("redirect_to_url") or {}
    error = intent.get("last_payment_error") or {}
    return GatewayPayment(
        status=_status(str(intent["status"])),
        page_id=None,
        charge_id=str(intent["id"]),
        page_url=str(bank.get("url") or ""),
        amount=from_minor(int(intent["amount"]), currency),
        currency=currency,
        attempt_id=str((intent.get("metadata") or {}).get("attempt_id") or ""),
        is_live_mode=bool(intent.get("livemode")),
        reason=decline_reason(error),
        requires_authentication=error.get("code") == "authentication_required",
        label=gateway.label_of(intent.get(CHARGE)),
    )


def _status(status: str) -> GatewayStatus:
    match status:
        case "succeeded":
            return GatewayStatus.PAID
        case "processing":
            return GatewayStatus.PROCESSING
        case "canceled":
            return GatewayStatus.EXPIRED
        case "requires_payment_method":
            return GatewayStatus.FAILED
    return GatewayStatus.OPEN
