"""What a gateway must be able to do, and what it can say, in our words. Nothing of a vendor's
objects gets past here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class ChargeLimits:
    """What a gateway moves at once, in units of the currency: from `smallest` to `largest`, in
    multiples of `step`, which alone it can count exactly."""

    smallest: Decimal
    largest: Decimal
    step: Decimal

    def is_exact(self, amount: Decimal) -> bool:
        return amount % self.step == 0


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
    page_id: str | None
    charge_id: str | None
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
    page_id: str
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
    charge_id: str
    attempt_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """A signed word that something happened to an object; `charge_id` is the payment behind it.
    `account` names a connected account it happened on, which is none of ours."""

    id: str
    type: str
    object_id: str
    charge_id: str
    attempt_id: str
    is_live_mode: bool
    account: str = ""


class CardGateway(Protocol):
    """What a gateway for cards and bank debits must be able to do. A second one is a folder with a
    class that does all of this, named in `settings.CARD_GATEWAY`.

    Requests are built by one method and sent by another: the exact request is stored before it is
    sent, and sent alike each time. No method may be called inside a transaction, but for those
    that only build or compare. Everything that asks the gateway raises GatewayDown when no answer
    came, and GatewayRefused when the gateway will not. The same `key` brings the same object again
    for at least a day.
    """

    @property
    def name(self) -> str:
        """Its word in the address to which its events come: `/webhooks/<name>/`."""

    @property
    def page_lasts(self) -> timedelta:
        """How long a hosted page can be paid."""

    def is_on(self) -> bool:
        """Whether it is set up."""

    def is_live_mode(self) -> bool:
        """Whether it moves real money."""

    def limits(self, currency: str) -> ChargeLimits | None:
        """What can be charged or refunded at once; None where it takes none of this currency."""

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
        """What will be asked for a page; `keep_for` is the gateway's customer for whom the
        instrument is kept, or empty."""

    def create_page(self, request: dict[str, Any], *, key: UUID) -> GatewayPayment:
        """Make the page. No money moves before somebody pays on it."""

    def fetch_page(self, page_id: str) -> GatewayPayment:
        """What is true of the page and its payment now."""

    def find_page(self, attempt_id: UUID, *, since: datetime) -> str | None:
        """The page of an attempt whose answer was lost; None when none was made."""

    def expire_page(self, page_id: str) -> GatewayPayment:
        """Let nobody pay on it any more; what is true of it then."""

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
        """What will be asked for a charge of a saved method."""

    def create_charge(self, request: dict[str, Any], *, key: UUID) -> GatewayPayment:
        """Charge it. Money moves at once, or the bank asks the payer first."""

    def fetch_charge(self, charge_id: str) -> GatewayPayment:
        """What is true of the charge now."""

    def find_charge(
        self, customer: str, *, attempt_id: UUID, since: datetime
    ) -> GatewayPayment | None:
        """The charge of an attempt whose answer was lost; None when none was made."""

    def cancel_charge(self, charge_id: str) -> GatewayPayment:
        """Cancel a charge that has not succeeded; what is true of it then."""

    # --- saving a method --------------------------------------------------------------------

    def create_customer(self, request: dict[str, Any], *, key: UUID) -> str:
        """The gateway's number for a customer."""

    def setup_request(
        self, *, setup_id: UUID, kind: str, customer: str, back_url: str
    ) -> dict[str, Any]:
        """What will be asked to let somebody add a method of this kind."""

    def create_setup(self, request: dict[str, Any], *, key: UUID) -> GatewaySetup:
        """Make the page on which a method is added."""

    def fetch_setup(self, page_id: str) -> GatewaySetup:
        """What is true of that page and the method added on it."""

    def fetch_method(self, method_id: str) -> PaymentInstrument | None:
        """A saved method as the gateway has it now; None when it is gone."""

    def detach(self, method_id: str) -> None:
        """Forget a saved method. One that is gone already is no error."""

    # --- money that goes back, and the account ----------------------------------------------

    def create_refund(
        self, payment_id: str, *, amount: Decimal, currency: str, key: UUID
    ) -> GatewayRefund:
        """Send back a part of a payment."""

    def refunds_of(self, payment_id: str) -> list[GatewayRefund]:
        """Every refund of a payment, whoever made it, oldest first."""

    def chargebacks_of(self, payment_id: str) -> list[GatewayChargeback]:
        """Every dispute or return of a payment, oldest first."""

    def balance_transactions(self, since: datetime) -> Iterator[BalanceTransaction]:
        """The account line by line, newest first, read while it is used."""

    # --- events -----------------------------------------------------------------------------

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """The event in a webhook's body, signed in its headers. Raises InvalidSignature,
        ValueError or KeyError."""

    def is_page(self, object_id: str) -> bool:
        """Whether this is the number of a hosted page."""

    def is_payment(self, object_id: str) -> bool:
        """Whether this is the number of a payment."""

    def is_about_money_back(self, event_type: str) -> bool:
        """Whether events of this type say that money of a payment went back."""

    def is_about_method(self, event_type: str) -> bool:
        """Whether events of this type are about a saved method."""


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
