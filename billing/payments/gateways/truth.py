"""What a gateway can say, in our words. Nothing of a vendor's objects gets past here."""

from __future__ import annotations

from dataclasses import dataclass
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
class Truth:
    """What the gateway holds of one attempt. `amount` is what it would take, or has taken, in
    `currency`; `attempt_id` is whose it says it is; `label` what a receipt calls the means."""

    standing: Standing
    session_id: str
    intent_id: str | None
    page_url: str
    amount: Decimal
    currency: str
    attempt_id: str
    is_live_mode: bool
    reason: str = ""
    label: str = ""


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
