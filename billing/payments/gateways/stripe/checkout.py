"""Stripe: hosted Checkout for cards and bank debits. The only place that knows its SDK."""

from __future__ import annotations

import json
import logging
from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import stripe
from django.conf import settings
from django.utils import timezone

from billing.payments.gateways.base import (
    GatewayDown,
    GatewayEvent,
    GatewayPayment,
    GatewayRefused,
    GatewayStatus,
    InvalidSignature,
    PaymentInstrument,
)
from billing.payments.gateways.guard import refuse_in_transaction
from billing.payments.gateways.stripe.currencies import from_minor, is_exact, to_minor
from billing.payments.gateways.stripe.declines import decline_reason

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
TOLERANCE_SECONDS = 300
# Stripe's least is 30 minutes.
PAGE_LASTS = timedelta(minutes=31)
PAGE_PREFIX = "cs_"
BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "Eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
METHOD_TYPES = {"card": "card", "bank_debit": "us_bank_account"}


def is_on() -> bool:
    """Whether Stripe is set up."""
    return bool(settings.STRIPE_SECRET_KEY)


def is_live_mode() -> bool:
    """Whether the key moves real money."""
    return "_live_" in settings.STRIPE_SECRET_KEY


@lru_cache(maxsize=1)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        max_network_retries=0,
    )


def client() -> stripe.StripeClient:
    """The SDK's client for the configured key; tests put their own in its place."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


def request_for(
    *,
    attempt_id: UUID,
    method: str,
    amount: Decimal,
    currency: str,
    lines: list[tuple[str, Decimal]],
    email: str,
    back_url: str,
    keep_for: str = "",
) -> dict[str, Any]:
    """What Stripe will be asked for this attempt, to be kept and asked alike each time.

    `lines` are a name and its part of `amount`, in the currency; where Stripe cannot count one of
    them exactly, they become one line. `keep_for` is Stripe's customer for whom the means are
    kept.
    """
    if not all(is_exact(part, currency) for _name, part in lines):
        lines = [(", ".join(name for name, _part in lines), amount)]
    known = {"attempt_id": str(attempt_id)}
    kept = {"setup_future_usage": "off_session"} if keep_for else {}
    return {
        "mode": "payment",
        "allowed_payment_method_types": [METHOD_TYPES[method]],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency.lower(),
                    "unit_amount": to_minor(part, currency),
                    "product_data": {"name": name[:250]},
                },
            }
            for name, part in lines
        ],
        "client_reference_id": str(attempt_id),
        "metadata": known,
        "payment_intent_data": {"metadata": known, **kept},
        **({"customer": keep_for} if keep_for else {"customer_email": email} if email else {}),
        "success_url": back_url,
        "cancel_url": back_url,
        "expires_at": int((timezone.now() + PAGE_LASTS).timestamp()),
    }


def create_session(request: dict[str, Any], *, key: UUID) -> GatewayPayment:
    """Make the hosted page, once: the same `key` brings the same page again for a day.

    Raises GatewayDown when no answer came, and GatewayRefused when Stripe will not.
    """
    asked = cast("Any", request)
    return _asked(
        lambda: client().v1.checkout.sessions.create(asked, {"idempotency_key": str(key)})
    )


def fetch_session(session_id: str) -> GatewayPayment:
    """What is true of this page and its payment now."""
    return _asked(
        lambda: client().v1.checkout.sessions.retrieve(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    )


def find_session(attempt_id: UUID, *, since: datetime) -> str | None:
    """The page that was made for an attempt, though its answer was lost; None when none was."""
    after: dict[str, Any] = {}
    while True:
        asked = cast("Any", {"created": {"gte": int(since.timestamp())}, "limit": 100, **after})
        listed = answer(lambda asked=asked: client().v1.checkout.sessions.list(asked))
        for session in listed["data"]:
            if session.get("client_reference_id") == str(attempt_id):
                return str(session["id"])
        if not listed.get("has_more"):
            return None
        after = {"starting_after": listed["data"][-1]["id"]}


def expire_session(session_id: str) -> GatewayPayment:
    """Let nobody pay on this page any more; what is true of it then."""
    try:
        return _asked(lambda: client().v1.checkout.sessions.expire(session_id))
    except GatewayRefused:
        return fetch_session(session_id)


def read_event(body: bytes, signature: str) -> GatewayEvent:
    """The event in a webhook's body. Raises NotSigned unless one of the secrets signed exactly
    these bytes within the last five minutes."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), signature, secret, tolerance=TOLERANCE_SECONDS
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            _say_if_only_late(body, signature, secret)
            continue
        event = json.loads(body)
        about = event.get("data", {}).get("object", {})
        return GatewayEvent(
            id=str(event["id"]),
            type=str(event["type"]),
            object_id=str(about.get("id") or ""),
            charge_id=id_of(about.get("payment_intent")),
            attempt_id=str((about.get("metadata") or {}).get("attempt_id") or ""),
            is_live_mode=bool(event.get("livemode")),
            account=str(event.get("account") or ""),
        )
    raise InvalidSignature


