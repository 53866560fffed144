"""Stripe: money that goes back, and our account there line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from billing.payments.gateways.base import (
    DisputeStanding,
    DisputeTruth,
    MovementKind,
    MovementTruth,
    RefundStanding,
    RefundTruth,
)
from billing.payments.gateways.stripe import checkout as account
from billing.payments.gateways.stripe.checkout import answer, id_of
from billing.payments.gateways.stripe.currencies import from_minor, to_minor

PAGE = 100
REFUND_STANDINGS = {
    "succeeded": RefundStanding.SUCCEEDED,
    "failed": RefundStanding.FAILED,
    "canceled": RefundStanding.FAILED,
}
DISPUTE_STANDINGS = {
    "won": DisputeStanding.WON,
    "warning_closed": DisputeStanding.WON,
    "prevented": DisputeStanding.WON,
    "lost": DisputeStanding.LOST,
}
MOVEMENT_KINDS = {
    "charge": MovementKind.CHARGE,
    "payment": MovementKind.CHARGE,
    "refund": MovementKind.REFUND,
    "payment_refund": MovementKind.REFUND,
    "refund_failure": MovementKind.REFUND_FAILED,
    "payment_failure_refund": MovementKind.REFUND_FAILED,
}
DISPUTE_CATEGORIES = {
    "dispute": MovementKind.DISPUTE,
    "dispute_reversal": MovementKind.DISPUTE_WON,
}


def refund(intent_id: str, *, amount: Decimal, currency: str, key: UUID) -> RefundTruth:
    """Send back `amount` of a payment, once: the same `key` brings the same refund for a day.

    Raises GatewayDown when no answer came, and GatewayRefused when Stripe will not.
    """
    asked = cast(
        "Any",
        {
            "payment_intent": intent_id,
            "amount": to_minor(amount, currency),
            "metadata": {"refund_id": str(key)},
        },
    )
    return _refund(
        answer(lambda: account.client().v1.refunds.create(asked, {"idempotency_key": str(key)}))
    )


def refunds_of(intent_id: str) -> list[RefundTruth]:
    """Every refund of a payment, whoever made it, oldest first. Raises GatewayDown."""
    found = _listed(account.client().v1.refunds, payment_intent=intent_id)
    return [_refund(one) for one in reversed(list(found))]


def disputes_of(intent_id: str) -> list[DisputeTruth]:
    """Every dispute or return of a payment, oldest first. Raises GatewayDown."""
    found = _listed(account.client().v1.disputes, payment_intent=intent_id)
    return [_dispute(one) for one in reversed(list(found))]


def movements(since: datetime) -> Iterator[MovementTruth]:
    """Our account line by line from an instant on, newest first, read while it is used.

    Raises GatewayDown, and GatewayRefused.
    """
    found = _listed(
        account.client().v1.balance_transactions,
        created={"gte": int(since.timestamp())},
        expand=["data.source"],
    )
    return (_movement(one) for one in found)


def _listed(service: Any, **asked: Any) -> Iterator[dict[str, Any]]:
    last: str | None = None
    while True:
        params = {**asked, "limit": PAGE, **({"starting_after": last} if last else {})}
        found = answer(lambda params=params: service.list(params))
        yield from found["data"]
        if not found["has_more"]:
            return
        last = found["data"][-1]["id"]


def _refund(found: dict[str, Any]) -> RefundTruth:
    currency = str(found["currency"]).upper()
    return RefundTruth(
        gateway_id=str(found["id"]),
        refund_id=str((found.get("metadata") or {}).get("refund_id") or ""),
        standing=REFUND_STANDINGS.get(str(found.get("status")), RefundStanding.PENDING),
        amount=from_minor(int(found["amount"]), currency),
        currency=currency,
        reason=str(found.get("failure_reason") or found.get("reason") or "").replace("_", " "),
    )


def _dispute(found: dict[str, Any]) -> DisputeTruth:
    currency = str(found["currency"]).upper()
    moved = sum(one["amount"] for one in found.get("balance_transactions") or [])
    details = found.get("payment_method_details") or {}
    due = (found.get("evidence_details") or {}).get("due_by")
    return DisputeTruth(
        gateway_id=str(found["id"]),
        standing=DISPUTE_STANDINGS.get(str(found["status"]), DisputeStanding.OPEN),
        is_return=details.get("type") != "card",
        is_taken=moved < 0,
        amount=from_minor(int(found["amount"]), currency),
        currency=currency,
        reason=str(found.get("reason") or "").replace("_", " "),
        opened_at=datetime.fromtimestamp(int(found["created"]), UTC),
        answer_by=datetime.fromtimestamp(int(due), UTC) if due else None,
    )


def _movement(found: dict[str, Any]) -> MovementTruth:
    source = found.get("source")
    about = source if isinstance(source, dict) else {}
    currency = str(about.get("currency") or found["currency"]).upper()
    kind = DISPUTE_CATEGORIES.get(str(found.get("reporting_category"))) or MOVEMENT_KINDS.get(
        str(found["type"]), MovementKind.OTHER
    )
    return MovementTruth(
        id=str(found["id"]),
        kind=kind,
        source_id=id_of(source),
        intent_id=id_of(about.get("payment_intent")),
        attempt_id=str((about.get("metadata") or {}).get("attempt_id") or ""),
        amount=from_minor(abs(int(about.get("amount", found["amount"]))), currency),
        currency=currency,
        at=datetime.fromtimestamp(int(found["created"]), UTC),
    )
