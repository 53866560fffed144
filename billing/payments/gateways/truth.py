"""What a gateway can say, in our words. Nothing of a vendor's objects gets past here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Standing(StrEnum):
    """How a payment stands with the gateway."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Means:
    """A card or bank account as the gateway keeps it for a customer: `kind` is a method's,
    `fingerprint` the same for the same number."""

    gateway_id: str
    gateway_customer_id: str
    kind: str
    label: str
    expires_on: date | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What the gateway holds of one attempt. `amount` is what it would take, or has taken, in
    `currency`; `attempt_id` is whose it says it is; `label` what a receipt calls the means;
    `means` what was kept to pay with again.

    A charge of saved means has no session; its `page_url` is the bank's, which asks somebody, and
    `asks_person` says that it failed because nobody was there to answer.
    """

    standing: Standing
    session_id: str | None
    intent_id: str | None
    page_url: str
    amount: Decimal
    currency: str
    attempt_id: str
    is_live_mode: bool
    reason: str = ""
    label: str = ""
    means: Means | None = None
    asks_person: bool = False


@dataclass(frozen=True, slots=True)
class SetupTruth:
    """What the gateway holds of adding a method; `means` once it is kept."""

    standing: Standing
    session_id: str
    page_url: str
    setup_id: str
    is_live_mode: bool
    means: Means | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A signed word that something happened to an object."""

    id: str
    type: str
    object_id: str
    attempt_id: str
    is_live_mode: bool


class GatewayDown(Exception):
    """The gateway did not answer, or not with an answer: what happened there is not known."""


class GatewayRefused(Exception):
    """The gateway will not do it. Its text is the gateway's sentence."""


class NotSigned(Exception):
    """The words do not come from the gateway."""
