"""What of it a person has not read yet, and that they have."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Expression, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.access import CustomerRequest
from support.models import Notification


def unread_of_place() -> Expression:
    """How many a membership's person has not read of its company, beside the membership."""
    unread = Notification.objects.filter(
        user=OuterRef("user_id"), customer=OuterRef("customer_id"), read_at__isnull=True
    )
    counted = unread.order_by().values("customer").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def mark_read(request: CustomerRequest, *about: tuple[str, str]) -> None:
    """The person has seen what they were told about these (kind, number); about everything where
    none is named. No statement where nothing is unread or staff look as a customer, else one."""
    place: Any = request.membership  # annotated by the middleware
    if request.view_as is not None or not getattr(place, "unread", 0):
        return
    told = Notification.objects.for_customer(request.customer)
    told = told.filter(user=request.user, read_at__isnull=True)
    now = timezone.now()
    if not about:
        read = told.update(read_at=now)
    else:
        kinds = [told.filter(subject=kind, number=number) for kind, number in about]
        read = sum(one.update(read_at=now) for one in kinds)
    place.unread = max(0, place.unread - read)
