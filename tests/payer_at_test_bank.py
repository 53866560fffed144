"""The Test Bank as the tests of paying use it: what they also ask of the stand-in for Stripe, so
that one journey is walked with either gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.test_bank import books, gateway
from portal.demo.test_bank import payer
from portal.kit.money.currencies import exponent

KINDS = {"checkout.session": "page", "charge": "charge", "refund": "refund", "customer": "customer"}
# What a call is named by at the other gateway.
CALLS = {
    "/checkout/sessions": ("create_page", "create_setup"),
    "/checkout": ("create_setup", "fetch_setup"),
    "/payment_intents": ("create_charge",),
    "/customers": ("create_customer",),
}


@dataclass
class Delivery:
    body: bytes
    headers: dict[str, str]
    status: int = 0

    def answered(self, status: int) -> None:
        self.status = status


class PayerAtTestBank:
    path = "/webhooks/test-bank/"
    header = gateway.HEADER

    def __init__(self, monkeypatch: Any):
        self._monkeypatch = monkeypatch
        self.control = Control()
        self.faults = SimpleNamespace(order=self._order)

    def checkout(self, page_id: str) -> SimpleNamespace:
        def outcome(word: str) -> SimpleNamespace:
            return SimpleNamespace(status=word)

        return SimpleNamespace(
            pay=lambda number: outcome(payer.pay(page_id, number)),
            authenticate=lambda: outcome(payer.allow(page_id)),
        )

    def answer_bank(self, charge_id: str, *, succeeds: bool) -> str:
        charge = books.find(charge_id)
        if charge["status"] != "open":
            return ""
        payer.answer(charge_id, allows=succeeds)
        return str(charge["back_url"])

    def remove_method(self, method_id: str) -> None:
        books.change(method_id, "kept", status="removed")

    def objects(self, kind: str) -> list[dict[str, Any]]:
        return [_in_minor_units(one) for one in books.every(KINDS[kind])]

    def charges(self, attempt_id: str = "") -> list[dict[str, Any]]:
        named = {"attempt_id": attempt_id} if attempt_id else {}
        charges = books.every("charge", **named)
        return [_in_minor_units(one) for one in charges if one["status"] in ("paid", "processing")]

    def deliveries(self) -> list[Delivery]:
        return [self.signed(gateway.json.dumps(one).encode()) for one in books.take_events()]

    def deliver_all(self, receive: Callable[[Delivery], int]) -> None:
        while deliveries := self.deliveries():
            for one in deliveries:
                one.answered(receive(one))

    def signed(self, body: bytes) -> Delivery:
        return Delivery(body, {gateway.HEADER: gateway.sign(body)})

    def _order(self, fault: str, *, path: str) -> None:
        """The next such call gets no answer; what it asked for is done before, or not at all."""
        patch = self._monkeypatch
        real = {name: getattr(gateway.Gateway, name) for name in CALLS[path]}

        def lost(name: str) -> Callable[..., Any]:
            def call(self: Any, *given: Any, **named: Any) -> Any:
                for one, method in real.items():
                    patch.setattr(gateway.Gateway, one, method)
                if fault.endswith("after"):
                    real[name](self, *given, **named)
                raise GatewayDown("The answer was lost.")

            return call

        for name in real:
            patch.setattr(gateway.Gateway, name, lost(name))


class Control:
    """What banks and staff of the Test Bank do."""

    def settle(self, charge_id: str) -> None:
        payer.settle(charge_id)

    def fail(self, charge_id: str, code: str = "") -> None:
        payer.settle(charge_id, succeeds=False)

    def expire(self, page_id: str) -> None:
        books.change(page_id, "open", status="expired")

    def refund(self, charge_id: str, minor: int) -> dict[str, Any]:
        """In the bank's own pages, past the portal."""
        charge = books.find(charge_id)
        amount = Decimal(minor).scaleb(-exponent(charge["currency"]))
        made = gateway.Gateway().create_refund(
            charge_id, amount=amount, currency=charge["currency"], key=uuid4()
        )
        return books.change(made.gateway_id, "succeeded", refund_id="")

    def fail_refund(self, refund_id: str) -> None:
        books.change(refund_id, "succeeded", status="failed", reason="account closed")

    def open_dispute(self, charge_id: str, amount: int | None = None) -> dict[str, Any]:
        charge = books.find(charge_id)
        part = Decimal(charge["amount"]) if amount is None else Decimal(amount) / 100
        return payer.take_back(charge_id, str(part))

    return_debit = open_dispute

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        status = "won" if won else "lost"
        books.change(dispute_id, "open", status=status, is_taken=not won)


def _in_minor_units(record: dict[str, Any]) -> dict[str, Any]:
    known = record | {"metadata": {"attempt_id": record.get("attempt_id", "")}}
    if "amount" not in record:
        return known
    scaled = Decimal(record["amount"]).scaleb(exponent(record["currency"]))
    return known | {"amount": int(scaled)}
