"""How long what somebody was told stays in their list."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from portal.kit.jobs.retention import Rule
from support.models import Notification


def _read(cutoff: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(read_at__lt=cutoff)


def _unread(cutoff: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(told_at__lt=cutoff)


RULES = (
    Rule("notifications that were read", lambda: timedelta(days=90), _read),
    Rule("notifications that nobody read", lambda: timedelta(days=365), _unread),
)
