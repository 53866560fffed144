"""Stripe: money that goes back, and our account there line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from billing.payments.gateways.base import (
    BalanceTransaction,
    BalanceTransactionKind,
    GatewayChargeback,
    GatewayChargebackStatus,
    GatewayRefund,
    GatewayRefundStatus,
)
from billing.payments.gateways.stripe import checkout as account
from billing.payments.gateways.stripe.checkout import answer, id_of
from billing.payments.gateways.stripe.currencies import from_minor, to_minor

PAGE = 100
REFUND_STATUSES = {
    "succeeded": GatewayRefundStatus.SUCCEEDED,
    "failed": GatewayRefundStatus.FAILED,
    "canceled": GatewayRefundStatus.FAILED,
}
CHARGEBACK_STATUSES = {
    "won": GatewayChargebackStatus.WON,
    "warning_closed": GatewayChargebackStatus.WON,
    "prevented": GatewayChargebackStatus.WON,
    "lost": GatewayChargebackStatus.LOST,
}
BALANCE_TRANSACTION_KINDS = {
    "charge": BalanceTransactionKind.CHARGE,
    "payment": BalanceTransactionKind.CHARGE,
    "refund": BalanceTransactionKind.REFUND,
    "payment_refund": BalanceTransactionKind.REFUND,
    "refund_failure": BalanceTransactionKind.REFUND_FAILED,
    "payment_failure_refund": BalanceTransactionKind.REFUND_FAILED,
}
DISPUTE_CATEGORIES = {
    "dispute": BalanceTransactionKind.DISPUTE,
    "dispute_reversal": BalanceTransactionKind.DISPUTE_WON,
}


def refund(intent_id: str, *, amount: Decimal, currency: str, key: UUID) -> GatewayRefund:
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


def refunds_of(intent_id: str) -> list[GatewayRefund]:
    """Every refund of a payment, whoever made it, oldest first. Raises GatewayDown."""
    found = _listed(account.client().v1.refunds, payment_intent=intent_id)
    return [_refund(one) for one in reversed(list(found))]


def disputes_of(intent_id: str) -> list[GatewayChargeback]:
    """Every dispute or return of a payment, oldest first. Raises GatewayDown."""
    found = _listed(account.client().v1.disputes, payment_intent=intent_id)
    return [_dispute(one) for one in reversed(list(found))]


def movements(since: datetime) -> Iterator[BalanceTransaction]:
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


def _refund(found: dict[str, Any]) -> GatewayRefund:
    currency = str(found["currency"]).upper()
    return GatewayRefund(
        gateway_id=str(found["id"]),
        refund_id=str((found.get("metadata") or {}).get("refund_id") or ""),
        status=REFUND_STATUSES.get(str(found.get("status")), GatewayRefundStatus.PENDING),
        amount=from_minor(int(found["amount"]), currency),
        currency=currency,
        reason=str(found.get("failure_reason") or found.get("reason") or "").replace("_", " "),
    )


def _dispute(found: dict[str, Any]) -> GatewayChargeback:
    currency = str(found["currency"]).upper()
    moved = sum(one["amount"] for one in found.get("balance_transactions") or [])
    details = found.get("payment_method_details") or {}
    due = (found.get("evidence_details") or {}).get("due_by")
    return GatewayChargeback(
        gateway_id=str(found["id"]),
        status=CHARGEBACK_STATUSES.get(str(found["status"]), GatewayChargebackStatus.OPEN),
        is_return=details.get("type") != "card",
        is_taken=moved < 0,
        amount=from_minor(int(found["amount"]), currency),
        currency=currency,
        reason=str(found.get("reason") or "").replace("_", " "),
        opened_at=datetime.fromtimestamp(int(found["created"]), UTC),
        answer_by=datetime.fromtimestamp(int(due), UTC) if due else None,
    )


def _movement(found: dict[str, Any]) -> BalanceTransaction:
    source = found.get("source")
    about = source if isinstance(source, dict) else {}
    currency = str(about.get("currency") or found["currency"]).upper()
    kind = DISPUTE_CATEGORIES.get(
        str(found.get("reporting_category"))
    ) or BALANCE_TRANSACTION_KINDS.get(str(found["type"]), BalanceTransactionKind.OTHER)
    return BalanceTransaction(
        id=str(found["id"]),
        kind=kind,
        source_id=id_of(source),
        charge_id=id_of(about.get("payment_intent")),
        attempt_id=str((about.get("metadata") or {}).get("attempt_id") or ""),
        amount=from_minor(abs(int(about.get("amount", found["amount"]))), currency),
        currency=currency,
        at=datetime.fromtimestamp(int(found["created"]), UTC),
    )
