"""The Test Bank behind the protocol: each call is a statement in its books."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from billing.payments.gateways import base
from billing.payments.gateways.base import BalanceTransactionKind as Moved
from billing.payments.gateways.test_bank import books
from portal.kit.messages.mail import absolute
from portal.kit.money.currencies import minor_unit

T = TypeVar("T")
HEADER = "Test-Bank-Signature"
MOST = Decimal(1_000_000_000)
# What of a record has moved money, the latest first.
MOVED = {
    ("charge", "paid"): [Moved.CHARGE],
    ("refund", "succeeded"): [Moved.REFUND],
    ("refund", "failed"): [Moved.REFUND_FAILED, Moved.REFUND],
    ("chargeback", "open"): [Moved.DISPUTE],
    ("chargeback", "lost"): [Moved.DISPUTE],
    ("chargeback", "won"): [Moved.DISPUTE_WON, Moved.DISPUTE],
}


class Gateway(base.CardGateway):
    name = "test-bank"
    page_lasts = timedelta(minutes=30)

    def is_on(self) -> bool:
        return bool(settings.TEST_BANK_FILE)

    def is_live_mode(self) -> bool:
        return False

    def limits(self, currency: str) -> base.ChargeLimits | None:
        return base.ChargeLimits(minor_unit(currency), MOST, minor_unit(currency))

    def page_request(self, **asked: Any) -> dict[str, Any]:
        return dict(json.loads(json.dumps(asked, default=str)))

    charge_request = setup_request = page_request

    def create_page(self, request: dict[str, Any], *, key: UUID) -> base.GatewayPayment:
        return _on_page(books.make("page", key=key, status="open", **request))

    def fetch_page(self, page_id: str) -> base.GatewayPayment:
        return _on_page(books.find(page_id))

    def find_page(self, attempt_id: UUID, *, since: datetime) -> str | None:
        return next((one["id"] for one in books.every("page", attempt_id=str(attempt_id))), None)

    def expire_page(self, page_id: str) -> base.GatewayPayment:
        return _on_page(books.change(page_id, "open", status="expired"))

    def create_charge(self, request: dict[str, Any], *, key: UUID) -> base.GatewayPayment:
        method = books.find(request["method"])
        if method["status"] != "kept":
            raise base.GatewayRefused("This method has been removed.")
        fate = method["on_charge"] if request["back_url"] else method["on_charge_alone"]
        known = {"label": method["label"], **fate}
        return _payment(books.make("charge", key=key, **request, **known))

    def fetch_charge(self, charge_id: str) -> base.GatewayPayment:
        return _payment(books.find(charge_id))

    def find_charge(
        self, customer: str, *, attempt_id: UUID, since: datetime
    ) -> base.GatewayPayment | None:
        return next(map(_payment, books.every("charge", attempt_id=str(attempt_id))), None)

    def cancel_charge(self, charge_id: str) -> base.GatewayPayment:
        return _payment(books.change(charge_id, "open", status="expired"))

    def create_customer(self, request: dict[str, Any], *, key: UUID) -> str:
        return str(books.make("customer", key=key, **request)["id"])

    def create_setup(self, request: dict[str, Any], *, key: UUID) -> base.GatewaySetup:
        return _setup(books.make("page", key=key, status="open", **request))

    def fetch_setup(self, page_id: str) -> base.GatewaySetup:
        return _setup(books.find(page_id))

    def fetch_method(self, method_id: str) -> base.PaymentInstrument | None:
        return _instrument(method_id)

    def detach(self, method_id: str) -> None:
        books.change(method_id, "kept", status="removed")

    def create_refund(
        self, payment_id: str, *, amount: Decimal, currency: str, key: UUID
    ) -> base.GatewayRefund:
        if self.chargebacks_of(payment_id):
            raise base.GatewayRefused("This payment has been charged back.")
        named = {"amount": str(amount), "currency": currency, "refund_id": str(key)}
        known = {"charge_id": payment_id, "status": "succeeded", "reason": "", **named}
        return _refund(books.make("refund", key=key, **known))

    def refunds_of(self, payment_id: str) -> list[base.GatewayRefund]:
        return [_refund(one) for one in books.every("refund", charge_id=payment_id)]

    def chargebacks_of(self, payment_id: str) -> list[base.GatewayChargeback]:
        return [_chargeback(one) for one in books.every("chargeback", charge_id=payment_id)]

    def balance_transactions(self, since: datetime) -> Iterator[base.BalanceTransaction]:
        for one in reversed(books.every("")):
            for kind in MOVED.get((one["id"].partition("-")[0], one.get("status", "")), ()):
                yield _line(one, kind)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> base.GatewayEvent:
        if not constant_time_compare(headers.get(HEADER, ""), sign(body)):
            raise base.InvalidSignature
        event = json.loads(body)
        kind = event["about"].partition("-")[0]
        named = {name: event[name] for name in ("id", "charge_id", "attempt_id")}
        return base.GatewayEvent(type=kind, object_id=event["about"], is_live_mode=False, **named)

    def is_page(self, object_id: str) -> bool:
        return object_id.startswith("page-")

    def is_payment(self, object_id: str) -> bool:
        return object_id.startswith("charge-")

    def is_about_money_back(self, event_type: str) -> bool:
        return event_type in {"refund", "chargeback"}

    def is_about_method(self, event_type: str) -> bool:
        return event_type == "method"


def sign(body: bytes) -> str:
    return salted_hmac("test bank", body, algorithm="sha256").hexdigest()


def _read(what: Callable[..., T], record: books.Record, **more: Any) -> T:
    """What the protocol calls it: the record's fields of these names, and those that differ."""
    named = inspect.signature(what).parameters.keys() & record.keys()
    more |= {"amount": Decimal(record["amount"])} if "amount" in named else {}
    return what(**{name: record[name] for name in named} | more)


