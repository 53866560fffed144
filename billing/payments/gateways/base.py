"""What a gateway can say, in our words. Nothing of a vendor's objects gets past here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _


class GatewayStatus(StrEnum):
    """How a payment stands with the gateway."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PaymentInstrument:
    """A card or bank account as the gateway keeps it for a customer: `kind` is a method's,
    `fingerprint` the same for the same number."""

    gateway_id: str
    gateway_customer_id: str
    kind: str
    label: str
    expires_on: date | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """What the gateway holds of one attempt. `amount` is what it would take, or has taken, in
    `currency`; `attempt_id` is whose it says it is; `label` what a receipt calls the means;
    `means` what was kept to pay with again.

    A charge of saved means has no session; its `page_url` is the bank's, which asks somebody, and
    `requires_authentication` says that it failed because nobody was there to answer.
    """

    status: GatewayStatus
    session_id: str | None
    intent_id: str | None
    page_url: str
    amount: Decimal
    currency: str
    attempt_id: str
    is_live_mode: bool
    reason: str = ""
    label: str = ""
    instrument: PaymentInstrument | None = None
    requires_authentication: bool = False


@dataclass(frozen=True, slots=True)
class GatewaySetup:
    """What the gateway holds of adding a method; `means` once it is kept."""

    status: GatewayStatus
    session_id: str
    page_url: str
    setup_id: str
    is_live_mode: bool
    instrument: PaymentInstrument | None = None


class GatewayRefundStatus(StrEnum):
    """How a refund stands with the gateway. Pending money has left our account already."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """What the gateway holds of a refund; `refund_id` is ours, empty when it was made there."""

    gateway_id: str
    refund_id: str
    status: GatewayRefundStatus
    amount: Decimal
    currency: str
    reason: str


class GatewayChargebackStatus(StrEnum):
    """How a dispute stands with the gateway."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class GatewayChargeback:
    """What the gateway holds of a disputed card payment or a returned bank debit. `is_taken`:
    the money is with the payer's bank now."""

    gateway_id: str
    status: GatewayChargebackStatus
    is_return: bool
    is_taken: bool
    amount: Decimal
    currency: str
    reason: str
    opened_at: datetime
    answer_by: datetime | None


class BalanceTransactionKind(StrEnum):
    """What moved money on our account with the gateway."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_FAILED = "refund failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute won"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One line of our account with the gateway: what it is about (`source_id`), and the payment
    behind it. `amount` is that of the source, in the currency it was charged in."""

    id: str
    kind: BalanceTransactionKind
    source_id: str
    intent_id: str
    attempt_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """A signed word that something happened to an object; `intent_id` is the payment behind it.
    `account` names a connected account it happened on, which is none of ours."""

    id: str
    type: str
    object_id: str
    intent_id: str
    attempt_id: str
    is_live_mode: bool
    account: str = ""


class GatewayDown(Exception):
    """The gateway did not answer, or not with an answer: what happened there is not known."""


class GatewayRefused(Exception):
    """The gateway will not do it. Its text is the gateway's sentence."""


class InvalidSignature(Exception):
    """The words do not come from the gateway."""


def refusal_of_payment() -> str:
    """What is said when the gateway will not begin a payment at all, whatever its reason."""
    return _(
        "The card processor did not accept this payment. Nothing was charged. Choose another way "
        "to pay, or contact us."
    )
