"""What of the gateway's words is forgotten, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Organization
from billing.downloads import exports
from billing.models import Export, PaymentAttempt, WebhookEvent
from portal.kit.jobs.retention import Rule


def _kept() -> timedelta:
    return timedelta(days=Organization.current().payload_days)


def _events(cutoff: datetime) -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(received_at__lt=cutoff)


def _requests(cutoff: datetime) -> QuerySet[PaymentAttempt]:
    ended = PaymentAttempt.objects.exclude(state__in=PaymentAttempt.LIVE)
    old: QuerySet[PaymentAttempt] = ended.filter(started_at__lt=cutoff).exclude(request={})
    return old


def _empty_requests(cutoff: datetime) -> int:
    return _requests(cutoff).update(request={}, page_url="")


def _exports(cutoff: datetime) -> QuerySet[Export]:
    return Export.objects.filter(asked_at__lt=cutoff)


RULES = (
    Rule("gateway events", _kept, _events),
    Rule("what the gateway was asked", _kept, _requests, _empty_requests),
    Rule(
        "files made for download",
        lambda: exports.KEPT,
        _exports,
        lambda cutoff: exports.forget(_exports(cutoff)),
    ),
)
