"""Payments that give way to another press of Pay: nobody can be paying them, or nobody of the
company began them."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Customer
from billing.models import PaymentAttempt
from billing.payments.gateways.base import GatewayDown
from billing.payments.online.convergence import cancel

logger = logging.getLogger(__name__)


def supersede(customer: Customer, items: Iterable[int], *, by_link: bool = False) -> None:
    """Cancel the payments of these open items that give way to a new one.

    A page that was never opened gives way to everybody, at once and without asking the gateway.
    A page opened through a shared link gives way to the company itself: it is closed at the
    gateway, and what was paid on it meanwhile stays paid. Not within a transaction. Where the
    gateway does not answer the payment stays, and the plan will say so.
    """
    live = PaymentAttempt.objects.for_customer(customer).filter(
        state__in=PaymentAttempt.LIVE,
        lines__item__in=list(items),
        lines__is_live=True,
        lines__credit_source__isnull=True,
    )
    for attempt in live.distinct():
        if attempt.was_never_opened or (attempt.is_by_link and not by_link):
            try:
                cancel(attempt)
            except GatewayDown:
                logger.warning("The gateway did not answer for attempt %s", attempt.pk)


def close_payments(items: Iterable[int]) -> list[PaymentAttempt]:
    """Close what is open at the gateway for these open items, whoever began it: the payments
    that could not be closed, because money is on its way or the gateway did not answer.

    Not within a transaction.
    """
    for attempt in live_payments(items):
        try:
            cancel(attempt)
        except GatewayDown:
            logger.warning("The gateway did not answer for attempt %s", attempt.pk)
    return live_payments(items)


def live_payments(items: Iterable[int]) -> list[PaymentAttempt]:
    """The payments under way for these open items, or that use them as credit. One statement."""
    keys = list(items)
    live = PaymentAttempt.objects.filter(
        Q(lines__item__in=keys) | Q(lines__credit_source__in=keys),
        state__in=PaymentAttempt.LIVE,
        lines__is_live=True,
    )
    return list(live.select_related("started_by").distinct())