def _say_if_only_late(body: bytes, signature: str, secret: str) -> None:
    """A good signature of another time is most often a clock that is off."""
    try:
        stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return
    logger.error(
        "A webhook was refused for its time alone: its signature is good, and older than %d"
        " seconds by this machine's clock (%s). Set the clock by NTP.",
        TOLERANCE_SECONDS,
        timezone.now().isoformat(timespec="seconds"),
    )


def id_of(found: object) -> str:
    """The id of an object that Stripe gives whole or by its id."""
    return str(found.get("id", "")) if isinstance(found, dict) else str(found or "")


def _asked(call: Any) -> GatewayPayment:
    return _gateway_payment(answer(call))


def answer(call: Any) -> dict[str, Any]:
    """What Stripe answers to a call of its SDK; to a charge that was declined, the declined
    intent.

    Every call of the SDK goes through here. Raises GatewayDown when no answer came, GatewayRefused
    when Stripe will not, and NetworkInTransaction inside a database transaction.
    """
    refuse_in_transaction()
    try:
        answered: dict[str, Any] = call().to_dict()
        return answered
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayDown(str(error)) from error
    except stripe.StripeError as error:
        told = cast("dict[str, Any]", error.json_body or {}).get("error") or {}
        if error.http_status == 402 and told.get("payment_intent"):
            return dict(told["payment_intent"])
        if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
            raise GatewayDown(str(error)) from error
        raise GatewayRefused(error.user_message or str(error)) from error


def _gateway_payment(session: dict[str, Any]) -> GatewayPayment:
    intent = session.get("payment_intent")
    details = intent if isinstance(intent, dict) else {}
    currency = str(details.get("currency") or session["currency"]).upper()
    amount = details.get("amount") if details else session["amount_total"]
    known = details.get("metadata") or session.get("metadata") or {}
    return GatewayPayment(
        status=_status(session, details),
        page_id=str(session["id"]),
        charge_id=str(details["id"]) if details else (str(intent) if intent else None),
        page_url=str(session.get("url") or ""),
        amount=from_minor(int(amount or 0), currency),
        currency=currency,
        attempt_id=str(known.get("attempt_id") or ""),
        is_live_mode=bool(session.get("livemode")),
        reason=decline_reason(details.get("last_payment_error") or {}),
        label=label_of(details.get("latest_charge")),
        instrument=instrument_of(details),
    )


def _status(session: dict[str, Any], intent: dict[str, Any]) -> GatewayStatus:
    status = intent.get("status")
    if status == "succeeded":
        return GatewayStatus.PAID
    if status == "processing":
        return GatewayStatus.PROCESSING
    if status == "canceled" or session.get("status") == "expired":
        return GatewayStatus.EXPIRED
    if session.get("status") == "complete" and status == "requires_payment_method":
        return GatewayStatus.FAILED
    return GatewayStatus.OPEN


def label_of(charge: object) -> str:
    """What a receipt calls the means of a charge."""
    details = charge.get("payment_method_details") if isinstance(charge, dict) else None
    return name_of(details or {})


def name_of(details: dict[str, Any]) -> str:
    """A card or bank account as people know it: its brand or bank, and its last four."""
    card, bank = details.get("card"), details.get("us_bank_account")
    if card:
        return f"{BRANDS.get(card.get('brand'), 'Card')} •••• {card.get('last4', '')}"
    if bank:
        return f"{bank.get('bank_name') or ''} •••• {bank.get('last4', '')}".strip()
    return ""


def instrument_of(intent: dict[str, Any]) -> PaymentInstrument | None:
    """The means an intent was paid with; None where they were not kept for a customer."""
    charge = intent.get("latest_charge")
    if not isinstance(charge, dict) or not intent.get("setup_future_usage"):
        return None
    details = charge.get("payment_method_details") or {}
    return read_instrument(charge.get("payment_method"), intent.get("customer"), details)


def read_instrument(
    method: object, customer: object, details: dict[str, Any]
) -> PaymentInstrument | None:
    """`details` are a charge's or a payment method's: they name the means alike."""
    kind = next((ours for ours, theirs in METHOD_TYPES.items() if details.get(theirs)), None)
    if not (isinstance(method, str) and isinstance(customer, str)) or kind is None:
        return None
    instrument = details[METHOD_TYPES[kind]]
    year, month = instrument.get("exp_year"), instrument.get("exp_month")
    return PaymentInstrument(
        gateway_id=method,
        gateway_customer_id=customer,
        kind=kind,
        label=name_of(details),
        expires_on=date(year, month, monthrange(year, month)[1]) if year and month else None,
        fingerprint=str(instrument.get("fingerprint") or ""),
    )
