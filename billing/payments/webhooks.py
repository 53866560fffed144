"""Words from the gateway: stored once, answered at once, handled by a worker."""

from __future__ import annotations

import logging
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from billing.models import PaymentAttempt, WebhookEvent
from billing.payments import methods, setups
from billing.payments.attempts import converge
from billing.payments.gateways import stripe as gateway
from billing.payments.gateways.truth import Event, NotSigned
from billing.payments.reached import reached

logger = logging.getLogger(__name__)

# Money that goes back the other way is not posted by itself yet: staff are told.
FOR_STAFF = ("charge.refunded", "charge.dispute.")


def receive(body: bytes, signature: str) -> bool:
    """Store an event and queue the look it asks for; whether it was the gateway's.

    The same event again changes nothing. What is not signed is written down for staff, without
    its content.
    """
    try:
        event = gateway.read_event(body, signature)
    except (NotSigned, ValueError, KeyError):
        logger.warning("A webhook without a good signature was refused")
        WebhookEvent.objects.create(
            id=f"refused-{uuid4()}", problem=_("Not signed by the gateway.")
        )
        return False
    reached("signature believed")
    with transaction.atomic():
        _stored, is_new = WebhookEvent.objects.get_or_create(
            id=event.id,
            defaults={
                "type": event.type[:80],
                "object_id": event.object_id,
                "attempt_id": _uuid(event.attempt_id),
                "problem": _problem(event),
            },
        )
        reached("event written")
        if is_new:
            app.configure_task("billing.tasks.handle_event").defer(event_id=event.id)
            reached("job queued")
    reached("event stored")
    return True


def handle(event_id: str) -> None:
    """Look at the attempt, setup or saved method the event is about. Raises GatewayDown when
    there was no answer."""
    event = WebhookEvent.objects.get(pk=event_id)
    reached("event read")
    if event.problem:
        logger.error("Gateway event %s waits for staff: %s", event.pk, event.problem)
    else:
        about = Q(session_id=event.object_id) | Q(intent_id=event.object_id)
        if event.attempt_id:
            about |= Q(pk=event.attempt_id)
        for attempt in PaymentAttempt.objects.filter(about):
            converge(attempt)
            reached("event's attempt moved")
        for setup in setups.setups_about(event.object_id, event.attempt_id):
            setups.converge(setup)
        if event.type.startswith("payment_method."):
            methods.refresh(event.object_id)
    reached("event handled")
    event.handled_at = timezone.now()
    event.save(update_fields=["handled_at"])
    reached("event closed")


def _problem(event: Event) -> str:
    if event.is_live_mode != gateway.is_live_mode():
        return _("Test and live are mixed.")
    if event.type.startswith(FOR_STAFF):
        return _("Money went back or is disputed: record it by hand.")
    return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