def _payment(charge: books.Record, page_id: str | None = None) -> base.GatewayPayment:
    status = base.GatewayStatus(charge["status"])
    number, asks = charge["id"], status is base.GatewayStatus.OPEN
    url = absolute(f"/test-bank/{number}/") if asks else ""
    known = {"page_id": page_id, "charge_id": None if page_id == number else number}
    kept = {"instrument": _instrument(charge.get("method_id"))}
    return _read(base.GatewayPayment, charge, status=status, page_url=url, is_live_mode=False,
                 **known, **kept)  # fmt: skip


def _on_page(page: books.Record) -> base.GatewayPayment:
    return _payment(books.find(page.get("charge") or page["id"]), page["id"])


def _setup(page: books.Record) -> base.GatewaySetup:
    known = {"page_id": page["id"], "page_url": absolute(f"/test-bank/{page['id']}/")}
    method = {"instrument": _instrument(page.get("method_id")), "is_live_mode": False}
    status = base.GatewayStatus(page["status"])
    return _read(base.GatewaySetup, page, status=status, **known, **method)


def _instrument(method_id: str | None) -> base.PaymentInstrument | None:
    method = books.find(method_id) if method_id else {}
    if method.get("status") != "kept":
        return None
    expires = date.fromisoformat(method["expires"]) if method["expires"] else None
    return _read(base.PaymentInstrument, method, gateway_id=method_id, expires_on=expires)


def _refund(refund: books.Record) -> base.GatewayRefund:
    status = base.GatewayRefundStatus(refund["status"])
    return _read(base.GatewayRefund, refund, gateway_id=refund["id"], status=status)


def _chargeback(one: books.Record) -> base.GatewayChargeback:
    known = {"gateway_id": one["id"], "status": base.GatewayChargebackStatus(one["status"])}
    opened = datetime.fromtimestamp(one["at"], UTC)
    return _read(base.GatewayChargeback, one, opened_at=opened, answer_by=None, **known)


def _line(one: books.Record, kind: Moved) -> base.BalanceTransaction:
    charge = one if one["id"].startswith("charge-") else books.find(one["charge_id"])
    known = {"source_id": one["id"], "charge_id": charge["id"], "attempt_id": charge["attempt_id"]}
    at = datetime.fromtimestamp(one["at"], UTC)
    return _read(base.BalanceTransaction, one, id=f"{one['id']} {kind}", kind=kind, at=at, **known)
