"""The staff's first page: today's money, and what waits, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from billing.models import Payment
from billing.receivables.aged_accounts import AgedSums, Question, sums_of
from billing.receivables.figures import CollectionFigures, figures_of, sales_until
from portal import watchdog
from portal.kit.jobs.queue_health import queue_health
from portal.kit.staff.queues import Waiting, queues_for

WEEK = timedelta(7)
# The figures are of the whole ledger: counted again once they are older.
SECONDS_KEPT = 60
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Money:
    """Today's money, in the seller's currency. `overdue_change` is against a week ago."""

    currency: str
    received: Decimal
    sums: AgedSums
    overdue_change: Decimal
    figures: CollectionFigures

    @property
    def has_grown(self) -> bool:
        return self.overdue_change > 0

    @property
    def overdue_difference(self) -> Decimal:
        return abs(self.overdue_change)


def desk_view(request: HttpRequest, extra_context: dict[str, Any] | None) -> TemplateResponse:
    """What waits for this person comes first, below a word about a queue that stands still."""
    health = queue_health()
    # Before the navigation, which shows the same counts.
    waiting = queues_for(request.user, counted_now=True)
    may_see_money = request.user.has_perm("billing.view_openitem")
    context = {
        **admin.site.each_context(request),
        "title": _("Desk"),
        "today": Organization.current().today(),
        "queues": waiting,
        "busy": sorted((one for one in waiting if one.count), key=_age),
        "quiet": [one for one in waiting if not one.count],
        "money": money_today() if may_see_money else None,
        "receivables_url": reverse("admin:receivables") if may_see_money else None,
        "queue_health": health,
        "queue_problem": watchdog.sentence(health),
        "now": timezone.now(),
        **(extra_context or {}),
    }
    return TemplateResponse(request, "admin/kit/desk.html", context)


def money_today() -> Money:
    """In the seller's usual currency, read again every minute: five statements."""
    seller = Organization.current()
    today = seller.today()
    key = f"staff-money:{today}:{seller.currency}"
    found: Money | None = cache.get(key)
    if found is None:
        found = _read(seller.currency, today)
        cache.set(key, found, SECONDS_KEPT)
    return found


def _read(currency: str, today: date) -> Money:
    received = Payment.objects.filter(
        received_on=today, customer__currency=currency, status=Payment.Status.RECEIVED
    ).aggregate(total=Sum("amount"))["total"]
    _count, sums = sums_of(Question(today, today, currency))
    _count, before = sums_of(Question(today - WEEK, today, currency))
    sales = sales_until(today, currency=currency)
    return Money(
        currency=currency,
        received=received or Decimal(0),
        sums=sums,
        overdue_change=sums.overdue - before.overdue,
        figures=figures_of(sums, sales, as_of=today),
    )


def _age(waiting: Waiting) -> datetime:
    return waiting.oldest or NEVER
