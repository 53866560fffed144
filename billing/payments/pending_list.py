"""Payments that have been begun and have not arrived: what the list of payments shows above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.models import PaymentAttempt, Transfer, TransferLine

MOST = 20
OPEN_STATES = (Transfer.State.ANNOUNCED, Transfer.State.SENT)


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """One such payment: `number` leads to its page at `url`."""

    number: str
    url: str
    method: str
    state: str
    tone: str
    amount: Decimal
    by: str
    since: datetime


def pending_entries(customer: Customer) -> list[PendingEntry]:
    """The newest first, at most twenty of each kind."""
    return [*_attempts(customer), *_transfers(customer)]


@dataclass(frozen=True, slots=True)
class AnnouncedTransfer:
    """`amount` of a document that an announced transfer is meant for. It stays payable: money
    that somebody says they have sent is not money."""

    reference: str
    amount: Decimal
    by: str
    at: datetime


def announced_for(items: Iterable[int]) -> dict[int, AnnouncedTransfer]:
    """By open item, the newest announced transfer that is meant for it. One statement."""
    lines = TransferLine.objects.filter(
        item__in=list(items), credit_source__isnull=True, transfer__state__in=OPEN_STATES
    )
    return {
        line.item_id: AnnouncedTransfer(
            reference=line.transfer.reference,
            amount=line.amount,
            by=str(line.transfer.announced_by),
            at=line.transfer.announced_at,
        )
        for line in lines.select_related("transfer__announced_by").order_by("pk")
    }


def _transfers(customer: Customer) -> list[PendingEntry]:
    found = Transfer.objects.for_customer(customer).filter(state__in=OPEN_STATES)
    return [
        PendingEntry(
            number=transfer.reference,
            url=reverse("billing:transfer-detail", args=[transfer.reference]),
            method=_("Bank transfer"),
            state=_("Sent") if transfer.sent_on else _("Not sent yet"),
            tone="info" if transfer.sent_on else "warning",
            amount=transfer.amount,
            by=str(transfer.announced_by),
            since=transfer.announced_at,
        )
        for transfer in found.select_related("announced_by").order_by("-pk")[:MOST]
    ]


def _attempts(customer: Customer) -> list[PendingEntry]:
    found = PaymentAttempt.objects.for_customer(customer).filter(state__in=PaymentAttempt.LIVE)
    return [
        PendingEntry(
            number=attempt.get_method_display(),
            url=reverse("billing:attempt-detail", args=[attempt.pk]),
            method=str(attempt.get_method_display()),
            state=str(attempt.get_state_display()),
            tone="info" if attempt.state == PaymentAttempt.State.PROCESSING else "warning",
            amount=attempt.amount,
            by=attempt.payer,
            since=attempt.started_at,
        )
        for attempt in found.select_related("started_by").order_by("-started_at")[:MOST]
    ]
