"""Words from the gateway: stored once, answered at once, handled by a worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from billing.models import PaymentAttempt, WebhookEvent
from billing.payments.gateways.base import GatewayEvent, InvalidSignature
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import gateway_calls, method_setup
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.convergence import converge, reject_late_page
from billing.payments.saved_methods import methods
from portal.kit.web.parsing import uuid_of

logger = logging.getLogger(__name__)


def receive(body: bytes, headers: Mapping[str, str]) -> bool:
    """Store an event and queue the look it asks for; whether it was the gateway's.

    The same event again changes nothing. That something was not signed is written down for staff,
    once a day and without its content: anybody can send it, as often as they like.
    """
    try:
        event = card_gateway().read_event(body, headers)
    except (InvalidSignature, ValueError, KeyError):
        logger.warning("A webhook without a good signature was refused")
        WebhookEvent.objects.get_or_create(
            id=f"refused-{timezone.now():%Y-%m-%d}",
            defaults={"problem": _("Not signed by the gateway.")},
        )
        return False
    with transaction.atomic():
        _stored, is_new = WebhookEvent.objects.get_or_create(
            id=event.id,
            defaults={
                "type": event.type[:80],
                "object_id": event.object_id,
                "charge_id": event.charge_id,
                "attempt_id": uuid_of(event.attempt_id),
                "problem": _problem(event),
            },
        )
        if is_new:
            app.configure_task("billing.tasks.handle_event").defer(event_id=event.id)
    return True


def handle(event_id: str) -> None:
    """Look at the attempt, setup or saved method the event is about. Raises GatewayDown when
    there was no answer."""
    event = WebhookEvent.objects.get(pk=event_id)
    if event.problem:
        logger.error("Gateway event %s waits for staff: %s", event.pk, event.problem)
    else:
        _fetch(event)
    if not event.problem:
        event.handled_at = timezone.now()
        event.save(update_fields=["handled_at"])


def _problem(event: GatewayEvent) -> str:
    if event.is_live_mode != card_gateway().is_live_mode():
        return _("Test and live are mixed.")
    if event.account:
        return _("It comes from another account.")
    return ""


def _fetch(event: WebhookEvent) -> None:
    about = Q(page_id=event.object_id) | Q(charge_id=event.object_id)
    if event.charge_id:
        about |= Q(charge_id=event.charge_id)
    if event.attempt_id:
        about |= Q(pk=event.attempt_id)
    goes_back = card_gateway().is_about_money_back(event.type)
    attempts = list(PaymentAttempt.objects.filter(about))
    for attempt in attempts:
        if attempt.is_live or attempt.payment_id:
            converge(attempt)
        elif _is_paid_on(event.object_id):
            reject_late_page(attempt, gateway_calls.fetch_by_id(event.object_id))
        if goes_back:
            converge_money_back(attempt)
    for setup in method_setup.setups_about(event.object_id, event.attempt_id):
        method_setup.converge(setup)
    if card_gateway().is_about_method(event.type):
        methods.refresh(event.object_id)
    if goes_back and not attempts:
        event.problem = _("Money was returned for a payment not started here.")
        event.save(update_fields=["problem"])


def _is_paid_on(object_id: str) -> bool:
    """Whether somebody may have paid on the object: a page or a payment."""
    return card_gateway().is_page(object_id) or card_gateway().is_payment(object_id)
