"""Stripe as a card gateway. What stands behind each method is in the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.payments.gateways.base import (
    BalanceTransaction,
    CardGateway,
    ChargeLimits,
    GatewayChargeback,
    GatewayEvent,
    GatewayPayment,
    GatewayRefund,
    GatewaySetup,
    PaymentInstrument,
)
from billing.payments.gateways.stripe import checkout, currencies, money_back, saved_methods

PAYMENT_PREFIX = "pi_"
# Types of events about money that goes back, after a payment has succeeded.
MONEY_BACK = ("charge.refund", "charge.dispute.", "refund.")


class StripeGateway(CardGateway):
    """Cards and ACH debits by hosted Checkout, refunds, disputes and Stripe's balance."""

    name = "stripe"
    page_lasts = checkout.PAGE_LASTS

    def is_on(self) -> bool:
        return checkout.is_on()

    def is_live_mode(self) -> bool:
        return checkout.is_live_mode()

    def limits(self, currency: str) -> ChargeLimits | None:
        if currency not in currencies.CHARGEABLE:
            return None
        return ChargeLimits(
            smallest=currencies.smallest_charge(currency),
            largest=currencies.largest_charge(currency),
            step=currencies.charge_step(currency),
        )

    # --- a payment on the hosted page -------------------------------------------------------

    def page_request(
        self,
        *,
        attempt_id: UUID,
        method: str,
        amount: Decimal,
        currency: str,
        lines: list[tuple[str, Decimal]],
        email: str,
        back_url: str,
        keep_for: str,
    ) -> dict[str, Any]:
        return checkout.request_for(
            attempt_id=attempt_id,
            method=method,
            amount=amount,
            currency=currency,
            lines=lines,
            email=email,
            back_url=back_url,
            keep_for=keep_for,
        )

    def create_page(self, request: dict[str, Any], *, key: UUID) -> GatewayPayment:
        return checkout.create_session(request, key=key)

    def fetch_page(self, page_id: str) -> GatewayPayment:
        return checkout.fetch_session(page_id)

    def find_page(self, attempt_id: UUID, *, since: datetime) -> str | None:
        return checkout.find_session(attempt_id, since=since)

    def expire_page(self, page_id: str) -> GatewayPayment:
        return checkout.expire_session(page_id)

    # --- a payment with a saved method ------------------------------------------------------

    def charge_request(
        self,
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
        return saved_methods.charge_request(
            attempt_id=attempt_id,
            method=method,
            kind=kind,
            customer=customer,
            amount=amount,
            currency=currency,
            description=description,
            back_url=back_url,
        )

    def create_charge(self, request: dict[str, Any], *, key: UUID) -> GatewayPayment:
        return saved_methods.charge(request, key=key)

    def fetch_charge(self, charge_id: str) -> GatewayPayment:
        return saved_methods.fetch_charge(charge_id)

    def find_charge(
        self, customer: str, *, attempt_id: UUID, since: datetime
    ) -> GatewayPayment | None:
        return saved_methods.find_charge(customer, attempt_id=attempt_id, since=since)

    def cancel_charge(self, charge_id: str) -> GatewayPayment:
        return saved_methods.cancel_charge(charge_id)

    # --- saving a method --------------------------------------------------------------------

    def create_customer(self, request: dict[str, Any], *, key: UUID) -> str:
        return saved_methods.make_customer(request, key=key)

    def setup_request(
        self, *, setup_id: UUID, kind: str, customer: str, back_url: str
    ) -> dict[str, Any]:
        return saved_methods.setup_request(
            setup_id=setup_id, kind=kind, customer=customer, back_url=back_url
        )

    def create_setup(self, request: dict[str, Any], *, key: UUID) -> GatewaySetup:
        return saved_methods.create_setup(request, key=key)

    def fetch_setup(self, page_id: str) -> GatewaySetup:
        return saved_methods.fetch_setup(page_id)

    def fetch_method(self, method_id: str) -> PaymentInstrument | None:
        return saved_methods.fetch_method(method_id)

    def detach(self, method_id: str) -> None:
        saved_methods.detach(method_id)

    # --- money that goes back, and the account ----------------------------------------------

    def create_refund(
        self, payment_id: str, *, amount: Decimal, currency: str, key: UUID
    ) -> GatewayRefund:
        return money_back.refund(payment_id, amount=amount, currency=currency, key=key)

    def refunds_of(self, payment_id: str) -> list[GatewayRefund]:
        return money_back.refunds_of(payment_id)

    def chargebacks_of(self, payment_id: str) -> list[GatewayChargeback]:
        return money_back.disputes_of(payment_id)

    def balance_transactions(self, since: datetime) -> Iterator[BalanceTransaction]:
        return money_back.movements(since)

    # --- events -----------------------------------------------------------------------------

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        return checkout.read_event(body, headers.get("Stripe-Signature", ""))

    def is_page(self, object_id: str) -> bool:
        return object_id.startswith(checkout.PAGE_PREFIX)

    def is_payment(self, object_id: str) -> bool:
        return object_id.startswith(PAYMENT_PREFIX)

    def is_about_money_back(self, event_type: str) -> bool:
        return event_type.startswith(MONEY_BACK)

    def is_about_method(self, event_type: str) -> bool:
        return event_type.startswith("payment_method.")
