"""Payments that have been begun and have not arrived: what the list of payments shows above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.models import Transfer

MOST = 20


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """One such payment: `number` leads to its page at `url`."""

    number: str
    url: str
    method: str
    state: str
    tone: str
    amount: Decimal
    by: str
    since: datetime


def on_its_way(customer: Customer) -> list[OnItsWay]:
    """The newest first, at most twenty."""
    return _transfers(customer)


def _transfers(customer: Customer) -> list[OnItsWay]:
    states = [Transfer.State.ANNOUNCED, Transfer.State.SENT]
    found = Transfer.objects.for_customer(customer).filter(state__in=states)
    return [
        OnItsWay(
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
